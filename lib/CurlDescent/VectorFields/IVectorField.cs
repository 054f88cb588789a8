using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>A vector field F on Rⁿ.</summary>
public interface IVectorField
{
    /// <summary>n.</summary>
    int Dimension { get; }

    /// <summary>Computes F(<paramref name="point"/>).</summary>
    /// <param name="point">n coordinates; not changed.</param>
    /// <param name="value">n components; overwritten. Must not overlap <paramref name="point"/>.</param>
    void Evaluate(ReadOnlySpan<double> point, Span<double> value);
}

/// <summary>A vector field with its Jacobian.</summary>
public interface IDifferentiableField : IVectorField
{
    /// <summary>Computes the Jacobian J_ij = ∂F_i/∂x_j.</summary>
    /// <param name="point">n coordinates.</param>
    /// <returns>n×n.</returns>
    Matrix<double> Jacobian(ReadOnlySpan<double> point);
}
