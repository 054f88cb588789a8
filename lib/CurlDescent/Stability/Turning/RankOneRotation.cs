using CurlDescent.Stability.Turning;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.RootFinding;

namespace CurlDescent;

/// <summary>
/// Another turning state of a linear network with one output and flipped inputs (the first is <see cref="SilentRotation"/>): W1 = p·fᵀ has
/// rank one, and p and W2 turn in their plane while f = W2W1 stays. Networks with a single flipped input end in it beyond the boundary (not
/// in the paper; notebook 07, section 4).
/// </summary>
/// <remarks>
/// The function stays if the gradient e = Σf − r is κD1f, a linear equation for f. A step of full-batch curl descent then takes p to p −
/// ηκW2ᵀ and W2 to W2 − ηκ(fᵀD1f)pᵀ, up to the rescaling. With p·W2ᵀ = 1 the angle between them stays if and only if fᵀD1f·(‖W1‖²/‖f‖² −
/// 2ηκ) = −‖W2‖², one equation for κ &lt; 0. It has a root on either side of all poles of f(κ), the negative eigenvalues of D1Σ; which of
/// the two states a network ends in depends on its start. With more than one flip there may be others between the poles, which are not
/// looked for; and then directions of the other flipped inputs grow, for small steps and Σ = σ²1, unless
/// −κ‖f‖² &gt; ½σ²‖W1‖²‖W2‖².
/// </remarks>
/// <param name="Function">f = W2W1, M numbers.</param>
/// <param name="TrainError">½⟨(f·x − y)²⟩ over the training data.</param>
/// <param name="TestError">The same over the test data.</param>
/// <param name="Angle">By which W2 turns in a step, radians, 0 … π.</param>
public sealed record RankOneRotation(IReadOnlyList<double> Function, double TrainError, double TestError, double Angle)
{
    private const double Accuracy = 1e-14, NearPole = 1e-9, FarFromPoles = 1e9;

    /// <summary>Finds the states of a problem beside its poles, in the order of falling κ: none, one or two.</summary>
    /// <param name="problem">Linear, one output, full batch, norms kept, flipped inputs only, and at least as many samples as inputs. The
    /// norms are those of its student.</param>
    /// <exception cref="SpecException">The problem is of another kind.</exception>
    public static IReadOnlyList<RankOneRotation> FindAll(TrainingProblem problem)
    {
        var learning = new FlippedInputLearning(problem);
        Require.InRange(nameof(problem.Spec.TrainingSamples), problem.Spec.TrainingSamples, problem.Spec.Inputs, int.MaxValue);
        if (learning.Flips == 0) return [];
        Matrix<double> covariance = learning.Covariance(), signs = Matrix<double>.Build.DiagonalOfDiagonalVector(learning.Signs);
        Vector<double> Function(double κ) => (covariance - signs * κ).Solve(learning.Correlation);
        double Residual(double κ)
        {
            Vector<double> f = Function(κ);
            return learning.Signed(f) * (learning.HiddenSquares / f.DotProduct(f) - 2 * learning.StepSize * κ) + learning.ReadoutSquares;
        }

        // With Σ = LLᵀ the eigenvalues of D1Σ are those of LᵀD1L.
        Matrix<double> factor = covariance.Cholesky().Factor;
        double[] poles = [.. SymmetricEigenvalues.Compute(factor.TransposeThisAndMultiply(signs * factor), threads: 1).Where(κ => κ < 0)];
        return
        [
            .. new[] { (Low: poles.Max() * (1 - NearPole), High: 0.0),
                (Low: poles.Min() * FarFromPoles, High: poles.Min() * (1 + NearPole)) }
                .Where(side => Residual(side.Low) < 0 != Residual(side.High) < 0)
                .Select(side => Brent.FindRoot(Residual, side.Low, side.High, Accuracy, maxIterations: 500))
                .Select(κ => Of(learning, Function(κ), κ)).OfType<RankOneRotation>(),
        ];
    }

    // p and W2 must not be closer than parallel: ‖p‖‖W2‖ > p·W2ᵀ = 1.
    private static RankOneRotation? Of(FlippedInputLearning learning, Vector<double> f, double κ)
    {
        double b = learning.ReadoutSquares, square = learning.HiddenSquares / f.DotProduct(f), signed = learning.Signed(f),
            u = learning.StepSize * κ;
        if (!(square * b > 1)) return null;
        (double train, double test) = learning.Errors(f);
        return new RankOneRotation(
            [.. f], train, test, Math.Acos((b - u * signed) / Math.Sqrt(b * (b - 2 * u * signed + u * u * signed * signed * square))));
    }
}
