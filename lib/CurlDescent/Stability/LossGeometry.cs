using CurlDescent.Arithmetic;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>
/// The loss C = ½·mean‖ŷ − y‖² around given weights: its value, the norm of its gradient, and the least and greatest eigenvalue of its
/// Hessian. A plateau or saddle has a small gradient at a loss well above 0; at a saddle the smallest curvature is negative.
/// </summary>
/// <param name="Loss">C.</param>
/// <param name="GradientNorm">‖∇C‖ over all weights.</param>
/// <param name="SmallestCurvature">Least eigenvalue of the Hessian.</param>
/// <param name="LargestCurvature">Greatest eigenvalue of the Hessian; full-batch gradient descent with a step above 2 over it
/// overshoots.</param>
public sealed record LossGeometry(double Loss, double GradientNorm, double SmallestCurvature, double LargestCurvature)
{
    /// <summary>
    /// Computes it exactly: the Hessian as minus the Jacobian of gradient descent, all eigenvalues. For networks of up to some hundred
    /// weights.
    /// </summary>
    /// <param name="network">Weights and φ.</param>
    /// <param name="data">Inputs and targets that fit.</param>
    /// <exception cref="InvalidOperationException">A weight is not finite.</exception>
    public static LossGeometry Compute(TwoLayerNetwork network, InputData data)
    {
        var descent = new LearningField(
            network, data, LearningRule.GradientDescent.Bind(network.Inputs, network.HiddenUnits, network.Outputs, 0, 0));
        double[] weights = LearningField.Flatten(network), gradient = new double[descent.Dimension];
        descent.Evaluate(weights, gradient);
        Matrix<double> jacobian = descent.Jacobian(weights);
        double[] curvatures = SymmetricEigenvalues.Compute((jacobian + jacobian.Transpose()) * -0.5, threads: 1);
        return new LossGeometry(data.Loss(network), FixedOrder.Norm(gradient), curvatures[0], curvatures[^1]);
    }

    /// <summary>
    /// Computes it by Lanczos's method on exact products with the Hessian (<see cref="LossCurvature"/>): for thousands of weights.
    /// </summary>
    /// <param name="network">Weights and φ.</param>
    /// <param name="data">Inputs and targets that fit.</param>
    /// <param name="keepNorms">Whether the norms of both layers are kept: then gradient and curvature are those on the spheres.</param>
    /// <param name="tolerance">Largest residual relative to the greatest |curvature|; curvatures are much more exact.</param>
    /// <exception cref="SpecException">The data do not fit, or the tolerance is not positive.</exception>
    /// <exception cref="InvalidOperationException">A weight is not finite, or 1000 products do not suffice.</exception>
    public static LossGeometry ByLanczos(
        TwoLayerNetwork network, InputData data, bool keepNorms = false, double tolerance = 1e-4)
    {
        var curvature = new LossCurvature(network, data, keepNorms);
        ExtremeEigenvalues found = Lanczos.Compute(curvature, tolerance: tolerance, threads: 1);
        if (!found.Converged)
            throw new InvalidOperationException($"Curvatures to {tolerance} were not found within {found.Products} products.");
        return new LossGeometry(data.Loss(network), curvature.GradientNorm(), found.Smallest, found.Largest);
    }
}
