using CurlDescent.Arithmetic;
using CurlDescent.Simulation;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Simulation;

/// <summary>Networks of any depth: the definition against finite differences, the fast path against the definition.</summary>
public class DeepTrainingTests
{
    [Theory]
    [MemberData(nameof(Designs))]
    public void WithoutFlipsTheUpdateIsTheGradientOfTheLoss(int design)
    {
        DeepProblem problem = Problem(design, smooth: true);
        DeepNetwork network = problem.Student.Clone();
        Matrix<double>[] gradient = DeepUpdate.NegativeGradient(problem, network);
        for (int l = 1; l <= network.Layers; l++)
        {
            double[] flat = gradient[l - 1].ToRowMajorArray();
            for (int w = 0; w < flat.Length; w++)
            {
                double before = network.Weights(l)[w], h = 1e-5;
                network.Weights(l)[w] = before + h;
                double up = DeepUpdate.Loss(problem.Spec.Loss, network, problem.Training);
                network.Weights(l)[w] = before - h;
                double down = DeepUpdate.Loss(problem.Spec.Loss, network, problem.Training);
                network.Weights(l)[w] = before;
                Assert.Equal((down - up) / (2 * h), flat[w], 1e-7);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Designs))]
    public void TheFastPathComputesWhatThePlainOneDefines(int design)
    {
        DeepProblem problem = Problem(design, smooth: false);
        DeepRecording fast = DeepTrainer.Run(problem, cancellation: TestContext.Current.CancellationToken);
        DeepRecording plain = DeepTrainer.Run(problem, plain: true, TestContext.Current.CancellationToken);
        Assert.Equal(plain.Epochs, fast.Epochs);
        for (int l = 1; l <= plain.Final.Layers; l++)
        {
            double scale = problem.Student.Weights(l).ToArray().Max(Math.Abs) + 1e-9;
            for (int w = 0; w < plain.Final.Weights(l).Length; w++)
                Assert.Equal(plain.Final.Weights(l)[w], fast.Final.Weights(l)[w], 1e-9 * scale);
        }

        for (int e = 0; e < plain.Epochs.Count; e++)
        {
            Assert.Equal(plain.TrainLosses[e], fast.TrainLosses[e], 1e-9 * (1 + plain.TrainLosses[0]));
            Assert.Equal(plain.TestAccuracies[e], fast.TestAccuracies[e]);
        }
    }

    [Theory]
    [InlineData(Feedback.Backpropagation, false)]
    [InlineData(Feedback.FixedRandom, true)]
    public void OneHiddenLayerHasTheBitsOfTheTwoLayerPath(Feedback feedback, bool outputDerivative)
    {
        var flips = RuleFlips.Counts(3, 4);
        var spec = new TrainingSpec
        {
            Inputs = 13,
            HiddenUnits = 9,
            Outputs = 2,
            Activation = Activation.Tanh,
            TrainingSamples = 40,
            BatchSize = 10,
            Epochs = 30,
            LearningRate = 0.1,
            Seed = 5,
            Run = 2,
            Rule = new SignedDeltaRule { Flips = flips, Feedback = feedback, OutputDerivative = outputDerivative },
        };
        Recording two = Trainer.Run(spec, TrainingPathKind.Backpropagation);
        DeepRecording deep = DeepTrainer.Run(DeepProblem.Create(new DeepTrainingSpec
        {
            Widths = [13, 9, 2],
            Activation = Activation.Tanh,
            OutputActivation = Activation.Tanh,
            TrainingSamples = 40,
            BatchSize = 10,
            Epochs = 30,
            LearningRate = 0.1,
            Seed = 5,
            Run = 2,
            Rule = new DeepRule { Flips = [flips.Hidden, flips.Readout], Feedback = feedback, OutputDerivative = outputDerivative },
        }), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(two.TrainErrors, deep.TrainLosses);
        Assert.Equal(two.TestErrors, deep.TestLosses);
        Assert.Equal(two.Final.HiddenWeights.ToArray(), deep.Final.Weights(1).ToArray());
        Assert.Equal(two.Final.ReadoutWeights.ToArray(), deep.Final.Weights(2).ToArray());
    }

    [Fact]
    public void ABatchTakenInPartsGivesTheSame()
    {
        var problem = DeepProblem.Create(new DeepTrainingSpec
        {
            Widths = [11, 9, 6, 2],
            Activation = Activation.Tanh,
            TrainingSamples = 100,
            BatchSize = 100,
            Rule = new DeepRule { Flips = [LayerFlips.Count(2), LayerFlips.Count(3), LayerFlips.Count(1)] },
        });
        using Backpropagation<VectorTanh> whole = problem.Open<VectorTanh, VectorLinear>();
        using var parts = new Backpropagation<VectorTanh>(Layered(problem), mostCoefficients: 12 * 40);
        int[] order = [.. Enumerable.Range(0, 100)];
        for (int epoch = 0; epoch < 20; epoch++)
        {
            whole.RunEpoch(order);
            parts.RunEpoch(order);
        }

        for (int l = 0; l < 3; l++)
        {
            double[] a = new double[problem.Student.Weights(l + 1).Length], b = new double[a.Length];
            whole.CopyWeights(l, a);
            parts.CopyWeights(l, b);
            for (int w = 0; w < a.Length; w++) Assert.Equal(a[w], b[w], 1e-13);
        }
    }

    [Theory]
    [InlineData("linear", DeepLoss.SquaredError)]
    [InlineData("relu", DeepLoss.SquaredError)]
    [InlineData("relu", DeepLoss.CrossEntropy)]
    public void BalancesDriftInProportionToTheStep(string activation, DeepLoss loss)
    {
        double Drift(double step)
        {
            var spec = new DeepTrainingSpec
            {
                Widths = [7, 6, 8, 5, 3],
                Activation = Activation.Parse(activation),
                Loss = loss,
                LearningRate = step,
                Epochs = (int)Math.Round(0.4 / step),
                TrainingSamples = 30,
                BatchSize = 30,
                Student = new WeightInitialization(2),
                Rule = new DeepRule { Signs = [Grades(7, 1), Grades(6, 2), Grades(8, 3), Grades(5, 4)] },
                Seed = 3,
            };
            DeepProblem problem = loss == DeepLoss.CrossEntropy ? Classes(spec, 30) : DeepProblem.Create(spec);
            DeepRecording recording = DeepTrainer.Run(problem, cancellation: TestContext.Current.CancellationToken);
            Assert.NotEqual(recording.TrainLosses[0], recording.TrainLosses[^1]);
            double[][] before = LayerBalances.Compute(problem.Student, problem.Signs),
                after = LayerBalances.Compute(recording.Final, problem.Signs);
            return before.SelectMany(row => row).Zip(after.SelectMany(row => row), (a, b) => Math.Abs(a - b)).Max();
        }

        double coarse = Drift(2e-3), fine = Drift(5e-4);
        Assert.True(coarse < 0.1, $"drift {coarse}");
        Assert.InRange(coarse / fine, 3, 5.5);
    }

    [Fact]
    public void GradesOfOneAndFlipsThatEndAtOnceAreGradientDescent()
    {
        DeepTrainingSpec spec = new()
        {
            Widths = [8, 7, 6, 2],
            Activation = Activation.Tanh,
            Epochs = 20,
            TrainingSamples = 40,
        };
        LayerFlips[] flips = [LayerFlips.Count(3), LayerFlips.Count(2), LayerFlips.Count(4)];
        double[] Weights(DeepRule rule) => Flat(DeepTrainer.Run(DeepProblem.Create(spec with { Rule = rule })).Final);

        double[] gradient = Weights(new DeepRule());
        Assert.Equal(gradient, Weights(new DeepRule { Flips = flips, FlippedSign = 1 }));
        Assert.Equal(gradient, Weights(new DeepRule { Flips = flips, AnnealFrom = 0, AnnealTo = 0 }));
        Assert.NotEqual(gradient, Weights(new DeepRule { Flips = flips, AnnealFrom = 0, AnnealTo = 1 }));
        Assert.NotEqual(gradient, Weights(new DeepRule { Flips = flips }));
        double[] annealed = Weights(new DeepRule { Flips = flips, AnnealFrom = 5, AnnealTo = 15 });
        Assert.NotEqual(annealed, Weights(new DeepRule { Flips = flips }));
    }

    [Fact]
    public void WithoutPlasticityWeightsStay()
    {
        var problem = DeepProblem.Create(new DeepTrainingSpec
        {
            Widths = [5, 4, 3, 1],
            Epochs = 10,
            Rule = new DeepRule { Flips = [LayerFlips.None, LayerFlips.Count(2)], FlippedSign = 0 },
        });
        DeepNetwork final = DeepTrainer.Run(problem, cancellation: TestContext.Current.CancellationToken).Final;
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 4; j++)
                Assert.Equal(j < 2, problem.Student.Weights(2)[i * 4 + j] == final.Weights(2)[i * 4 + j]);
        }
    }

    [Fact]
    public void CellTypesKeepTheSignsOfOutgoingWeights()
    {
        DeepTrainingSpec spec = new()
        {
            Widths = [6, 9, 7, 3],
            Activation = Activation.ReLU,
            Loss = DeepLoss.CrossEntropy,
            InhibitoryFraction = 0.4,
            LearningRate = 0.5,
            Epochs = 50,
        };
        DeepNetwork final = DeepTrainer.Run(Classes(spec, 40), cancellation: TestContext.Current.CancellationToken).Final;
        int zeros = 0;
        for (int l = 2; l <= 3; l++)
        {
            int columns = final.Widths[l - 1], inhibitory = (int)(0.4 * columns);
            for (int w = 0; w < final.Weights(l).Length; w++)
            {
                double weight = final.Weights(l)[w];
                Assert.True(w % columns < inhibitory ? weight <= 0 : weight >= 0);
                if (weight == 0) zeros++;
            }
        }

        Assert.True(zeros > 0);
    }

    [Fact]
    public void SignFlipsKeepTheNormOfTheUpdateAndFeedbackAlignmentDoesNot()
    {
        DeepTrainingSpec spec = new() { Widths = [6, 9, 7, 3], Activation = Activation.Tanh };
        var curl = DeepProblem.Create(spec with { Rule = new DeepRule { Flips = [LayerFlips.Count(3)] } });
        GradientComparison flipped = DeepTrainer.Compare(curl, curl.Student);
        Assert.Equal(1, flipped.NormRatio, 1e-12);
        Assert.Equal([0, 0], flipped.LayerAngles.Skip(1).Select(a => Math.Round(a, 4)));
        Assert.InRange(flipped.Angle, 1, 179);
        var aligned = DeepProblem.Create(spec with { Rule = new DeepRule { Feedback = Feedback.FixedRandom } });
        Assert.NotEqual(1, DeepTrainer.Compare(aligned, aligned.Student).NormRatio, 1e-3);
        var all = DeepProblem.Create(spec with { Rule = new DeepRule { Flips = [.. Enumerable.Repeat(LayerFlips.Fraction(1), 3)] } });
        Assert.Equal(180, DeepTrainer.Compare(all, all.Student).Angle, 1e-4);
    }

    [Fact]
    public void BadSpecsNameTheirField()
    {
        DeepTrainingSpec spec = new() { Widths = [3, 4, 1] };
        void Refuses(string field, DeepTrainingSpec bad) =>
            Assert.StartsWith(field, Assert.Throws<SpecException>(() => DeepProblem.Create(bad)).Field, StringComparison.Ordinal);

        Refuses("Widths", spec with { Widths = [3, 1] });
        Refuses("Widths", spec with { Widths = [3, 0, 1] });
        Refuses("BatchSize", spec with { BatchSize = 7 });
        Refuses("Rule.Flips", spec with { Rule = new DeepRule { Flips = [LayerFlips.Count(4)] } });
        Refuses("Rule.Flips", spec with { Rule = new DeepRule { Flips = [LayerFlips.None, LayerFlips.None, LayerFlips.None] } });
        Refuses("Rule.FlippedSign", spec with { Rule = new DeepRule { FlippedSign = -1.1 } });
        Refuses("Rule.Signs", spec with { Rule = new DeepRule { Signs = [[1, 1, 2], [1, 1, 1, 1]] } });
        Refuses("Rule.AnnealFrom", spec with { Rule = new DeepRule { AnnealFrom = 5, AnnealTo = 4 } });
        Refuses("Loss", spec with { Loss = DeepLoss.CrossEntropy });
        Refuses("OutputActivation", spec with { Loss = DeepLoss.CrossEntropy, OutputActivation = Activation.Tanh });
        Refuses("InhibitoryFraction", spec with { InhibitoryFraction = 2 });
        Refuses("InhibitoryFraction", spec with { InhibitoryFraction = 0.2, TeacherPerturbation = 0 });
        Refuses("LearningRate", spec with { LearningRate = 0 });
    }

    public static TheoryData<int> Designs() => [.. Enumerable.Range(0, 24)];

    internal static double[] Flat(DeepNetwork network) =>
        [.. Enumerable.Range(1, network.Layers).SelectMany(l => network.Weights(l).ToArray())];

    internal static double[] Grades(int count, uint index)
    {
        var stream = new RandomStream(11, 0, RandomPurpose.Design, index);
        return [.. Enumerable.Range(0, count).Select(_ => stream.NextUniform(1))];
    }

    // Points of three Gaussian clouds, and one-hot targets.
    internal static DeepProblem Classes(DeepTrainingSpec spec, int samples)
    {
        int inputs = spec.Widths[0], classes = spec.Widths[^1];
        var stream = new RandomStream(spec.Seed, spec.Run, RandomPurpose.Design, 99);
        InputData Draw() => InputData.Create(
            Matrix<double>.Build.Dense(inputs, samples, (j, p) => stream.NextNormal() + (j % classes == p % classes ? 1 : 0)),
            Matrix<double>.Build.Dense(classes, samples, (k, p) => k == p % classes ? 1 : 0));
        return DeepProblem.Create(spec, Draw(), Draw());
    }

    // Sizes reach every tail of the kernels; every option occurs.
    private static DeepProblem Problem(int design, bool smooth)
    {
        var random = new RandomStream(77, (uint)design, RandomPurpose.Design);
        bool classes = design % 2 == 1;
        int layers = 2 + design % 3;
        int[] widths = [.. Enumerable.Range(0, layers + 1).Select(_ => 1 + random.NextInt32(smooth ? 6 : 21))];
        if (classes) widths[^1] = 2 + random.NextInt32(4);
        Activation[] known = smooth ? [Activation.Tanh, Activation.Linear, Activation.Sigmoid]
            : [Activation.Tanh, Activation.Linear, Activation.Sigmoid, Activation.ReLU];
        bool annealed = design % 5 == 2;
        var spec = new DeepTrainingSpec
        {
            Widths = widths,
            Activation = known[design / 2 % known.Length],
            OutputActivation = classes ? Activation.Linear : known[design / 6 % 3],
            Loss = classes ? DeepLoss.CrossEntropy : DeepLoss.SquaredError,
            TrainingSamples = 33,
            TestSamples = 20,
            BatchSize = design % 4 == 0 ? 33 : design % 4 == 1 ? 11 : 3,
            LearningRate = 0.03,
            Epochs = 12,
            Schedule = RecordingSchedule.Every(3),
            InhibitoryFraction = design % 7 == 3 ? 0.3 : null,
            Seed = (ulong)design,
            Rule = new DeepRule
            {
                Flips = [.. widths.SkipLast(1).Select(width => LayerFlips.Count(random.NextInt32(width + 1)))],
                FlippedSign = random.NextUniform(1),
                Feedback = design % 3 == 2 ? Feedback.FixedRandom : Feedback.Backpropagation,
                OutputDerivative = design % 4 != 0,
                AnnealFrom = annealed ? 3 : int.MaxValue,
                AnnealTo = annealed ? 8 : int.MaxValue,
            },
        };
        return classes ? Classes(spec, 33) : DeepProblem.Create(spec);
    }

    private static LayeredProblem Layered(DeepProblem problem) => new()
    {
        Training = new PaddedInputs(problem.Training.Inputs, problem.Training.Samples),
        Test = new PaddedInputs(problem.Test.Inputs, problem.Test.Samples),
        TrainTargets = problem.Training.Targets,
        TestTargets = problem.Test.Targets,
        Widths = [.. problem.Spec.Widths],
        Weights = layer => problem.Student.Weights(layer + 1),
        ColumnSigns = problem.SignRowsAt(0)[..^1],
        RowSigns = [.. Enumerable.Repeat(1.0, problem.Spec.Widths[^2])],
        ReadoutRows = [1, 1],
        ReadoutColumns = problem.SignRowsAt(0)[^1],
        Output = new SquaredError<VectorLinear>(true),
        BatchSize = problem.Spec.BatchSize,
        StepSize = problem.Spec.LearningRate,
    };
}
