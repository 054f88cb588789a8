using System.Numerics.Tensors;
using CurlDescent.Arithmetic;
using CurlDescent.Stability.Spectra;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>
/// The learning dynamics dθ/dt = F(θ) of a rule on a data set, as a vector field on weight space with its exact Jacobian. Coordinates: W1
/// row-major, then W2 row-major, NM + KN of them. Time is η × number of full-batch steps.
/// </summary>
/// <remarks>
/// With norms kept, the continuous-time limit of rescaling each layer after each step: in each layer w, F − w(w·F)/‖w‖², tangent to the
/// sphere.
/// </remarks>
public sealed class LearningField : IDifferentiableField
{
    private readonly BoundRule rule;
    private readonly IDifferentiableRule derivative;
    private readonly TwoLayerNetwork network;
    private readonly Matrix<double> inputs, targets;
    private readonly bool keepNorms;

    /// <summary>Creates the field.</summary>
    /// <param name="network">Gives sizes and φ; its weights do not matter.</param>
    /// <param name="data">Inputs and targets that fit.</param>
    /// <param name="rule">A rule bound to these sizes.</param>
    /// <param name="keepNorms">Whether the Frobenius norms of both layers are kept.</param>
    /// <exception cref="SpecException">The rule has no derivative (see <see cref="IDifferentiableRule"/>), or data or rule do not fit the
    /// network.</exception>
    public LearningField(TwoLayerNetwork network, InputData data, BoundRule rule, bool keepNorms = false)
    {
        this.rule = rule;
        derivative = RequireDerivative(rule);
        data.RequireFit(network);
        if (rule is SignedDeltaUpdate signed) signed.RequireFit(network);
        this.network = network.Clone();
        inputs = data.InputMatrix();
        targets = data.TargetMatrix();
        this.keepNorms = keepNorms;
    }

    /// <summary>Creates the field of a training problem: its network, training data, rule and norm keeping.</summary>
    /// <param name="problem">Not changed.</param>
    public LearningField(TrainingProblem problem)
        : this(problem.Student, problem.Training, problem.Rule, problem.Spec.KeepNorms)
    {
    }

    /// <summary>Number of weights.</summary>
    public int Dimension => network.WeightCount;

    /// <summary>Returns the weights of a network as one vector: W1 row-major, then W2 row-major.</summary>
    /// <param name="network">Any network.</param>
    public static double[] Flatten(TwoLayerNetwork network) => [.. network.HiddenWeights, .. network.ReadoutWeights];

    /// <summary>Overwrites the weights of a network by a vector.</summary>
    /// <param name="weights">W1 row-major, then W2 row-major.</param>
    /// <param name="network">Overwritten.</param>
    /// <exception cref="SpecException">The number of weights is not the network's.</exception>
    public static void Unflatten(ReadOnlySpan<double> weights, TwoLayerNetwork network)
    {
        Require.Length(nameof(weights), weights.Length, network.WeightCount, "weights");
        int hidden = network.HiddenWeights.Length;
        weights[..hidden].CopyTo(network.HiddenWeights);
        weights[hidden..].CopyTo(network.ReadoutWeights);
    }

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> point, Span<double> value)
    {
        Unflatten(point, network);
        Flatten(rule.Direction(network, inputs, targets), value);
        if (!keepNorms) return;
        ToTangent(point, value);
    }

    /// <inheritdoc/>
    public Matrix<double> Jacobian(ReadOnlySpan<double> point)
    {
        int n = Dimension;
        double[] value = new double[n], direction = new double[n], column = new double[n];
        Unflatten(point, network);
        Flatten(rule.Direction(network, inputs, targets), value);
        Matrix<double> jacobian = Matrix<double>.Build.Dense(n, n);
        for (int j = 0; j < n; j++)
        {
            direction[j] = 1;
            Differentiate(point, value, direction, column);
            jacobian.SetColumn(j, column);
            direction[j] = 0;
        }

        return jacobian;
    }

    /// <summary>Computes the product of the Jacobian with a vector, without the Jacobian: the cost of a few passes over the data.</summary>
    /// <param name="point">Where.</param>
    /// <param name="direction"><see cref="Dimension"/> values; unchanged.</param>
    /// <param name="result"><see cref="Dimension"/> values, overwritten; must not overlap the others.</param>
    /// <exception cref="SpecException">A length does not fit.</exception>
    public void JacobianProduct(ReadOnlySpan<double> point, double[] direction, Span<double> result)
    {
        Require.Length(nameof(direction), Require.NotNull(nameof(direction), direction).Length, Dimension, "weights");
        Require.Length(nameof(result), result.Length, Dimension, "weights");
        double[] value = new double[Dimension];
        Unflatten(point, network);
        if (keepNorms) Flatten(rule.Direction(network, inputs, targets), value);
        Differentiate(point, value, direction, result);
    }

    /// <summary>
    /// Computes how fast a small deviation can grow here: the largest real part of the eigenvalues of the Jacobian, with norms kept of what
    /// it does within the spheres. At a fixed point, the rate at which the rule leaves it; for gradient descent minus the least curvature.
    /// Exact, by all eigenvalues: for networks of up to some hundred weights.
    /// </summary>
    /// <param name="point">Where.</param>
    /// <returns>A rate per unit of learning time; 0 where nothing grows.</returns>
    /// <exception cref="SpecException">The number of weights is not the network's.</exception>
    public double GrowthRate(ReadOnlySpan<double> point)
    {
        int n = Dimension;
        double[] direction = new double[n], column = new double[n];
        Matrix<double> within = Matrix<double>.Build.Dense(n, n);
        for (int j = 0; j < n; j++)
        {
            Array.Clear(direction);
            direction[j] = 1;
            if (keepNorms) ToTangent(point, direction);
            JacobianProduct(point, direction, column);
            if (keepNorms) ToTangent(point, column);
            within.SetColumn(j, column);
        }

        return within.InfinityNorm() == 0 ? 0 : Math.Max(0, GeneralEigenvalues.Compute(within).Max(value => value.Real));
    }

    // At the network's weights; value is the field before projection.
    private void Differentiate(ReadOnlySpan<double> point, double[] value, double[] direction, Span<double> column)
    {
        Flatten(derivative.DirectionalDerivative(network, inputs, targets, Unflatten(direction)), column);
        if (!keepNorms) return;
        foreach (Range layer in Layers) ProjectDerivative(point[layer], value.AsSpan()[layer], direction.AsSpan()[layer], column[layer]);
    }

    internal static IDifferentiableRule RequireDerivative(BoundRule rule) =>
        rule as IDifferentiableRule ?? throw new SpecException("Rule", rule.GetType().Name, $"a rule with {nameof(IDifferentiableRule)}");

    internal static void Flatten(WeightUpdate update, Span<double> destination)
    {
        int hidden = update.Hidden.RowCount * update.Hidden.ColumnCount;
        update.Hidden.ToRowMajorArray().CopyTo(destination);
        update.Readout.ToRowMajorArray().CopyTo(destination[hidden..]);
    }

    private Range[] Layers => [new(0, network.HiddenWeights.Length), new(network.HiddenWeights.Length, network.WeightCount)];

    private WeightUpdate Unflatten(double[] weights)
    {
        int hidden = network.HiddenWeights.Length;
        return new WeightUpdate(
            Matrix<double>.Build.DenseOfRowMajor(network.HiddenUnits, network.Inputs, weights[..hidden]),
            Matrix<double>.Build.DenseOfRowMajor(network.Outputs, network.HiddenUnits, weights[hidden..]));
    }

    /// <summary>Takes the radial part of each layer out of a vector: with norms kept, weights move in what is left.</summary>
    /// <param name="point">Weights.</param>
    /// <param name="vector">Overwritten.</param>
    internal void ToTangent(ReadOnlySpan<double> point, Span<double> vector)
    {
        foreach (Range layer in Layers) Project(point[layer], vector[layer]);
    }

    // F −= w(w·F)/‖w‖²
    private static void Project(ReadOnlySpan<double> w, Span<double> f)
    {
        double square = FixedOrder.SumOfSquares(w);
        if (square > 0) TensorPrimitives.MultiplyAdd(w, -FixedOrder.Dot(w, f) / square, f, f);
    }

    // The derivative of Project along v: dF −= [v(w·F) + w(v·F + w·dF − 2(w·F)(w·v)/‖w‖²)]/‖w‖².
    private static void ProjectDerivative(ReadOnlySpan<double> w, ReadOnlySpan<double> f, ReadOnlySpan<double> v, Span<double> df)
    {
        double square = FixedOrder.SumOfSquares(w);
        if (square == 0) return;
        double radial = FixedOrder.Dot(w, f);
        double change = FixedOrder.Dot(v, f) + FixedOrder.Dot(w, df) - 2 * radial * FixedOrder.Dot(w, v) / square;
        TensorPrimitives.MultiplyAdd(v, -radial / square, df, df);
        TensorPrimitives.MultiplyAdd(w, -change / square, df, df);
    }
}
