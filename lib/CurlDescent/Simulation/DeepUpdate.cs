using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>
/// The update of a <see cref="DeepRule"/> in plain matrices, as the formulas stand: what the fast path is tested against. With h_0 = x, a_ℓ
/// = W_ℓ h_{ℓ−1}, h_ℓ = φ(a_ℓ): δ_L is the derivative of a sample's loss by a_L, δ_ℓ = (W_{ℓ+1}ᵀ δ_{ℓ+1}) ∘ φ'(a_ℓ), or with the feedback
/// weights in place of W_{ℓ+1}ᵀ, and ΔW_ℓ = −mean(δ_ℓ h_{ℓ−1}ᵀ)·D_ℓ per unit step.
/// </summary>
public static class DeepUpdate
{
    /// <summary>Computes the direction of a problem's rule at given weights and epoch on all its training data.</summary>
    /// <param name="problem">Rule and data.</param>
    /// <param name="network">Of the problem's widths.</param>
    /// <param name="epoch">Epochs trained before, on which annealed signs depend; ≥ 0.</param>
    /// <returns>L matrices, W_ℓ's change per unit of learning time; a cell type's bound at 0 is not in them.</returns>
    public static Matrix<double>[] Direction(DeepProblem problem, DeepNetwork network, int epoch = 0) => Direction(
        problem.Spec, network, problem.Training.InputMatrix(), problem.Training.TargetMatrix(), problem.SignRowsAt(epoch),
        problem.FeedbackWeights);

    /// <summary>Computes −∂C/∂W_ℓ of a problem's loss at given weights on all its training data.</summary>
    /// <param name="problem">Loss and data.</param>
    /// <param name="network">Of the problem's widths.</param>
    /// <returns>L matrices.</returns>
    public static Matrix<double>[] NegativeGradient(DeepProblem problem, DeepNetwork network) => Direction(
        problem.Spec with { Rule = new DeepRule() }, network, problem.Training.InputMatrix(), problem.Training.TargetMatrix(), null, null);

    /// <summary>Computes a problem's loss.</summary>
    /// <param name="loss">Which loss.</param>
    /// <param name="network">Any network.</param>
    /// <param name="data">Data that fit it.</param>
    /// <exception cref="SpecException">They do not.</exception>
    public static double Loss(DeepLoss loss, DeepNetwork network, InputData data)
    {
        data.RequireFit(network.Widths[0], network.Widths[^1]);
        Matrix<double> output = network.Output(data.InputMatrix()), targets = data.TargetMatrix();
        double sum = 0;
        for (int p = 0; p < data.Samples; p++)
        {
            double[] a = output.Column(p).ToArray(), y = targets.Column(p).ToArray();
            if (loss == DeepLoss.SquaredError)
            {
                for (int k = 0; k < a.Length; k++) sum += (a[k] - y[k]) * (a[k] - y[k]) / 2;
                continue;
            }

            double[] probabilities = Softmax(a);
            for (int k = 0; k < a.Length; k++) sum -= y[k] == 0 ? 0 : y[k] * Math.Log(probabilities[k]);
        }

        return sum / data.Samples;
    }

    internal static Matrix<double>[] Direction(
        DeepTrainingSpec spec, DeepNetwork network, Matrix<double> x, Matrix<double> y, double[][]? signs, double[][]? feedback)
    {
        int layers = network.Layers;
        var a = new Matrix<double>[layers + 1];
        var h = new Matrix<double>[layers + 1];
        h[0] = x;
        for (int l = 1; l <= layers; l++)
        {
            a[l] = network.Matrix(l) * h[l - 1];
            h[l] = (l < layers ? network.Activation : network.OutputActivation).Apply(a[l]);
        }

        Matrix<double> delta;
        if (spec.Loss == DeepLoss.CrossEntropy)
        {
            delta = Matrix<double>.Build.DenseOfColumnArrays(a[layers].EnumerateColumns().Select(c => Softmax(c.ToArray()))) - y;
        }
        else
        {
            delta = h[layers] - y;
            if (spec.Rule.OutputDerivative) delta = delta.PointwiseMultiply(network.OutputActivation.Derivative(a[layers]));
        }

        var updates = new Matrix<double>[layers];
        for (int l = layers; l >= 1; l--)
        {
            Matrix<double> update = delta.TransposeAndMultiply(h[l - 1]) * (-1.0 / x.ColumnCount);
            if (signs is not null)
            {
                double[] row = signs[l - 1];
                update.MapIndexedInplace((_, j, value) => value * row[j], Zeros.Include);
            }

            updates[l - 1] = update;
            if (l == 1) break;
            Matrix<double> down = feedback is null
                ? network.Matrix(l).Transpose()
                : Matrix<double>.Build.DenseOfRowMajor(network.Widths[l - 1], network.Widths[l], feedback[l - 2]);
            delta = (down * delta).PointwiseMultiply(network.Activation.Derivative(a[l - 1]));
        }

        return updates;
    }

    private static double[] Softmax(double[] a)
    {
        double most = a.Max(), sum = 0;
        double[] powers = Array.ConvertAll(a, value => Math.Exp(value - most));
        foreach (double power in powers) sum += power;
        return Array.ConvertAll(powers, power => power / sum);
    }
}
