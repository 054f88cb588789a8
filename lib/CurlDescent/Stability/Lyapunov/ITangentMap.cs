namespace CurlDescent;

/// <summary>
/// A discrete-time dynamical system θ ↦ f_t(θ) with its tangent dynamics v ↦ (∂f_t/∂θ)·v. The state is the caller's; an instance holds
/// parameters and scratch only. Not thread-safe.
/// </summary>
public interface ITangentMap
{
    /// <summary>n, number of coordinates of the state.</summary>
    int Dimension { get; }

    /// <summary>Number of exponents that can be finite: n, less the directions that the map projects out.</summary>
    int TangentDimension { get; }

    /// <summary>Advances state and tangent vectors by one step.</summary>
    /// <param name="step">t, number of the step from 0; matters where the map depends on time.</param>
    /// <param name="state">θ, n coordinates; overwritten by f_t(θ).</param>
    /// <param name="tangents">k·n numbers, one vector after the other, k ≥ 0; overwritten.</param>
    void Step(long step, Span<double> state, Span<double> tangents);
}
