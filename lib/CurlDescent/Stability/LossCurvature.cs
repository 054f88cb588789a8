using CurlDescent.Arithmetic;

namespace CurlDescent;

/// <summary>
/// The Hessian of the loss C = ½·mean‖ŷ − y‖² at given weights, as an operator: exact products with vectors, never the matrix. With norms
/// kept, the Hessian on the product of the two spheres on which the weights then move: for v tangent in each layer,
/// P(Hv) − v(w·∇C)/‖w‖², with P the projection out of the layer's w (not in the paper).
/// </summary>
/// <remarks>With norms kept, the two directions w that do not exist there are given a curvature from inside the spectrum.</remarks>
public sealed class LossCurvature : ISymmetricOperator
{
    private readonly LearningField descent;
    private readonly double[] weights;
    private readonly bool keepNorms;
    private readonly double inside;

    /// <summary>Creates the operator.</summary>
    /// <param name="network">Weights and φ; copied.</param>
    /// <param name="data">Inputs and targets that fit.</param>
    /// <param name="keepNorms">Whether the Frobenius norms of both layers are kept.</param>
    /// <exception cref="SpecException">The data do not fit the network.</exception>
    public LossCurvature(TwoLayerNetwork network, InputData data, bool keepNorms = false)
    {
        Require.NotNull(nameof(network), network);
        BoundRule gradient = LearningRule.GradientDescent.Bind(network.Inputs, network.HiddenUnits, network.Outputs, 0, 0);
        descent = new LearningField(network, data, gradient, keepNorms);
        weights = LearningField.Flatten(network);
        this.keepNorms = keepNorms;
        if (!keepNorms) return;
        double[] probe = new double[Dimension], product = new double[Dimension];
        new RandomStream(0, 0, RandomPurpose.Probe).FillNormal(1, probe);
        descent.ToTangent(weights, probe);
        Apply(probe, product);
        inside = FixedOrder.Dot(probe, product) / FixedOrder.SumOfSquares(probe);
    }

    /// <summary>Number of weights.</summary>
    public int Dimension => weights.Length;

    /// <summary>‖∇C‖ over all weights; with norms kept, of its tangent part.</summary>
    public double GradientNorm()
    {
        double[] gradient = new double[Dimension];
        descent.Evaluate(weights, gradient);
        return FixedOrder.Norm(gradient);
    }

    /// <summary>Computes the curvature along a direction, uᵀHu/‖u‖²; with norms kept, of its tangent part.</summary>
    /// <param name="direction"><see cref="Dimension"/> numbers; unchanged.</param>
    /// <returns>NaN where nothing of the direction is left.</returns>
    /// <exception cref="SpecException">The number of weights is not the network's.</exception>
    public double Along(IReadOnlyList<double> direction)
    {
        Require.Length(nameof(direction), Require.NotNull(nameof(direction), direction).Count, Dimension, "weights");
        double[] along = [.. direction], product = new double[Dimension];
        if (keepNorms) descent.ToTangent(weights, along);
        Apply(along, product);
        return FixedOrder.Dot(along, product) / FixedOrder.SumOfSquares(along);
    }

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<double> vector, Span<double> result)
    {
        double[] tangent = vector.ToArray();
        if (keepNorms) descent.ToTangent(weights, tangent);
        descent.JacobianProduct(weights, tangent, result);
        if (keepNorms) descent.ToTangent(weights, result);
        for (int i = 0; i < result.Length; i++) result[i] = inside * (vector[i] - tangent[i]) - result[i];
    }
}
