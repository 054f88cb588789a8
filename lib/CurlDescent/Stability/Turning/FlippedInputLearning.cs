using CurlDescent.Arithmetic;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Stability.Turning;

/// <summary>
/// What the turning states of a linear network with one output and flipped inputs depend on: moments of the training data, D1, and the kept
/// norms.
/// </summary>
internal sealed class FlippedInputLearning
{
    private readonly TrainingProblem problem;

    /// <summary>Reads a problem.</summary>
    /// <exception cref="SpecException">It is not linear with one output, full batch, kept norms and flips of inputs only.</exception>
    public FlippedInputLearning(TrainingProblem problem)
    {
        this.problem = problem;
        TrainingSpec spec = problem.Spec;
        if (spec.Activation != Activation.Linear) throw new SpecException(nameof(spec.Activation), spec.Activation, "linear");
        if (spec.Outputs != 1) throw new SpecException(nameof(spec.Outputs), spec.Outputs, "1");
        if (spec.BatchSize != spec.TrainingSamples)
        {
            throw new SpecException(nameof(spec.BatchSize), spec.BatchSize, $"the full batch, {spec.TrainingSamples}");
        }

        if (!spec.KeepNorms) throw new SpecException(nameof(spec.KeepNorms), spec.KeepNorms, "true");
        if (problem.Rule is not SignedDeltaUpdate { IsPresynaptic: true, FeedbackWeights: null } rule
            || rule.ReadoutSigns.Span.Contains(-1))
            throw new SpecException(nameof(spec.Rule), spec.Rule, "backpropagation with flipped inputs and no flipped hidden unit");
        Signs = Vector<double>.Build.Dense(rule.HiddenSigns.ToArray());
        Correlation = problem.Training.InputMatrix() * problem.Training.TargetMatrix().Row(0) / problem.Training.Samples;
        HiddenSquares = FixedOrder.SumOfSquares(problem.Student.HiddenWeights);
        ReadoutSquares = FixedOrder.SumOfSquares(problem.Student.ReadoutWeights);
    }

    /// <summary>Diagonal of D1.</summary>
    public Vector<double> Signs { get; }

    /// <summary>r = ⟨yx⟩.</summary>
    public Vector<double> Correlation { get; }

    /// <summary>‖W1‖².</summary>
    public double HiddenSquares { get; }

    /// <summary>‖W2‖².</summary>
    public double ReadoutSquares { get; }

    /// <summary>η.</summary>
    public double StepSize => problem.Spec.StepSize;

    /// <summary>F, the number of flipped inputs.</summary>
    public int Flips => Signs.Count(sign => sign < 0);

    /// <summary>Σ = ⟨xxᵀ⟩.</summary>
    public Matrix<double> Covariance()
    {
        Matrix<double> inputs = problem.Training.InputMatrix();
        return inputs.TransposeAndMultiply(inputs) / problem.Training.Samples;
    }

    /// <summary>vᵀD1v.</summary>
    public double Signed(Vector<double> v) => v.PointwiseMultiply(Signs).DotProduct(v);

    /// <summary>½⟨(f·x − y)²⟩ over the training and over the test data.</summary>
    public (double Train, double Test) Errors(Vector<double> function)
    {
        return (Error(problem.Training), Error(problem.Test));

        double Error(InputData data)
        {
            double norm = (data.InputMatrix().LeftMultiply(function) - data.TargetMatrix().Row(0)).L2Norm();
            return norm * norm / (2 * data.Samples);
        }
    }
}
