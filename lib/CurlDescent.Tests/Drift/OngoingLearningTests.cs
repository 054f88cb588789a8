using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Drift;

public class OngoingLearningTests
{
    private static TrainingProblem Problem(RuleFlips flips, uint run = 0, double learningRate = 0.1) =>
        TrainingProblem.Create(NoiseTheoryTests.Problem(flips, learningRate: learningRate).Spec with
        {
            Run = run,
            TeacherPer =
            DrawnPer.Cell,
            InputsPer = DrawnPer.Cell
        });

    private static DriftRecording[] Recordings(RuleFlips flips, LearningNoise noise, DriftOptions options, int runs) =>
    [
        .. Enumerable.Range(0, runs).AsParallel().AsOrdered().Select(run =>
        {
            TrainingProblem problem = Problem(flips, (uint)run);
            return DriftRecording.Follow(
                new OngoingLearning(problem, problem.Teacher, noise), problem, NoiseTheory.Create(problem, problem.Teacher, noise),
                    options, TestContext.Current.CancellationToken);
        }),
    ];

    // Mean over runs within four standard errors of the theory, or a small fraction of it for what the theory leaves out.
    private static void AssertAgrees(string what, double expected, IEnumerable<double> measured, double tolerance = 0.02)
    {
        double[] values = [.. measured];
        double mean = values.Average(), error = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / values.Length);
        TestContext.Current.SendDiagnosticMessage($"{what}: {mean:g4} ± {error:g2}, theory {expected:g4}");
        Assert.InRange(error, 0, 0.25 * Math.Abs(expected));
        Assert.InRange(mean, expected - 4 * error - tolerance * Math.Abs(expected), expected + 4 * error + tolerance * Math.Abs(expected));
    }

    [Fact]
    public void WithoutNoiseItIsTheTrainer()
    {
        foreach (bool keepNorms in (bool[])[false, true])
        {
            TrainingSpec spec = NoiseTheoryTests.Problem(RuleFlips.Counts(1, 1), phi: "tanh", outputs: 2).Spec with
            {
                BatchSize = 4,
                Epochs = 7,
                KeepNorms = keepNorms
            };
            TrainingProblem problem = TrainingProblem.Create(spec);
            var learning = new OngoingLearning(problem, problem.Student, new LearningNoise());
            learning.Advance(21, TestContext.Current.CancellationToken);
            TwoLayerNetwork final = Trainer.Run(problem, TrainingPathKind.PlainReference,
                cancellation: TestContext.Current.CancellationToken).Final;
            double[] expected = LearningField.Flatten(final);
            Assert.Equal(0, expected.Zip(learning.Weights, (a, b) => Math.Abs(a - b)).Max(), 1e-13);
            Assert.Equal(2.1, learning.Time, 1e-12);
        }
    }

    [Fact]
    public void EachKindOfNoiseHasItsVarianceAndAStreamOfItsOwn()
    {
        TrainingProblem problem = Problem(RuleFlips.None, learningRate: 1e-12);
        var synapses = new LearningNoise { SynapticVariance = 4 };
        double[] before = [.. LearningField.Flatten(problem.Teacher)];
        double sum = 0;
        const int runs = 200;
        for (uint run = 0; run < runs; run++)
        {
            var learning = new OngoingLearning(Problem(RuleFlips.None, run, 1e-12), problem.Teacher, synapses);
            learning.Advance(3, TestContext.Current.CancellationToken);
            sum += learning.Weights.Zip(before, (a, b) => (a - b) * (a - b)).Average();
        }

        // Variance v·η·steps per weight; relative standard error √(2/8000).
        Assert.InRange(sum / runs / (4 * 3e-12), 1 - 4 * 0.016, 1 + 4 * 0.016);

        double[] Weights(LearningNoise noise)
        {
            TrainingProblem own = Problem(RuleFlips.Counts(1, 0));
            var learning = new OngoingLearning(own, own.Teacher, noise);
            learning.Advance(1, TestContext.Current.CancellationToken);
            return [.. learning.Weights.Zip(LearningField.Flatten(own.Teacher), (a, b) => a - b)];
        }

        // One step from a solution is linear in the labels' noise, and the streams do not know of each other: the displacements add up.
        double[] labels = Weights(new LearningNoise { LabelVariance = 0.1 }), synaptic =
            Weights(new LearningNoise { SynapticVariance = 0.1 });
        double[] both = Weights(new LearningNoise { LabelVariance = 0.1, SynapticVariance = 0.1 });
        Assert.True(labels.Max() > 1e-4);
        for (int w = 0; w < both.Length; w++) Assert.Equal(labels[w] + synaptic[w], both[w], 1e-13);
    }

    [Fact]
    public void TheErrorThatIsKeptIsThatOfTheTheory()
    {
        var options = new DriftOptions { BurnIn = 1000, Records = 300, Interval = 20 };
        foreach (RuleFlips flips in (RuleFlips[])[RuleFlips.None, RuleFlips.Counts(1, 0)])
        {
            foreach (LearningNoise noise in (LearningNoise[])[new() { LabelVariance = 1e-4 }, new() { SynapticVariance = 1e-7 },
                new() { InputVariance = 1e-4 }])
            {
                TrainingProblem problem = Problem(flips);
                NoiseTheory theory = NoiseTheory.Create(problem, problem.Teacher, noise);
                AssertAgrees($"{flips.Hidden}, {noise}", theory.StationaryLoss,
                    Recordings(flips, noise, options, 12).Select(r => r.MeanLoss), 0.05);
            }
        }
    }

    [Fact]
    public void RepresentationsDriftAtTheRateOfTheTheory()
    {
        LongTests.Need("Rates of drift are averaged over 96 networks");
        var noise = new LearningNoise { SynapticVariance = 1e-7 };
        var options = new DriftOptions { BurnIn = 500, Records = 100, Interval = 40 };
        foreach (RuleFlips flips in (RuleFlips[])[RuleFlips.None, RuleFlips.Counts(1, 0)])
        {
            TrainingProblem problem = Problem(flips);
            NoiseTheory theory = NoiseTheory.Create(problem, problem.Teacher, noise);
            DriftRecording[] recordings = Recordings(flips, noise, options, 96);
            AssertAgrees($"{flips.Hidden}: drift", theory.DriftRate, recordings.Select(r => r.DriftRate), 0.03);
            AssertAgrees($"{flips.Hidden}: representation", theory.RepresentationRate, recordings.Select(r => r.RepresentationRate), 0.03);
            AssertAgrees($"{flips.Hidden}: decoder", theory.DecoderAgeing, recordings.Select(r => r.DecoderAgeing), 0.03);
            AssertAgrees($"{flips.Hidden}: exponent", 1, recordings.Select(r => r.DriftExponent), 0.05);
            Assert.True(recordings.Average(r => r.Alignment[^1]) < 1);
        }
    }

    // ⟨e(t + lag) e(t)ᵀ⟩ less its transpose, along the direction that the theory gives it.
    [Fact]
    public void TheCurrentIsThatOfTheTheoryAndAbsentWithoutFlips()
    {
        LongTests.Need("Currents are averaged over ten thousand steps of 64 networks");
        var noise = new LearningNoise { SynapticVariance = 1e-7 };
        var options = new DriftOptions { BurnIn = 1000, Records = 1000, Interval = 10, Lag = 2 };
        TrainingProblem problem = Problem(RuleFlips.Counts(1, 0));
        Matrix<double> lagged = NoiseTheory.Create(problem, problem.Teacher, noise).Covariance(20), expected = lagged - lagged.Transpose();
        double Along(DriftRecording recording) => recording.LaggedAsymmetry.PointwiseMultiply(expected).RowSums().Sum() / Math.Pow(
            expected.FrobeniusNorm(), 2);
        AssertAgrees("current", 1, Recordings(RuleFlips.Counts(1, 0), noise, options, 32).Select(Along), 0.05);

        double[] gradient = [.. Recordings(RuleFlips.None, noise, options, 32).Select(r =>
            r.LaggedAsymmetry[0, 1] / Math.Sqrt(r.Covariance[0, 0] * r.Covariance[1, 1]))];
        double mean = gradient.Average(), error = Math.Sqrt(gradient.Sum(v => (v - mean) * (v - mean)) / 31 / 32);
        Assert.InRange(Math.Abs(mean), 0, 4 * error);
    }
}
