using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>How the output error reaches the hidden units.</summary>
public enum Feedback
{
    /// <summary>Through W2ᵀ: backpropagation.</summary>
    Backpropagation,

    /// <summary>Through a fixed random N×K matrix, uniform on ±1/√N: feedback alignment.</summary>
    FixedRandom,
}

/// <summary>
/// The rules of the paper. With δ2 = (ŷ − y)[∘ φ'(a2)] and δ1 = (W2ᵀ δ2) ∘ φ'(a1):
/// ΔW2 = −η·mean(δ2 hᵀ)·D2, ΔW1 = −η·mean(δ1 xᵀ)·D1 (postsynaptic flips multiply from the left).
/// No flips and backpropagation: gradient descent; flips: curl descent. Ninou, Kadmon, Cayco-Gajic (2025), section 2.
/// </summary>
public sealed record SignedDeltaRule : LearningRule
{
    /// <summary>D1 and D2.</summary>
    public RuleFlips Flips { get; init; } = RuleFlips.None;

    /// <summary>Backpropagation or feedback alignment.</summary>
    public Feedback Feedback { get; init; } = Feedback.Backpropagation;

    /// <summary>
    /// Whether δ2 contains φ'(a2). The paper's released code leaves it out; then, for a nonlinear φ, the rule without flips is not the
    /// gradient of the loss but that of the matching loss mean(∫φ(a2) da2 − y·a2).
    /// </summary>
    public bool OutputDerivative { get; init; } = true;

    /// <inheritdoc/>
    public override string Name => (Flips == RuleFlips.None, Feedback) switch
    {
        (true, Feedback.Backpropagation) => "gradient descent",
        (false, Feedback.Backpropagation) => "curl descent",
        (true, _) => "feedback alignment",
        (false, _) => "flipped feedback alignment",
    };

    /// <inheritdoc/>
    public override SignedDeltaUpdate Bind(int inputs, int hiddenUnits, int outputs, ulong seed, uint run)
    {
        Require.Defined("Rule.Feedback", Feedback);
        (double[] hidden, double[] readout) = Require.NotNull("Rule.Flips", Flips).Resolve(inputs, hiddenUnits, outputs);
        double[]? feedback = null;
        if (Feedback == Feedback.FixedRandom)
        {
            feedback = new double[hiddenUnits * outputs];
            new RandomStream(seed, run, RandomPurpose.Feedback).FillUniform(1 / Math.Sqrt(hiddenUnits), feedback);
        }

        return new SignedDeltaUpdate(this, hidden, readout, feedback, (inputs, hiddenUnits, outputs));
    }
}

/// <summary>A <see cref="SignedDeltaRule"/> bound to a network's sizes.</summary>
public sealed class SignedDeltaUpdate : BoundRule, IDifferentiableRule
{
    private readonly Matrix<double>? feedbackMatrix;

    internal SignedDeltaUpdate(
        SignedDeltaRule rule, double[] hiddenSigns, double[] readoutSigns, double[]? feedback,
        (int Inputs, int HiddenUnits, int Outputs) size)
    {
        Rule = rule;
        HiddenSigns = hiddenSigns;
        ReadoutSigns = readoutSigns;
        FeedbackWeights = feedback;
        if (feedback is not null) feedbackMatrix = Matrix<double>.Build.DenseOfRowMajor(size.HiddenUnits, size.Outputs, feedback);

        // Presynaptic signs belong to columns, postsynaptic ones to rows; the others are 1.
        (HiddenRows, HiddenColumns) = IsPresynaptic ? (Ones(size.HiddenUnits), hiddenSigns) : (hiddenSigns, Ones(size.Inputs));
        (ReadoutRows, ReadoutColumns) = IsPresynaptic ? (Ones(size.Outputs), readoutSigns) : (readoutSigns, Ones(size.HiddenUnits));

        static double[] Ones(int count) => [.. Enumerable.Repeat(1.0, count)];
    }

    /// <summary>Throws where the rule was bound to other sizes than the network's.</summary>
    internal void RequireFit(TwoLayerNetwork network)
    {
        Require.Length("Rule", HiddenSigns.Length, IsPresynaptic ? network.Inputs : network.HiddenUnits, "signs of W1");
        Require.Length("Rule", ReadoutSigns.Length, IsPresynaptic ? network.HiddenUnits : network.Outputs, "signs of W2");
        if (FeedbackWeights is { } feedback)
        {
            Require.Length("Rule", feedback.Length, network.HiddenUnits * network.Outputs, "feedback weights");
        }
    }

    /// <summary>The rule as specified.</summary>
    public SignedDeltaRule Rule { get; }

    /// <summary>Whether the flips are presynaptic.</summary>
    public bool IsPresynaptic => Rule.Flips.Side == FlipSide.Presynaptic;

    /// <summary>Diagonal of D1: M signs presynaptic, N postsynaptic.</summary>
    public ReadOnlyMemory<double> HiddenSigns { get; }

    /// <summary>Diagonal of D2: N signs presynaptic, K postsynaptic.</summary>
    public ReadOnlyMemory<double> ReadoutSigns { get; }

    /// <summary>Signs of the rows of W1, one for each hidden unit; 1 where flips are presynaptic.</summary>
    internal double[] HiddenRows { get; }

    /// <summary>Signs of the columns of W1, one for each input; 1 where flips are postsynaptic.</summary>
    internal double[] HiddenColumns { get; }

    /// <summary>Signs of the rows of W2, one for each output; 1 where flips are presynaptic.</summary>
    internal double[] ReadoutRows { get; }

    /// <summary>Signs of the columns of W2, one for each hidden unit; 1 where flips are postsynaptic.</summary>
    internal double[] ReadoutColumns { get; }

    /// <summary>The sign that tells hidden units apart: that of their row of W1 or of their column of W2.</summary>
    internal double[] UnitSigns => IsPresynaptic ? ReadoutColumns : HiddenRows;

    /// <summary>Row-major N×K feedback weights, or null under backpropagation.</summary>
    internal double[]? FeedbackWeights { get; }

    /// <inheritdoc/>
    public override WeightUpdate Direction(TwoLayerNetwork network, Matrix<double> inputs, Matrix<double> targets)
    {
        Activation phi = network.Activation;
        Matrix<double> w2 = network.ReadoutMatrix();
        Matrix<double> a1 = network.HiddenMatrix() * inputs;
        Matrix<double> h = phi.Apply(a1);
        Matrix<double> a2 = w2 * h;
        Matrix<double> delta2 = phi.Apply(a2) - targets;
        if (Rule.OutputDerivative) delta2 = delta2.PointwiseMultiply(phi.Derivative(a2));
        Matrix<double> delta1 = ((feedbackMatrix ?? w2.Transpose()) * delta2).PointwiseMultiply(phi.Derivative(a1));

        double perSample = -1.0 / inputs.ColumnCount;
        return new WeightUpdate(
            Sign(delta1.TransposeAndMultiply(inputs), HiddenRows, HiddenColumns) * perSample,
            Sign(delta2.TransposeAndMultiply(h), ReadoutRows, ReadoutColumns) * perSample);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The derivative of <see cref="Direction"/> line by line; d… stands for the change of a quantity along <paramref name="direction"/>.
    /// </remarks>
    public WeightUpdate DirectionalDerivative(
        TwoLayerNetwork network, Matrix<double> inputs, Matrix<double> targets, WeightUpdate direction)
    {
        Activation phi = network.Activation;
        Matrix<double> w2 = network.ReadoutMatrix();
        Matrix<double> a1 = network.HiddenMatrix() * inputs, da1 = direction.Hidden * inputs;
        Matrix<double> h = phi.Apply(a1), slope1 = phi.Derivative(a1);
        Matrix<double> dh = slope1.PointwiseMultiply(da1);
        Matrix<double> a2 = w2 * h, da2 = direction.Readout * h + w2 * dh;
        Matrix<double> slope2 = phi.Derivative(a2);

        Matrix<double> delta2 = phi.Apply(a2) - targets;
        Matrix<double> dDelta2 = slope2.PointwiseMultiply(da2);
        if (Rule.OutputDerivative)
        {
            dDelta2 = dDelta2.PointwiseMultiply(slope2) + delta2.PointwiseMultiply(phi.SecondDerivative(a2)).PointwiseMultiply(da2);
            delta2 = delta2.PointwiseMultiply(slope2);
        }

        Matrix<double> back = (feedbackMatrix ?? w2.Transpose()) * delta2;
        Matrix<double> dBack = feedbackMatrix is null
            ? w2.TransposeThisAndMultiply(dDelta2) + direction.Readout.TransposeThisAndMultiply(delta2)
            : feedbackMatrix * dDelta2;
        Matrix<double> dDelta1 = dBack.PointwiseMultiply(slope1) + back.PointwiseMultiply(phi.SecondDerivative(a1)).PointwiseMultiply(da1);

        double perSample = -1.0 / inputs.ColumnCount;
        return new WeightUpdate(
            Sign(dDelta1.TransposeAndMultiply(inputs), HiddenRows, HiddenColumns) * perSample,
            Sign(dDelta2.TransposeAndMultiply(h) + delta2.TransposeAndMultiply(dh), ReadoutRows, ReadoutColumns) * perSample);
    }

    private static Matrix<double> Sign(Matrix<double> gradient, double[] rows, double[] columns)
    {
        gradient.MapIndexedInplace((row, column, value) => value * rows[row] * columns[column], Zeros.Include);
        return gradient;
    }
}
