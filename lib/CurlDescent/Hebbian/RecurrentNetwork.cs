using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>
/// A linear recurrent network of excitatory and inhibitory neurons at its steady state, y = WDy + f, that is y = (I − WD)⁻¹f, to first
/// order y = (I + WD)f. The inputs f have the covariance F.
/// </summary>
public sealed class RecurrentNetwork
{
    private readonly Matrix<double> identity;

    /// <summary>Creates a network.</summary>
    /// <param name="signs">D.</param>
    /// <param name="inputCovariance">F = ⟨f fᵀ⟩, n×n, symmetric, without negative eigenvalues.</param>
    /// <exception cref="SpecException">F does not fit D, is not symmetric and finite, or has a negative eigenvalue: no inputs have such a
    /// covariance.</exception>
    public RecurrentNetwork(DaleSigns signs, Matrix<double> inputCovariance)
    {
        if (inputCovariance.RowCount != signs.Neurons || inputCovariance.ColumnCount != signs.Neurons)
        {
            throw new SpecException(
                "InputCovariance", $"{inputCovariance.RowCount}×{inputCovariance.ColumnCount}",
                $"{signs.Neurons}×{signs.Neurons}, one row per neuron");
        }

        double asymmetry = (inputCovariance - inputCovariance.Transpose()).FrobeniusNorm();
        if (!(asymmetry <= 1e-12 * inputCovariance.FrobeniusNorm()))
        {
            throw new SpecException("InputCovariance", $"asymmetry {asymmetry:e1}", "a symmetric matrix");
        }

        double[] variances = SymmetricEigenvalues.Compute(inputCovariance, threads: 1);
        if (variances[0] < -1e-9 * variances[^1])
            throw new SpecException(
                "InputCovariance", FormattableString.Invariant($"eigenvalue {variances[0]:R}"), "a covariance: no negative eigenvalues");
        Signs = signs;
        D = signs.Matrix();
        F = inputCovariance;
        identity = Matrix<double>.Build.DenseIdentity(signs.Neurons);
    }

    /// <summary>Cell types.</summary>
    public DaleSigns Signs { get; }

    /// <summary>D = diag(±1).</summary>
    public Matrix<double> D { get; }

    /// <summary>F = ⟨f fᵀ⟩.</summary>
    public Matrix<double> F { get; }

    /// <summary>
    /// Computes the response matrix that takes f to y: (I − WD)⁻¹ for <see cref="ResponseOrder.Exact"/>, else I + WD. Not finite where I −
    /// WD is singular.
    /// </summary>
    /// <param name="weights">W, n×n.</param>
    /// <param name="order">Order of the expansion.</param>
    /// <exception cref="SpecException">W is not n×n, or the order is none.</exception>
    public Matrix<double> Response(Matrix<double> weights, ResponseOrder order)
    {
        RequireSize(weights);
        Require.Defined(nameof(order), order);
        return order == ResponseOrder.Exact ? (identity - weights * D).Inverse() : identity + weights * D;
    }

    /// <summary>Computes C = ⟨y yᵀ⟩; n×n, symmetric.</summary>
    /// <param name="weights">W, n×n.</param>
    /// <param name="order">Order of the expansion.</param>
    public Matrix<double> Covariance(Matrix<double> weights, ResponseOrder order)
    {
        RequireSize(weights);
        Require.Defined(nameof(order), order);
        if (order == ResponseOrder.First) return F + weights * D * F + (weights * D * F).Transpose();
        Matrix<double> response = Response(weights, order);
        return response * F * response.Transpose();
    }

    /// <summary>Whether the steady state is stable under dy/dt = −y + WDy + f: no eigenvalue of WD has a real part of 1 or more.</summary>
    /// <param name="weights">W, n×n.</param>
    /// <exception cref="SpecException">W is not n×n, or holds a value that is not finite.</exception>
    public bool IsStable(Matrix<double> weights)
    {
        RequireSize(weights);
        Require.AllFinite(nameof(weights), weights.ToRowMajorArray());
        return (weights * D).Evd().EigenValues.All(e => e.Real < 1);
    }

    private void RequireSize(Matrix<double> weights)
    {
        int n = Signs.Neurons;
        if (Require.NotNull(nameof(weights), weights).RowCount != n || weights.ColumnCount != n)
            throw new SpecException(nameof(weights), $"{weights.RowCount}×{weights.ColumnCount}", $"{n}×{n}, one row per neuron");
    }
}
