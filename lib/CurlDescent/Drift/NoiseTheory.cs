using CurlDescent.Stability;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>
/// What weak noise does at a solution, to first order in the displacement of the weights: the errors keep a stationary covariance, the
/// weights diffuse along the
/// solution manifold. With G the PK × W Jacobian of the outputs, D the signs of all weights, K = G D Gᵀ/P the signed and K₀ = G Gᵀ/P the
/// unsigned tangent kernel
/// (not in the paper; notebook 10, section 3):
/// <para>errors: e' = (1 − ηK)e + ν, so that S = (1 − ηK)S(1 − ηK) + η v_s P K₀ + η²(P/B) K Λ K, a Lyapunov equation with the signed
/// kernel;</para>
/// <para>weights: δ' = Πδ + …, Π = 1 − D Gᵀ(G D Gᵀ)⁺G, the projection onto the manifold's tangent space along the directions in which the
/// rule moves the weights.</para>
/// </summary>
/// <remarks>
/// <para>
/// Label noise alone gives S = ηv_y(P/B) K/(2 − ηK): since K ≤ K₀, curl descent keeps at most the error of gradient descent. Synaptic noise
/// alone gives
/// ⟨e_i²⟩ = v_s P (K₀)_ii/(κ_i(2 − ηκ_i)) along the eigenvectors of K: to first order in η at least that of gradient descent, since (K₀)_ii
/// ≥ κ_i.
/// </para>
/// <para>
/// Only synaptic noise moves the weights along the manifold to this order, by the mean square v_s‖Π‖_F² per unit of time. Π is orthogonal
/// without flips, so that
/// ‖Π‖_F² is then the manifold's dimension, and greater otherwise; it diverges where K becomes singular, at the boundary of stability.
/// </para>
/// Input noise counts as label noise of covariance v_x (∂ŷ/∂x)(∂ŷ/∂x)ᵀ in each sample; what it adds at second order, a shift of the
/// solution of the order of v_x, is
/// left out. With batches below P, the dependence of K on the batch is left out too.
/// </remarks>
public sealed class NoiseTheory
{
    private readonly Matrix<double> outputJacobian, modes, projector;
    private readonly double[] rates, signs;
    private readonly int samples, hiddenWeights;
    private readonly double step;
    private readonly LearningNoise noise;
    private readonly TwoLayerNetwork solution;
    private readonly InputData data;

    // In the modes: per-step covariance of the errors' noise, and the stationary covariance.
    private readonly Matrix<double> kick, covariance;

    private NoiseTheory(TrainingProblem problem, TwoLayerNetwork solution, SignedDeltaUpdate rule, LearningNoise noise)
    {
        TrainingSpec spec = problem.Spec;
        this.noise = noise;
        this.solution = solution;
        data = problem.Training;
        samples = spec.TrainingSamples;
        step = spec.StepSize;
        hiddenWeights = solution.HiddenWeights.Length;
        var factors = new TangentFactors(solution, data, rule, keepNorms: false);
        outputJacobian = factors.OutputJacobian();
        signs = factors.WeightSigns();

        Matrix<double> kernel = factors.SignedKernel(), unsigned = factors.UnsignedKernel();
        var spectrum = ((kernel + kernel.Transpose()) / 2).Evd(Symmetricity.Symmetric);
        double largest = spectrum.EigenValues.Max(e => e.Magnitude);
        int[] kept = [.. Enumerable.Range(0, kernel.RowCount).Where(i => spectrum.EigenValues[i].Magnitude > 1e-10 * largest)];
        rates = [.. kept.Select(i => spectrum.EigenValues[i].Real)];
        modes = Matrix<double>.Build.DenseOfColumnVectors(kept.Select(i => spectrum.EigenVectors.Column(i)));

        Matrix<double> labels = modes.TransposeThisAndMultiply(LabelCovariance() * modes) * ((double)samples / spec.BatchSize);
        kick = modes.TransposeThisAndMultiply(unsigned * modes) * (step * noise.SynapticVariance * samples);
        kick.MapIndexedInplace((i, j, value) => value + step * step * rates[i] * labels[i, j] * rates[j], Zeros.Include);
        IsStationary = rates.All(k => k > 0 && step * k < 2);
        covariance = IsStationary
            ? kick.MapIndexed((i, j, value) => value / (1 - (1 - step * rates[i]) * (1 - step * rates[j])), Zeros.Include)
            : kick.MapIndexed((_, _, _) => double.NaN, Zeros.Include);

        // Π = 1 − D(UᵀG)ᵀ(PΛ)⁻¹(UᵀG) with U the modes.
        Matrix<double> rows = modes.TransposeThisAndMultiply(outputJacobian);
        Matrix<double> scaled = rows.MapIndexed((i, w, value) => value * signs[w] / (samples * rates[i]), Zeros.Include);
        projector = Matrix<double>.Build.DenseIdentity(solution.WeightCount) - scaled.TransposeThisAndMultiply(rows);
    }

    /// <summary>Whether every error decays: all eigenvalues of K other than 0 lie in (0, 2/η). Where not, covariances are NaN.</summary>
    public bool IsStationary { get; }

    /// <summary>Number of independent errors: rank of K.</summary>
    public int Rank => rates.Length;

    /// <summary>Dimension of the solution manifold: number of weights less the rank.</summary>
    public int ManifoldDimension => solution.WeightCount - Rank;

    /// <summary>Eigenvalues of K other than 0, ascending: decay rates of the errors per unit of learning time.</summary>
    public IReadOnlyList<double> Rates => rates;

    /// <summary>Stationary mean of the training loss ½·mean‖ŷ − y‖² on clean data: tr S/(2P).</summary>
    public double StationaryLoss => covariance.Trace() / (2 * samples);

    /// <summary>Π, weights × weights: the oblique projection onto the tangent space of the manifold.</summary>
    public Matrix<double> TangentProjection => projector.Clone();

    /// <summary>
    /// v_s‖Π‖_F²: mean square by which the weights move along the manifold per unit of learning time; the diffusion constant is half of it.
    /// </summary>
    public double DriftRate => noise.SynapticVariance * Square(projector);

    /// <summary>
    /// ‖Π‖_F² over the manifold's dimension: how many times faster the weights drift than under gradient descent at the same solution; ≥ 1.
    /// </summary>
    public double DriftFactor => Square(projector) / ManifoldDimension;

    /// <summary>
    /// Mean square by which the hidden activities of a sample, N numbers, move along the manifold per unit of learning time, averaged over
    /// the training samples.
    /// </summary>
    public double RepresentationRate
    {
        get
        {
            Matrix<double> x = data.InputMatrix(), slope = solution.Activation.Derivative(solution.HiddenMatrix() * x);
            double sum = 0;
            for (int i = 0; i < solution.HiddenUnits; i++)
            {
                // (∂h_i/∂θ)Π for all samples: the rows of W1_i alone.
                Matrix<double> moved = x.TransposeThisAndMultiply(projector.SubMatrix(i * solution.Inputs, solution.Inputs, 0,
                    projector.ColumnCount));
                for (int p = 0; p < samples; p++)
                {
                    double norm = moved.Row(p).L2Norm() * slope[i, p];
                    sum += norm * norm;
                }
            }

            return noise.SynapticVariance * sum / samples;
        }
    }

    /// <summary>
    /// Growth per unit of learning time of the loss of a decoder that stays as it is while the hidden weights drift: ½ v_s‖G₁Π‖_F²/P, G₁
    /// the columns of G of W1.
    /// </summary>
    public double DecoderAgeing
    {
        get
        {
            Matrix<double> hidden = outputJacobian.SubMatrix(0, outputJacobian.RowCount, 0, hiddenWeights);
            return noise.SynapticVariance * Square(hidden * projector.SubMatrix(0, hiddenWeights, 0, projector.ColumnCount)) / (
                2 * samples);
        }
    }

    /// <summary>
    /// Stationary current of the errors in their modes: Q = (K S − S K)/2, antisymmetric, rank × rank. 0 iff the errors look the same
    /// backwards in time (detailed
    /// balance); always 0 without flips.
    /// </summary>
    public Matrix<double> Current => covariance.MapIndexed((i, j, s) => (rates[i] - rates[j]) * s / 2, Zeros.Include);

    /// <summary>
    /// Entropy production of the errors per unit of learning time, tr(Qᵀ D⁻¹ Q S⁻¹) with 2D the noise per unit of time (Godrèche, Luck, J.
    /// Phys. A 52, 2019), in
    /// the limit of small η; NaN where the errors are not stationary, or their noise does not reach every mode.
    /// </summary>
    public double EntropyProduction
    {
        get
        {
            if (!IsStationary) return double.NaN;
            Matrix<double> diffusion = kick / (2 * step), limit =
                kick.MapIndexed((i, j, value) => value / (step * (rates[i] + rates[j])), Zeros.Include);
            if (!(diffusion.ConditionNumber() < 1e12)) return double.NaN;
            Matrix<double> current = limit.MapIndexed((i, j, s) => (rates[i] - rates[j]) * s / 2, Zeros.Include);
            return (current.Transpose() * diffusion.Solve(current) * limit.Inverse()).Trace();
        }
    }

    /// <summary>Computes the theory at a solution.</summary>
    /// <param name="problem">Data, rule, step and batches; norms free.</param>
    /// <param name="solution">Weights of zero error on the training data, such as the teacher; W² numbers are stored.</param>
    /// <param name="noise">Validated here.</param>
    /// <exception cref="SpecException">
    /// Norms are kept, or the rule is not backpropagation with φ'(a2): then the kernel is not symmetric and the closed forms do not hold.
    /// </exception>
    public static NoiseTheory Create(TrainingProblem problem, TwoLayerNetwork solution, LearningNoise noise)
    {
        noise.Validate();
        if (problem.Spec.KeepNorms) throw new SpecException(nameof(TrainingSpec.KeepNorms), true, "free norms");
        bool exact = solution.Activation == Activation.Linear || problem.Rule is SignedDeltaUpdate { Rule.OutputDerivative: true };
        if (problem.Rule is not SignedDeltaUpdate { Rule.Feedback: Feedback.Backpropagation } rule || !exact)
            throw new SpecException("Rule", problem.Spec.Rule.Name, "backpropagation with φ'(a2) in the rule");
        return new NoiseTheory(problem, solution.Clone(), rule, noise);
    }

    /// <summary>
    /// Computes the orthogonal projection onto the tangent space of the manifold, ker G, weights × weights: what
    /// <see cref="TangentProjection"/> is without flips.
    /// </summary>
    public Matrix<double> OrthogonalTangentProjection()
    {
        Matrix<double> rows = modes.TransposeThisAndMultiply(outputJacobian);
        Matrix<double> inverse = rows.TransposeAndMultiply(rows).Inverse();
        return Matrix<double>.Build.DenseIdentity(solution.WeightCount) - rows.TransposeThisAndMultiply(inverse * rows);
    }

    /// <summary>Returns errors of all samples in the modes of K: rank numbers from PK, ordered by output, then sample.</summary>
    /// <param name="errors">K×P, as <see cref="OngoingLearning.Errors"/> gives them.</param>
    public Vector<double> InModes(Matrix<double> errors) => Vector<double>.Build.DenseOfArray(errors.ToRowMajorArray()) * modes;

    /// <summary>
    /// Computes the stationary covariance of the errors in their modes at two times, ⟨e(t + lag) e(t)ᵀ⟩ = (1 − ηΛ)^lag S.
    /// </summary>
    /// <param name="lag">Steps between them; ≥ 0.</param>
    /// <returns>rank × rank.</returns>
    public Matrix<double> Covariance(int lag = 0)
    {
        Require.InRange(nameof(lag), lag, 0, int.MaxValue);
        return covariance.MapIndexed((i, _, s) => Math.Pow(1 - step * rates[i], lag) * s, Zeros.Include);
    }

    // Of the noise on the targets that stands for that on labels and inputs: blocks of one sample.
    private Matrix<double> LabelCovariance()
    {
        int outputs = solution.Outputs;
        Matrix<double> w1 = solution.HiddenMatrix(), w2 = solution.ReadoutMatrix(), a1 = w1 * data.InputMatrix();
        Matrix<double> slope1 = solution.Activation.Derivative(a1), slope2 =
            solution.Activation.Derivative(w2 * solution.Activation.Apply(a1));
        Matrix<double> result = Matrix<double>.Build.Dense(outputs * samples, outputs * samples);
        for (int p = 0; p < samples; p++)
        {
            Matrix<double> byInput = Matrix<double>.Build.DenseOfDiagonalVector(
                slope2.Column(p)) * w2 * Matrix<double>.Build.DenseOfDiagonalVector(slope1.Column(p)) * w1;
            Matrix<double> block = byInput.TransposeAndMultiply(byInput) * noise.InputVariance
                + noise.LabelVariance * Matrix<double>.Build.DenseIdentity(outputs);
            for (int k = 0; k < outputs; k++)
            {
                for (int l = 0; l < outputs; l++) result[k * samples + p, l * samples + p] = block[k, l];
            }
        }

        return result;
    }

    private static double Square(Matrix<double> matrix)
    {
        double norm = matrix.FrobeniusNorm();
        return norm * norm;
    }
}
