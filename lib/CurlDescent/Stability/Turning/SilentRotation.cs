using CurlDescent.Stability.Turning;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>
/// The silent turning state of a linear network with one output and flipped inputs, in closed form: a relative equilibrium of the training
/// map, in which every step mixes the hidden units by the same rotation and the function of the network stays. That function is 0 up to the
/// step size: the network computes nothing, and its error is that of output 0 (not in the paper; notebook 07, section 4).
/// </summary>
/// <remarks>
/// <para>
/// Let f = W2W1, e = Σf − r the gradient by f with Σ = ⟨xxᵀ⟩ and r = ⟨yx⟩ over the training data, b = ‖W2‖². A step of full-batch curl
/// descent takes the Gram matrix A = W1ᵀW1 to A − η(D1e fᵀ + f eᵀD1) + η²b D1e eᵀD1, which leaves it alone if f = ½ηb D1e: a linear
/// equation for e, whose solution tends to e = −r, f = 0 for small steps. Then f stays if Ae = −b'D1e, b' = b(1 + x), with x = −η²eᵀD1e;
/// ‖W2‖² grows by (1 + x)² and is rescaled, and W2 turns by the angle θ, sin²(θ/2) = x/(4(1 + x)), in the plane of W2ᵀ and W1e. A is
/// positive semidefinite, so s = eᵀD1e/‖e‖² must be negative: the flipped inputs carry more of e than the others. The least trace of such
/// an A is b'/|s|, which ‖W1‖² must not be below.
/// </para>
/// <para>
/// For small steps a disturbance of f obeys f″ + XΣf′ + ω²f = 0 up to a term of rank one, X = b'D1 + A: what decides the stability of
/// solutions is here the friction, and along an eigenvector of X with a negative eigenvalue the disturbance grows. X has e as a null
/// vector. On the F − 1 dimensions of the flipped inputs that are orthogonal to e, X ≥ 0 asks for A ≥ b'; these are orthogonal to the plane
/// of e and D1e with its trace b'/|s|. So a turning state with X ≥ 0 exists if and only if ‖W1‖² ≥ b'(F − 1 + 1/|s|) and W1 can have the
/// rank F beside a W2 that it is orthogonal to, F ≤ N − 1.
/// </para>
/// <para>
/// That is existence. It is not stability: the term of rank one can make a disturbance grow although X ≥ 0, and where the flipped inputs
/// hardly outweigh the others
/// (small |s|) it often does; at smaller steps more, so that the flow does it and not the step. And a stable state need not attract what
/// starts elsewhere. So
/// <see cref="CanBeStable"/> excludes where it is false and promises nothing where it is true: experiment <c>turning</c> samples networks
/// that have such a state with room to spare and are chaotic.
/// </para>
/// </remarks>
/// <param name="Function">f = W2W1, M numbers.</param>
/// <param name="TrainError">½⟨(f·x − y)²⟩ over the training data.</param>
/// <param name="TestError">The same over the test data.</param>
/// <param name="Angle">θ, by which W2 turns in a step, radians, 0 … π/3; θ/η per unit time tends to ω = √(−rᵀD1r) for small steps.</param>
/// <param name="Slack">‖W1‖²/b' − (F − 1 + 1/|s|). Where it is negative, or F ≥ N, no W1 makes X ≥ 0.</param>
/// <param name="CanBeStable">Whether for some W1 of this norm X ≥ 0, friction in every direction: necessary for stability to leading order
/// in the step, not sufficient.</param>
public sealed record SilentRotation(
    IReadOnlyList<double> Function, double TrainError, double TestError, double Angle, double Slack, bool CanBeStable)
{
    /// <summary>Finds the turning state of a problem; null if there is none.</summary>
    /// <param name="problem">Linear, one output, full batch, norms kept, flipped inputs only. The norms are those of its student.</param>
    /// <exception cref="SpecException">The problem is of another kind.</exception>
    public static SilentRotation? Find(TrainingProblem problem)
    {
        var learning = new FlippedInputLearning(problem);
        Vector<double> d = learning.Signs;
        double η = learning.StepSize, b = learning.ReadoutSquares;

        // f = h·D1e with h = ½ηb, so that (1 − hΣD1)e = −r.
        double h = η * b / 2;
        Matrix<double> system = Matrix<double>.Build.DenseIdentity(d.Count)
            - learning.Covariance() * Matrix<double>.Build.DiagonalOfDiagonalVector(h * d);
        Vector<double> e = system.Solve(-learning.Correlation), signed = d.PointwiseMultiply(e);
        double power = e.DotProduct(signed), x = -η * η * power, room = learning.HiddenSquares / (b * (1 + x)),
            least = e.DotProduct(e) / -power;
        if (!(power < 0 && room >= least)) return null;

        Vector<double> function = h * signed;
        (double train, double test) = learning.Errors(function);
        double slack = room - (learning.Flips - 1 + least);
        return new SilentRotation(
            [.. function], train, test, 2 * Math.Asin(Math.Sqrt(x / (1 + x)) / 2), slack,
            slack >= 0 && learning.Flips < problem.Spec.HiddenUnits);
    }

    /// <summary>
    /// Computes rᵀD1r/‖r‖², r = ⟨yx⟩: the share of the unflipped inputs in the correlation of inputs and target minus that of the flipped
    /// ones, −1 … 1. For small steps there is a turning state only where this is negative.
    /// </summary>
    /// <param name="problem">As for <see cref="Find"/>.</param>
    /// <exception cref="SpecException">The problem is of another kind.</exception>
    public static double SignedCorrelation(TrainingProblem problem)
    {
        var learning = new FlippedInputLearning(problem);
        return learning.Signed(learning.Correlation) / learning.Correlation.DotProduct(learning.Correlation);
    }
}
