using System.Numerics;
using CurlDescent.Stability;
using CurlDescent.Stability.Spectra;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>Which of the two matrices with the same non-zero eigenvalues is formed; the smaller is.</summary>
public enum KernelForm
{
    /// <summary>PK × PK, one row per sample and output.</summary>
    Samples,

    /// <summary>One row per weight.</summary>
    Weights,
}

/// <summary>
/// The signed tangent kernel −(1/P)·Φ'^½ G̃ D G̃ᵀ Φ'^½ of a rule at given weights, or −(1/P)·G D Gᵀ, G = Φ'G̃, if the rule contains φ'(a2).
/// G̃ is the PK × (NM + KN) Jacobian of the output preactivations, Φ' = diag φ'(a2), D the signs of all weights. Its non-zero eigenvalues
/// are those of the linearised learning dynamics at weights of zero error: the weights are stable iff none has a positive real part (see
/// notebook 04, section 1; not in the paper). At other weights, under full-batch learning in continuous time, the errors e obey de/dt =
/// −(1/P)·G D Gᵀ e.
/// </summary>
/// <remarks>
/// <para>
/// Linear network, one output, inputs X (M×P): the kernel is −(1/P)·Xᵀ𝐗X with 𝐗 = ‖W2‖²D1 + W1ᵀD2W1. Its non-zero eigenvalues are those
/// of −𝐗·XXᵀ/P: they tend to −σ² times the eigenvalues of 𝐗 as P^−½, and from P = M on as many are positive as 𝐗 has negative ones
/// (Sylvester's law of inertia).
/// </para>
/// The kernel is symmetric, its spectrum real. Two cases are not: with norms kept, D G̃ᵀ is projected orthogonally to the two radial
/// directions of weight space; under feedback alignment, the right-hand G̃ᵀ contains the feedback weights in place of W2ᵀ. Both may have
/// complex pairs.
/// </remarks>
public sealed class SignedTangentKernel
{
    private Complex[]? eigenvalues;

    private SignedTangentKernel(Matrix<double> matrix, KernelForm form, bool symmetric)
    {
        Matrix = matrix;
        Form = form;
        IsSymmetric = symmetric;
    }

    /// <summary>The kernel, or the matrix of its non-zero eigenvalues in weight space.</summary>
    public Matrix<double> Matrix { get; }

    /// <summary>Which of the two it is.</summary>
    public KernelForm Form { get; }

    /// <summary>Whether it is symmetric by construction.</summary>
    public bool IsSymmetric { get; }

    /// <summary>
    /// Eigenvalues: growth rates per unit time, by falling real part. Zeros are the directions along the manifold of zero error.
    /// </summary>
    /// <exception cref="NonConvergenceException">The eigenvalue solver gave up on the matrix and on three others with the same
    /// eigenvalues.</exception>
    public IReadOnlyList<Complex> Eigenvalues => eigenvalues ??= Spectrum();

    /// <summary>Largest real part of the eigenvalues.</summary>
    public double LargestEigenvalue => Eigenvalues[0].Real;

    /// <summary>Largest absolute value of the eigenvalues: the fastest rate.</summary>
    public double SpectralRadius => Eigenvalues.Max(e => e.Magnitude);

    /// <summary>Absolute values up to this count as zero: rounding of the eigenvalue solver.</summary>
    public double ZeroTolerance => (IsSymmetric ? 1e-12 : 1e-9) * SpectralRadius;

    /// <summary>Number of eigenvalues with positive real part.</summary>
    public int UnstableDirections => Eigenvalues.Count(e => e.Real > ZeroTolerance);

    /// <summary>Number of complex pairs of eigenvalues.</summary>
    public int ComplexPairs => Eigenvalues.Count(e => e.Imaginary > ZeroTolerance);

    /// <summary>Whether no direction is unstable.</summary>
    public bool IsStable => UnstableDirections == 0;

    /// <summary>Computes the kernel at given weights.</summary>
    /// <param name="network">Weights and φ.</param>
    /// <param name="data">Inputs; the targets are not used.</param>
    /// <param name="rule">A rule bound to the network's sizes.</param>
    /// <param name="keepNorms">Whether training keeps the Frobenius norms of both layers.</param>
    public static SignedTangentKernel Compute(TwoLayerNetwork network, InputData data, SignedDeltaUpdate rule, bool keepNorms = false)
    {
        var factors = new TangentFactors(network, data, rule, keepNorms);
        bool symmetric = !keepNorms && !factors.HasFixedFeedback;
        return (long)data.Samples * network.Outputs <= network.WeightCount
            ? new SignedTangentKernel(factors.SampleKernel(), KernelForm.Samples, symmetric)
            : new SignedTangentKernel(factors.WeightKernel(), KernelForm.Weights, symmetric);
    }

    /// <summary>Computes the kernel of a training problem at its teacher, a point of zero error.</summary>
    /// <param name="problem">Not changed.</param>
    /// <exception cref="SpecException">The rule is not a <see cref="SignedDeltaRule"/>.</exception>
    public static SignedTangentKernel AtTeacher(TrainingProblem problem)
    {
        problem.RequireDouble("tangent kernels");
        return problem.Rule is SignedDeltaUpdate rule
            ? Compute(problem.Teacher, problem.Training, rule, problem.Spec.KeepNorms)
            : throw new SpecException("Rule", problem.Spec.Rule.Name, nameof(SignedDeltaRule));
    }

    /// <summary>
    /// Computes the largest factor max|1 + ηλ| by which one full-batch step of size η multiplies an error mode; the training map is stable
    /// iff it is ≤ 1.
    /// </summary>
    /// <param name="stepSize">η; ≥ 0.</param>
    public double LargestMultiplier(double stepSize)
    {
        Require.NotNegative(nameof(stepSize), stepSize);
        return Eigenvalues.Max(e => (1 + stepSize * e).Magnitude);
    }

    private Complex[] Spectrum()
    {
        // All outputs dead (ReLU): the solver for general matrices does not converge on zeros.
        if (Matrix.InfinityNorm() == 0) return new Complex[Matrix.RowCount];
        IEnumerable<Complex> values = IsSymmetric
            ? SymmetricEigenvalues.Compute(Matrix).Select(e => new Complex(e, 0))
            : GeneralEigenvalues.Compute(Matrix);
        return [.. values.OrderByDescending(e => e.Real).ThenByDescending(e => e.Imaginary)];
    }
}
