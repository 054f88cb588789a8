using CurlDescent.Tests.Simulation;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Stability;

/// <summary>
/// The signed tangent kernel of networks of any depth, against differences, simulation and the kernel of one hidden layer.
/// </summary>
public class DeepTangentKernelTests
{
    [Theory]
    [InlineData("tanh", 2)]
    [InlineData("linear", 3)]
    [InlineData("tanh", 4)]
    public void ItIsTheSignedProductOfTheJacobianOfTheOutputs(string activation, int layers)
    {
        int[] widths = [5, .. Enumerable.Repeat(4, layers - 1), 2];
        DeepProblem problem = Problem(widths, activation) is var p && layers == 3 ? p : DeepProblem.Create(p.Spec with
        {
            Rule = new DeepRule { Signs = [.. widths.SkipLast(1).Select((w, l) => DeepTrainingTests.Grades(w, (uint)l))] },
        });
        DeepNetwork network = problem.Student.Clone();
        Matrix<double> x = problem.Training.InputMatrix();
        int samples = problem.Training.Samples;
        Matrix<double> sum = Matrix<double>.Build.Dense(2 * samples, 2 * samples);
        for (int l = 1; l <= layers; l++)
        {
            for (int w = 0; w < network.Weights(l).Length; w++)
            {
                double before = network.Weights(l)[w], h = 1e-5;
                network.Weights(l)[w] = before + h;
                Matrix<double> up = network.Output(x);
                network.Weights(l)[w] = before - h;
                Vector<double> column = Vector<double>.Build.DenseOfArray((up - network.Output(x)).ToRowMajorArray()) / (2 * h);
                network.Weights(l)[w] = before;
                sum += column.OuterProduct(column) * (problem.Signs[l - 1][w % widths[l - 1]] / samples);
            }
        }

        Matrix<double> kernel = DeepTangentKernel.Compute(problem, network).Matrix;
        Assert.True((kernel - sum).FrobeniusNorm() < 1e-7 * sum.FrobeniusNorm());
    }

    [Fact]
    public void WithOneHiddenLayerItIsTheKnownOne()
    {
        var spec = new TrainingSpec
        {
            Inputs = 6,
            HiddenUnits = 8,
            Activation = Activation.Tanh,
            TrainingSamples = 20,
            BatchSize = 20,
            Rule = LearningRule.CurlDescent(RuleFlips.Counts(2, 3)),
            Seed = 4,
        };
        var known = SignedTangentKernel.AtTeacher(TrainingProblem.Create(spec));
        var deep = DeepTangentKernel.AtTeacher(DeepProblem.Create(new DeepTrainingSpec
        {
            Widths = [6, 8, 1],
            Activation = Activation.Tanh,
            OutputActivation = Activation.Tanh,
            TrainingSamples = 20,
            BatchSize = 20,
            Rule = new DeepRule { Flips = [LayerFlips.Count(2), LayerFlips.Count(3)] },
            Seed = 4,
        }));
        Assert.True((known.Matrix + deep.Matrix).FrobeniusNorm() < 1e-12 * known.Matrix.FrobeniusNorm());
        Assert.Equal(known.LargestEigenvalue, -deep.Eigenvalues[0], 1e-10);
    }

    [Theory]
    [InlineData(DeepLoss.SquaredError)]
    [InlineData(DeepLoss.CrossEntropy)]
    public void TheLossChangesAsTheKernelSays(DeepLoss loss)
    {
        DeepTrainingSpec spec = new()
        {
            Widths = [5, 7, 6, 3],
            Activation = Activation.Tanh,
            Loss = loss,
            TrainingSamples = 20,
            TestSamples = 20,
            BatchSize = 20,
            LearningRate = 1e-6,
            Epochs = 1,
            Rule = new DeepRule { Flips = [LayerFlips.Count(2), LayerFlips.Count(5), LayerFlips.Count(3)] },
        };
        DeepProblem problem = loss == DeepLoss.CrossEntropy ? DeepTrainingTests.Classes(spec, 20) : DeepProblem.Create(spec);
        var kernel = DeepTangentKernel.Compute(problem, problem.Student);
        DeepRecording step = DeepTrainer.Run(problem, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((step.TrainLosses[^1] - step.TrainLosses[0]) / 1e-6, kernel.LossRate, 1e-4 * (1 + Math.Abs(kernel.LossRate)));

        Matrix<double> output = problem.Student.Output(problem.Training.InputMatrix()), error = output - problem.Training.TargetMatrix();
        if (loss == DeepLoss.CrossEntropy)
        {
            Matrix<double> powers = output.PointwiseExp();
            error = powers.MapIndexed((k, p, v) => v / powers.Column(p).Sum()) - problem.Training.TargetMatrix();
        }

        Vector<double> e = Vector<double>.Build.DenseOfArray(error.ToRowMajorArray());
        Assert.Equal(-(e * (kernel.Matrix * e)) / 20, kernel.LossRate, 1e-10);
    }

    [Fact]
    public void OfALinearNetworkItIsTheStabilityMatrixBetweenInputs()
    {
        DeepProblem problem = Problem([6, 9, 7, 8, 1], "linear");
        Matrix<double> x = problem.Training.InputMatrix();
        Matrix<double> matrix = DeepTangentKernel.StabilityMatrix(problem.Teacher!, problem.Signs);
        Matrix<double> expected = x.TransposeThisAndMultiply(matrix) * x / x.ColumnCount;
        Assert.True((DeepTangentKernel.AtTeacher(problem).Matrix - expected).FrobeniusNorm() < 1e-12 * expected.FrobeniusNorm());
    }

    // A deviation from the teacher grows at the rate of the kernel's least eigenvalue.
    [Theory]
    [InlineData("linear")]
    [InlineData("tanh")]
    public void ErrorsGrowAtTheRateOfTheKernel(string activation)
    {
        DeepProblem problem = DeepProblem.Create(Problem([12, 8, 8, 1], activation).Spec with
        {
            TeacherPerturbation = 1e-9,
            LearningRate = 0.05,
            Epochs = 4000,
            Schedule = RecordingSchedule.At(3000),
            Rule = new DeepRule { Flips = [LayerFlips.Count(6)] },
        });
        double rate = -DeepTangentKernel.AtTeacher(problem).Eigenvalues[0];
        Assert.True(rate > 0);
        int last = (int)Math.Min(4000, 9 / (rate * 0.05)), first = 2 * last / 3;
        DeepRecording recording = DeepTrainer.Run(
            DeepProblem.Create(problem.Spec with { Epochs = last, Schedule = RecordingSchedule.At(first) }),
            cancellation: TestContext.Current.CancellationToken);
        double measured = Math.Log(recording.TrainLosses[1] / recording.TrainLosses[0]) / (2 * (last - first) * 0.05);
        Assert.Equal(rate, measured, 0.03 * rate);
    }

    private static DeepProblem Problem(int[] widths, string activation) => DeepProblem.Create(new DeepTrainingSpec
    {
        Widths = widths,
        Activation = Activation.Parse(activation),
        TrainingSamples = 16,
        BatchSize = 16,
        Rule = new DeepRule { Flips = [LayerFlips.Count(2), LayerFlips.Count(1)] },
        Seed = 9,
    });
}
