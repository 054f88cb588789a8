namespace CurlDescent.Tests.Stability;

/// <summary>
/// The kernel at the teacher against training started 1e-8 from it, at random design points. The distance from the boundary is that of the
/// rightmost non-zero eigenvalue from 0, in units of the mean absolute eigenvalue.
/// </summary>
public class PredictedStabilityTests
{
    private const int Points = 150;
    private const double Margin = 0.1;

    [Theory]
    [InlineData("linear")]
    [InlineData("tanh")]
    [InlineData("relu")]
    public void PredictionAgreesWithSimulation(string phi)
    {
        int agree = 0, unstable = 0, stableWithFlips = 0, points = 0, pairs = 0, drawn = 0;
        for (uint draw = 0; points < Points; draw++)
        {
            drawn++;
            TrainingSpec spec = Draw(phi, draw);
            TrainingProblem problem = TrainingProblem.Create(spec);
            SignedTangentKernel kernel = SignedTangentKernel.AtTeacher(problem);
            if (kernel.SpectralRadius == 0) continue;
            System.Numerics.Complex[] modes = [.. kernel.Eigenvalues.Where(e => e.Magnitude > kernel.ZeroTolerance)];
            double mean = modes.Average(e => e.Magnitude), rightmost = modes[0].Real;
            if (Math.Abs(rightmost) < Margin * mean) continue;

            points++;
            if (kernel.ComplexPairs > 0) pairs++;
            if (!kernel.IsStable) unstable++;
            else if (HasFlips((SignedDeltaUpdate)problem.Rule)) stableWithFlips++;
            if (Diverges(problem, 0.2 / kernel.SpectralRadius, 150 / mean) == !kernel.IsStable) agree++;
        }

        TestContext.Current.SendDiagnosticMessage(
            $"{phi}: {agree} of {points} agree, {unstable} unstable, {stableWithFlips} stable with flips, {pairs} with complex pairs; "
            + $"{drawn} drawn");
        Assert.True(agree >= 0.95 * points, $"{agree} of {points} agree");
        Assert.InRange(unstable, 0.2 * points, 0.8 * points);
        Assert.True(stableWithFlips > 0.05 * points);
    }

    private static bool HasFlips(SignedDeltaUpdate rule) =>
        rule.HiddenSigns.Span.Contains(-1.0) || rule.ReadoutSigns.Span.Contains(-1.0);

    private static TrainingSpec Draw(string phi, uint draw)
    {
        var design = new RandomStream(2024, draw, RandomPurpose.Design);
        int inputs = 2 + design.NextInt32(9), hiddenUnits = 2 + design.NextInt32(9), samples = 2 + design.NextInt32(11);
        var flips = new RuleFlips
        {
            Hidden = LayerFlips.Fraction(Math.Pow(design.NextUniform(), 3)),
            Readout = LayerFlips.Fraction(Math.Pow(design.NextUniform(), 3)),
            Side = design.NextUniform() < 0.7 ? FlipSide.Presynaptic : FlipSide.Postsynaptic,
        };
        return new TrainingSpec
        {
            Inputs = inputs,
            HiddenUnits = hiddenUnits,
            Outputs = design.NextUniform() < 0.7 ? 1 : 2,
            Activation = Activation.Parse(phi),
            Rule = LearningRule.CurlDescent(flips) with { OutputDerivative = design.NextUniform() < 0.5 },
            Teacher = new Teacher { Weights = new WeightInitialization(0.5 + 2 * design.NextUniform()) },
            Start = StartPoint.NearTeacher(design.NextUniform() < 0.5 ? WeightLayer.Hidden : WeightLayer.Readout, 1e-8),
            KeepNorms = design.NextUniform() < 0.5,
            TrainingSamples = samples,
            TestSamples = 1,
            BatchSize = samples,
            Seed = 1000 + draw,
        };
    }

    private static bool Diverges(TrainingProblem problem, double learningRate, double duration)
    {
        double start = problem.Training.Loss(problem.Student);
        Recording recording = Trainer.Run(
            problem.WithRun(problem.Spec with
            {
                LearningRate = learningRate,
                Epochs = (int)(duration / learningRate),
                ErrorSchedule = RecordingSchedule.Every(20),
                StopThreshold = 1e-6 * start,
                DivergenceThreshold = 1e6 * start,
            }),
            cancellation: TestContext.Current.CancellationToken);
        return recording.Outcome is Outcome.Diverged or Outcome.NonFinite || recording.FinalTrainError > start;
    }
}
