using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Stability;

/// <summary>
/// The factors of the signed tangent kernel. Row (k, p) of G̃ is the derivative of a2_k(x_p): by W1_ij it is W2_ki φ'(a1_pi) x_pj, by W2_ki
/// it is h_pi. Rows are ordered by output, then sample.
/// </summary>
internal sealed class TangentFactors
{
    private readonly TwoLayerNetwork network;
    private readonly int samples;
    private readonly bool keepNorms;
    private readonly Matrix<double> x, a1, h, a2;

    // Z_k = diag(W2_k) φ'(a1), N×P, and the same with the weights that carry the error backwards.
    private readonly Matrix<double>[] forward, backward;

    // Signs per hidden unit and input of W1, and per output and hidden unit of W2: their products are the signs of the weights.
    private readonly double[] hiddenRow, hiddenColumn, readoutRow, readoutColumn;

    // Factors of the left and right of the kernel, per row: Φ' on both sides, or Φ'^½ where the rule leaves φ'(a2) out.
    private readonly double[] scale;

    // φ'(a2), and what the rule has in its place: that, or ones.
    private readonly double[] slope, ruleSlope;

    public TangentFactors(TwoLayerNetwork network, InputData data, SignedDeltaUpdate rule, bool keepNorms)
    {
        data.RequireFit(network);
        rule.RequireFit(network);
        this.network = network;
        this.keepNorms = keepNorms;
        samples = data.Samples;
        Activation phi = network.Activation;
        x = data.InputMatrix();
        a1 = network.HiddenMatrix() * x;
        h = phi.Apply(a1);
        a2 = network.ReadoutMatrix() * h;
        HasFixedFeedback = rule.FeedbackWeights is not null;

        Matrix<double> slope1 = phi.Derivative(a1), w2 = network.ReadoutMatrix();
        forward = Backpropagated(w2, slope1);
        backward = rule.FeedbackWeights is { } feedback
            ? Backpropagated(Matrix<double>.Build.DenseOfRowMajor(network.HiddenUnits, network.Outputs, feedback).Transpose(), slope1)
            : forward;

        (hiddenRow, hiddenColumn) = (rule.HiddenRows, rule.HiddenColumns);
        (readoutRow, readoutColumn) = (rule.ReadoutRows, rule.ReadoutColumns);

        slope = phi.Derivative(a2).ToRowMajorArray();
        ruleSlope = rule.Rule.OutputDerivative ? slope : Array.ConvertAll(slope, _ => 1.0);
        scale = rule.Rule.OutputDerivative ? slope : Array.ConvertAll(slope, Math.Sqrt);
    }

    public bool HasFixedFeedback { get; }

    /// <summary>
    /// −(1/P)·scale·G̃ Π D G̃ᵀ·scale without forming G̃: block (k, l) is (XᵀD_jX) ∘ (Z_kᵀ D_i Z_l), plus, for k = l, hᵀDh.
    /// </summary>
    public Matrix<double> SampleKernel() => Scaled(scale, scale, backward, (hiddenRow, hiddenColumn), (readoutRow, readoutColumn),
        keepNorms) * -1;

    /// <summary>
    /// (1/P)·G Π D G_ruleᵀ, which moves the errors: de/dt = −it·e; G_rule has Φ' or ones, W2 or the feedback weights, as the rule has.
    /// </summary>
    public Matrix<double> ErrorKernel() => Scaled(slope, ruleSlope, backward, (hiddenRow, hiddenColumn), (readoutRow, readoutColumn),
        keepNorms);

    /// <summary>(1/P)·G̃ D G̃ᵀ, the kernel of the output preactivations.</summary>
    public Matrix<double> PreactivationKernel()
    {
        double[] ones = Ones(slope.Length);
        return Scaled(ones, ones, backward, (hiddenRow, hiddenColumn), (readoutRow, readoutColumn), keepNorms);
    }

    /// <summary>(1/P)·G Gᵀ, the tangent kernel of gradient descent.</summary>
    public Matrix<double> UnsignedKernel() => Scaled(
        slope, slope, forward, (Ones(network.HiddenUnits), Ones(network.Inputs)), (Ones(network.Outputs), Ones(network.HiddenUnits)),
            projected: false);

    /// <summary>(1/P)·G D Gᵀ, whatever the rule has in place of G on the right.</summary>
    public Matrix<double> SignedKernel() => Scaled(slope, slope, forward, (hiddenRow, hiddenColumn), (readoutRow, readoutColumn),
        projected: false);

    /// <summary>G, PK × weights: derivatives of the outputs.</summary>
    public Matrix<double> OutputJacobian() => Rows(forward, slope);

    /// <summary>Signs of all weights: the diagonal of D.</summary>
    public double[] WeightSigns() => [.. Enumerable.Range(0, network.WeightCount).Select(WeightSign)];

    // (1/P)·left·G̃ Π D G̃ᵀ·right.
    private Matrix<double> Scaled(
        double[] left, double[] right, Matrix<double>[] back, (double[] Row, double[] Column) hiddenSigns,
            (double[] Row, double[] Column) readoutSigns, bool projected)
    {
        int outputs = network.Outputs;
        Matrix<double> inputGram = Gram(x, hiddenSigns.Column, x), hiddenGram = Gram(h, readoutSigns.Column, h);
        Matrix<double> kernel = Matrix<double>.Build.Dense(outputs * samples, outputs * samples);
        for (int k = 0; k < outputs; k++)
        {
            for (int l = 0; l < outputs; l++)
            {
                Matrix<double> block = inputGram.PointwiseMultiply(Gram(forward[k], hiddenSigns.Row, back[l]));
                if (k == l) block += readoutSigns.Row[k] * hiddenGram;
                kernel.SetSubMatrix(k * samples, l * samples, block);
            }
        }

        if (projected)
        {
            foreach ((Vector<double> outer, Vector<double> inner) in RadialTerms()) kernel -= outer.OuterProduct(inner);
        }

        kernel.MapIndexedInplace((row, column, value) => left[row] * value * right[column] / samples, Zeros.Include);
        return kernel;
    }

    /// <summary>
    /// A matrix over weights with the same non-zero eigenvalues. Symmetric case: with C = ĜᵀĜ/P = VΛVᵀ, it is −Λ^½VᵀDVΛ^½; otherwise
    /// −(1/P)·Π D ĜᵀĜ with the feedback weights in the transposed factor.
    /// </summary>
    public Matrix<double> WeightKernel()
    {
        Matrix<double> forwardRows = Rows(forward, scale);
        if (!keepNorms && !HasFixedFeedback)
        {
            Matrix<double> signed = SignedColumns(forwardRows.TransposeThisAndMultiply(forwardRows) / samples, out Matrix<double> root);
            return -root.TransposeThisAndMultiply(signed);
        }

        Matrix<double> kernel = (HasFixedFeedback ? Rows(backward, scale) : forwardRows).TransposeThisAndMultiply(forwardRows) / -samples;
        kernel.MapIndexedInplace((row, _, value) => WeightSign(row) * value, Zeros.Include);
        return keepNorms ? ProjectColumns(kernel) : kernel;
    }

    // root = VΛ^½ of C, returned as D·root.
    private Matrix<double> SignedColumns(Matrix<double> covariance, out Matrix<double> root)
    {
        var spectrum = covariance.Evd(Symmetricity.Symmetric);
        double largest = spectrum.EigenValues.Max(e => e.Real);
        Matrix<double> factor = spectrum.EigenVectors.Clone();

        // Eigenvalues that are zero up to rounding may come out negative.
        for (int c = 0; c < factor.ColumnCount; c++)
        {
            double value = spectrum.EigenValues[c].Real;
            factor.SetColumn(c, factor.Column(c) * (value > 1e-15 * largest ? Math.Sqrt(value) : 0));
        }

        root = factor;
        return factor.MapIndexed((row, _, value) => WeightSign(row) * value, Zeros.Include);
    }

    // For each layer with weights w: G̃ŵ and G̃_B D ŵ, the two factors of what the projection takes away.
    private IEnumerable<(Vector<double> Left, Vector<double> Right)> RadialTerms()
    {
        double hiddenSquare = network.HiddenMatrix().FrobeniusNorm(), readoutSquare = network.ReadoutMatrix().FrobeniusNorm();
        hiddenSquare *= hiddenSquare;
        readoutSquare *= readoutSquare;
        Vector<double> Stack(Func<int, int, double> entry) =>
            Vector<double>.Build.Dense(network.Outputs * samples, row => entry(row / samples, row % samples));

        if (hiddenSquare > 0)
        {
            Matrix<double> signed = network.HiddenMatrix().MapIndexed((i, j, w) => hiddenRow[i] * w * hiddenColumn[j]) * x;
            yield return (
                Stack((k, p) => forward[k].Column(p) * a1.Column(p) / hiddenSquare),
                Stack((k, p) => backward[k].Column(p) * signed.Column(p)));
        }

        if (readoutSquare > 0)
        {
            Matrix<double> signed = network.ReadoutMatrix().MapIndexed((k, i, w) => readoutRow[k] * w * readoutColumn[i]) * h;
            yield return (Stack((k, p) => a2[k, p] / readoutSquare), Stack((k, p) => signed[k, p]));
        }
    }

    // factor·G̃, explicit.
    private Matrix<double> Rows(Matrix<double>[] backpropagated, double[] factor)
    {
        int hiddenWeights = network.HiddenWeights.Length;
        Matrix<double> rows = Matrix<double>.Build.Dense(network.Outputs * samples, network.WeightCount);
        for (int k = 0; k < network.Outputs; k++)
        {
            for (int p = 0; p < samples; p++)
            {
                int row = k * samples + p;
                for (int i = 0; i < network.HiddenUnits; i++)
                {
                    double z = factor[row] * backpropagated[k][i, p];
                    for (int j = 0; j < network.Inputs; j++) rows[row, i * network.Inputs + j] = z * x[j, p];
                    rows[row, hiddenWeights + k * network.HiddenUnits + i] = factor[row] * h[i, p];
                }
            }
        }

        return rows;
    }

    private double WeightSign(int weight)
    {
        int hiddenWeights = network.HiddenWeights.Length;
        if (weight < hiddenWeights) return hiddenRow[weight / network.Inputs] * hiddenColumn[weight % network.Inputs];
        weight -= hiddenWeights;
        return readoutRow[weight / network.HiddenUnits] * readoutColumn[weight % network.HiddenUnits];
    }

    private Matrix<double> ProjectColumns(Matrix<double> kernel)
    {
        Vector<double> hidden = Vector<double>.Build.Dense(network.WeightCount), readout = hidden.Clone();
        for (int w = 0; w < network.WeightCount; w++)
        {
            int hiddenWeights = network.HiddenWeights.Length;
            if (w < hiddenWeights) hidden[w] = network.HiddenWeights[w];
            else readout[w] = network.ReadoutWeights[w - hiddenWeights];
        }

        foreach (Vector<double> radial in (Vector<double>[])[hidden, readout])
        {
            double square = radial * radial;
            if (square > 0) kernel -= radial.OuterProduct(radial * kernel) / square;
        }

        return kernel;
    }

    private Matrix<double>[] Backpropagated(Matrix<double> weights, Matrix<double> slope1) =>
        [.. Enumerable.Range(0, network.Outputs).Select(k => slope1.MapIndexed((i, _, slope) => weights[k, i] * slope))];

    private static Matrix<double> Gram(Matrix<double> left, double[] signs, Matrix<double> right) =>
        left.TransposeThisAndMultiply(right.MapIndexed((row, _, value) => signs[row] * value));

    private static double[] Ones(int count) => [.. Enumerable.Repeat(1.0, count)];
}
