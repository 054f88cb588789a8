using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>
/// Dale's law: every neuron is excitatory or inhibitory, D = diag(±1). The sign of a synapse is that of its sending neuron, so the weights
/// W ≥ 0 are strengths and the effective weights are WD.
/// </summary>
public sealed class DaleSigns
{
    private readonly double[] signs;

    private DaleSigns(double[] signs) => this.signs = signs;

    /// <summary>n.</summary>
    public int Neurons => signs.Length;

    /// <summary>Diagonal of D: +1 excitatory, −1 inhibitory.</summary>
    public IReadOnlyList<double> Signs => signs;

    /// <summary>Number of inhibitory neurons.</summary>
    public int Inhibitory => signs.Count(s => s < 0);

    /// <summary>Excitatory neurons followed by inhibitory ones.</summary>
    /// <param name="excitatory">≥ 0.</param>
    /// <param name="inhibitory">≥ 0; at least one neuron in all.</param>
    /// <exception cref="SpecException">A number is negative, or both are 0.</exception>
    public static DaleSigns Create(int excitatory, int inhibitory)
    {
        Require.InRange("Excitatory", excitatory, 0, 100_000);
        Require.InRange("Inhibitory", inhibitory, excitatory == 0 ? 1 : 0, 100_000);
        return new DaleSigns([.. Enumerable.Repeat(1.0, excitatory), .. Enumerable.Repeat(-1.0, inhibitory)]);
    }

    /// <summary>Inhibitory neurons chosen as in a learning rule.</summary>
    /// <param name="neurons">n, at least 1.</param>
    /// <param name="inhibitory">Which are inhibitory.</param>
    public static DaleSigns Create(int neurons, LayerFlips inhibitory)
    {
        Require.InRange("Neurons", neurons, 1, 100_000);
        return new DaleSigns(inhibitory.Resolve(neurons, "Inhibitory"));
    }

    /// <summary>Returns D.</summary>
    public Matrix<double> Matrix() => Matrix<double>.Build.DenseOfDiagonalArray(signs);

    /// <summary>Whether weights keep Dale's law: no strength is negative.</summary>
    /// <param name="weights">W, n×n.</param>
    public static bool AreStrengths(Matrix<double> weights) => weights.ForAll(w => w >= 0);

    /// <summary>
    /// Returns an input covariance by cell type: every input has variance 1; inputs to neurons of one type correlate by
    /// <paramref name="within"/>, of different types by <paramref name="between"/>. It commutes with D iff <paramref name="between"/> is 0
    /// or there is one type only.
    /// </summary>
    /// <param name="within">−1 … 1.</param>
    /// <param name="between">−1 … 1.</param>
    /// <returns>F, n×n.</returns>
    /// <exception cref="SpecException">A correlation is outside its range, or no such covariance exists.</exception>
    public Matrix<double> InputCovariance(double within, double between)
    {
        if (!(Math.Abs(within) <= 1)) throw new SpecException(nameof(within), within, "-1 … 1");
        if (!(Math.Abs(between) <= 1)) throw new SpecException(nameof(between), between, "-1 … 1");
        Matrix<double> covariance = Matrix<double>.Build.Dense(
            Neurons, Neurons, (i, j) => i == j ? 1 : signs[i] == signs[j] ? within : between);
        double least = covariance.Evd(Symmetricity.Symmetric).EigenValues.Min(e => e.Real);
        if (least < -1e-12 * Neurons)
            throw new SpecException(
                "(within, between)", FormattableString.Invariant($"({within}, {between})"),
                "correlations with a covariance without negative eigenvalues");
        return covariance;
    }
}
