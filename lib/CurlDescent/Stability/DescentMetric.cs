using CurlDescent.Arithmetic;
using CurlDescent.Stability;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>
/// Whether a rule descends, and in which metric, at given weights. In continuous time and with all samples in each step the errors e = ŷ −
/// y obey de/dt = −K e,
/// so that the loss L = ‖e‖²/(2P) changes by dL/dt = −eᵀK e/P. With backpropagation, φ'(a2) in the rule and free norms K is the signed
/// tangent kernel G S Gᵀ/P,
/// symmetric: where it is positive definite the rule is gradient descent of L in function space with the metric K⁻¹; where it is indefinite
/// it is that in no
/// metric, and the loss rises if e lies in the cone eᵀK e &lt; 0 (not in the paper; notebook 10, section 1).
/// </summary>
/// <remarks>
/// <para>
/// Without φ'(a2) in the rule K = G S G̃ᵀ/P = Φ'K̃ is not symmetric, K̃ = G̃ S G̃ᵀ/P is: then the matching loss mean(∫φ(a2) da2 − y·a2)
/// changes by −eᵀK̃ e/P, and
/// K̃⁻¹ is the metric, of the output preactivations. The plotted loss L may rise although K̃ is positive definite.
/// </para>
/// With norms kept, or under feedback alignment with several outputs, neither is symmetric; what decides is the symmetric part. With one
/// output the kernel of feedback
/// alignment is symmetric too: each hidden unit counts with its readout times its feedback weight.
/// </remarks>
public sealed class DescentMetric
{
    private readonly TangentFactors factors;
    private readonly Vector<double> error;
    private double[]? eigenvalues;
    private double? imbalance;

    private DescentMetric(TangentFactors factors, Vector<double> error, int samples)
    {
        this.factors = factors;
        this.error = error;
        Kernel = factors.ErrorKernel();
        double square = FixedOrder.SumOfSquares(error.AsArray());
        Loss = square / (2 * samples);
        LossRate = -Form(Kernel) / samples;
        double whole = Kernel.FrobeniusNorm();
        Asymmetry = whole == 0 ? 0 : (Kernel - Kernel.Transpose()).FrobeniusNorm() / (2 * whole);
    }

    /// <summary>K, PK × PK, rows by output, then sample: de/dt = −K e, per unit of learning time.</summary>
    public Matrix<double> Kernel { get; }

    /// <summary>L = ½·mean‖ŷ − y‖².</summary>
    public double Loss { get; }

    /// <summary>dL/dt = −eᵀK e/P, per unit of learning time (1/η steps); positive where the rule climbs.</summary>
    public double LossRate { get; }

    /// <summary>‖(K − Kᵀ)/2‖_F/‖K‖_F; 0 where K is symmetric.</summary>
    public double Asymmetry { get; }

    /// <summary>
    /// Least eigenvalue of the symmetric part of K; a rule whose least eigenvalue is not negative cannot climb, whatever the targets.
    /// </summary>
    public double SmallestEigenvalue => Eigenvalues[0];

    /// <summary>Greatest eigenvalue of the symmetric part of K.</summary>
    public double LargestEigenvalue => Eigenvalues[^1];

    /// <summary>
    /// Whether the symmetric part of K has a negative eigenvalue, beyond rounding: then some targets exist, at the same weights, for which
    /// the loss rises.
    /// </summary>
    public bool IsIndefinite => SmallestEigenvalue < -1e-10 * Math.Max(LargestEigenvalue, -SmallestEigenvalue);

    /// <summary>
    /// Departure from normality of the weights' linear dynamics −D GᵀG/P, relative to its norm: √(1 − Σ|λ|²/‖J‖_F²), 0 … 1 (Henrici 1962).
    /// Its norm is that of
    /// G Gᵀ/P and its eigenvalues are those of G D Gᵀ/P, so that both need the small kernels alone. At weights of zero error it is the
    /// Jacobian's own.
    /// Exact for backpropagation with φ'(a2) and free norms; otherwise that of the rule with these.
    /// </summary>
    public double NonNormality => imbalance ??= Departure();

    private double[] Eigenvalues => eigenvalues ??= SymmetricEigenvalues.Compute((Kernel + Kernel.Transpose()) / 2, threads: 1);

    /// <summary>Computes the metric at given weights.</summary>
    /// <param name="network">Weights and φ.</param>
    /// <param name="data">Inputs and targets: PK errors, whose kernel is stored.</param>
    /// <param name="rule">A rule bound to the network's sizes.</param>
    /// <param name="keepNorms">Whether training keeps the Frobenius norms of both layers.</param>
    /// <exception cref="SpecException">Data or rule do not fit the network.</exception>
    public static DescentMetric Compute(TwoLayerNetwork network, InputData data, SignedDeltaUpdate rule, bool keepNorms = false)
    {
        var factors = new TangentFactors(network, data, rule, keepNorms);
        Matrix<double> error = network.Output(data.InputMatrix()) - data.TargetMatrix();
        return new DescentMetric(factors, Vector<double>.Build.DenseOfArray(error.ToRowMajorArray()), data.Samples);
    }

    /// <summary>
    /// Computes K̃ = G̃ S G̃ᵀ/P, the kernel of the output preactivations: a rule without φ'(a2) changes the matching loss mean(∫φ(a2) da2 −
    /// y·a2) by −eᵀK̃ e/P.
    /// </summary>
    public Matrix<double> PreactivationKernel() => factors.PreactivationKernel();

    private double Form(Matrix<double> kernel) => FixedOrder.Dot(error.AsArray(), (kernel * error).AsArray());

    private double Departure()
    {
        double norm = factors.UnsignedKernel().FrobeniusNorm(), signed = factors.SignedKernel().FrobeniusNorm();
        return norm == 0 ? 0 : Math.Sqrt(Math.Max(0, 1 - signed * signed / (norm * norm)));
    }
}
