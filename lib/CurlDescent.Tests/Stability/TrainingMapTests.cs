using CurlDescent.Stability.Lyapunov;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Stability;

public class TrainingMapTests
{
    private const int Vectors = 3;

    public static TheoryData<string, FlipSide, Feedback, bool, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, FlipSide, Feedback, bool, int, int>();
            foreach (Activation phi in Activation.All)
            {
                foreach (FlipSide side in Enum.GetValues<FlipSide>())
                {
                    foreach (Feedback feedback in Enum.GetValues<Feedback>())
                    {
                        cases.Add(phi.Name, side, feedback, true, 1, 12);
                        cases.Add(phi.Name, side, feedback, false, 1, 4);
                        cases.Add(phi.Name, side, feedback, true, 2, 3);
                    }
                }
            }

            return cases;
        }
    }

    private static TrainingProblem Problem(string phi, FlipSide side, Feedback feedback, bool keepNorms, int outputs, int batch) =>
        TrainingProblem.Create(new TrainingSpec
        {
            Inputs = 5,
            HiddenUnits = 7,
            Outputs = outputs,
            Activation = Activation.Parse(phi),
            Rule = new SignedDeltaRule
            {
                Flips = new RuleFlips { Side = side, Hidden = LayerFlips.Count(2), Readout = LayerFlips.Count(1) },
                Feedback = feedback,
                OutputDerivative = outputs == 2,
            },
            Student = new WeightInitialization(2),
            TrainingSamples = 12,
            BatchSize = batch,
            KeepNorms = keepNorms,
            LearningRate = 0.02,
            Epochs = 5,
            Seed = 3,
        });

    private static double[] Tangents(int dimension)
    {
        var tangents = new double[Vectors * dimension];
        new RandomStream(1, 2, RandomPurpose.Probe).FillNormal(1, tangents);
        return tangents;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void FastMapsEqualThePlainOneAndTheStateIsTheTrainers(
        string phi, FlipSide side, Feedback feedback, bool keepNorms, int outputs, int batch)
    {
        TrainingProblem problem = Problem(phi, side, feedback, keepNorms, outputs, batch);
        TrainingMap fast = TrainingMap.Create(problem);
        var plain = new PlainTrainingMap(problem);
        Assert.Equal(phi == "linear" && outputs == 1 ? "linear" : "network", fast.Name);
        double[] state = fast.Start(), expectedState = plain.Start(), tangents = Tangents(fast.Dimension),
            expected = Tangents(fast.Dimension);
        for (int step = 0; step < 5 * fast.StepsPerEpoch; step++)
        {
            fast.Step(step, state, tangents);
            plain.Step(step, expectedState, expected);
        }

        double[] trained = LearningField.Flatten(Trainer.Run(problem, cancellation: TestContext.Current.CancellationToken).Final);
        for (int w = 0; w < state.Length; w++)
        {
            Assert.Equal(expectedState[w], state[w], 1e-12);
            Assert.Equal(trained[w], state[w], 1e-12);
        }

        for (int w = 0; w < tangents.Length; w++) Assert.Equal(expected[w], tangents[w], 1e-11);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TangentsAreTheDerivativeOfTheStep(string phi, FlipSide side, Feedback feedback, bool keepNorms, int outputs, int batch)
    {
        TrainingProblem problem = Problem(phi, side, feedback, keepNorms, outputs, batch);
        TrainingMap map = TrainingMap.Create(problem);
        double[] tangents = Tangents(map.Dimension), directions = Tangents(map.Dimension);
        map.Step(4, map.Start(), tangents);

        const double h = 1e-4;
        double[] Moved(int vector, double distance)
        {
            double[] state = [.. map.Start().Select((w, at) => w + distance * directions[vector * map.Dimension + at])];
            map.Step(4, state, []);
            return state;
        }

        for (int vector = 0; vector < Vectors; vector++)
        {
            double[] a = Moved(vector, -2 * h), b = Moved(vector, -h), c = Moved(vector, h), d = Moved(vector, 2 * h);
            for (int w = 0; w < map.Dimension; w++)
                Assert.Equal((a[w] - 8 * b[w] + 8 * c[w] - d[w]) / (12 * h), tangents[vector * map.Dimension + w], 1e-9);
        }
    }

    [Theory]
    [InlineData("linear", false)]
    [InlineData("linear", true)]
    [InlineData("tanh", false)]
    [InlineData("tanh", true)]
    public void AtAFixedPointTheExponentsAreTheLogarithmsOfTheMultipliers(string phi, bool keepNorms)
    {
        // Few weights and samples, and a draw with rates far apart, so that the vectors align soon. Without flips where norms are kept:
        // rounding then moves the state, and an unstable one would leave.
        TrainingSpec spec = Problem(phi, FlipSide.Presynaptic, Feedback.Backpropagation, keepNorms, 1, 12).Spec with
        {
            Inputs = 4,
            HiddenUnits = 3,
            TrainingSamples = 4,
            BatchSize = 4,
            TeacherPer = DrawnPer.Cell,
            InputsPer = DrawnPer.Cell,
            Start = StartPoint.NearTeacher(WeightLayer.Hidden, 0),
            Rule = keepNorms ? LearningRule.GradientDescent : LearningRule.CurlDescent(RuleFlips.Counts(2, 1)),
            LearningRate = 0.3,
        };
        TrainingProblem problem = TrainingProblem.Create(spec);
        var map = TrainingMap.Create(problem);
        Matrix<double> jacobian = new LearningField(problem).Jacobian(LearningField.Flatten(problem.Teacher));
        IEnumerable<double> multipliers =
            jacobian.Evd(Symmetricity.Asymmetric).EigenValues.Select(e => (1 + 0.3 * e).Magnitude).OrderDescending();
        int count = map.TangentDimension;
        TrainingLyapunovSpectrum spectrum = LyapunovExponents.OfTraining(
            problem,
            new LyapunovOptions { Count = count, TransientSteps = 10_000, StepsPerBatch = 50, Interval = 5 },
            cancellation: TestContext.Current.CancellationToken);

        // Of the multipliers 1 two belong to the projected directions, which the map annihilates.
        double[] expected = [.. multipliers.Skip(map.Dimension - count)];
        TestContext.Current.SendDiagnosticMessage(
            $"{phi} {keepNorms}: {Enumerable.Range(0, count)
                .Max(i => Math.Abs(Math.Log(expected[i]) - spectrum.PerStep.Exponents[i])):e1}");
        for (int i = 0; i < count; i++) Assert.Equal(Math.Log(expected[i]), spectrum.PerStep.Exponents[i], 1e-6);
        Assert.Equal(spectrum.PerStep.Largest / 0.3, spectrum.PerUnitTime.Largest, 1e-12);
        Assert.Equal(keepNorms ? map.Dimension - 2 : map.Dimension, count);
        if (!keepNorms)
            Assert.Equal(Math.Log(SignedTangentKernel.AtTeacher(problem).LargestMultiplier(0.3)), spectrum.PerStep.Largest, 1e-6);
    }

    [Fact]
    public void DivergingTrainingIsAnOutcome()
    {
        TrainingProblem problem = TrainingProblem.Create(
            Problem("linear", FlipSide.Presynaptic, Feedback.Backpropagation, false, 1, 12).Spec with { LearningRate = 50 });
        LyapunovSpectrum spectrum =
            LyapunovExponents.OfTraining(problem, new LyapunovOptions(), cancellation: TestContext.Current.CancellationToken).PerEpoch;
        Assert.Equal(LyapunovOutcome.NonFinite, spectrum.Outcome);
    }
}
