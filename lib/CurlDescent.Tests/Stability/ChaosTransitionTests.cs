namespace CurlDescent.Tests.Stability;

/// <summary>
/// Both observables across the boundary of hidden flips, c = 1/2 (M = 20, N = 40), where the boundary is at about 0.05: one flipped input
/// of 20 is still stable in these draws, a third is not. Beyond the boundary some draws are chaotic, others end on a limit cycle: q sees
/// both, the exponent chaos only.
/// </summary>
public class ChaosTransitionTests
{
    private const int Draws = 5, Epochs = 15_000;

    [Fact]
    public void OrderParameterAndExponentJumpAtTheBoundaryOfHiddenFlips()
    {
        foreach (double fraction in (double[])[0, 0.05])
        {
            foreach ((SignedTangentKernel kernel, LyapunovSpectrum spectrum, double q) in Observe(fraction))
            {
                Assert.True(kernel.IsStable);
                Assert.True(q < 1e-20, $"q = {q:e2} at {fraction}");
                Assert.True(Math.Abs(spectrum.Largest) < 1e-9, $"exponent {spectrum.Largest:e2} at {fraction}");
            }
        }

        foreach (double fraction in (double[])[0.3, 0.4])
        {
            var observed = Observe(fraction).ToList();
            Assert.All(observed, o => Assert.False(o.Kernel.IsStable));
            Assert.True(
                observed.Count(o => o.Q > 1e-2) >= 3, $"q above 0.01 in {observed.Count(o => o.Q > 1e-2)} of {Draws} draws at {fraction}");
            int chaotic = observed.Count(o => o.Spectrum.Largest > Math.Max(1e-3, 3 * o.Spectrum.LargestError));
            Assert.True(chaotic >= 2, $"{chaotic} of {Draws} draws chaotic at {fraction}");
        }
    }

    private static IEnumerable<(SignedTangentKernel Kernel, LyapunovSpectrum Spectrum, double Q)> Observe(double fraction)
    {
        for (uint draw = 0; draw < Draws; draw++)
        {
            TrainingProblem problem = TrainingProblem.Create(new TrainingSpec
            {
                Inputs = 20,
                HiddenUnits = 40,
                Rule = LearningRule.CurlDescent(RuleFlips.Fractions(fraction, 0)),
                Teacher = new() { HiddenNorm = 1, ReadoutNorm = 1 },
                Start = StartPoint.NearTeacher(WeightLayer.Readout, 1e-10),
                KeepNorms = true,
                TrainingSamples = 100,
                BatchSize = 100,
                TestSamples = 1,
                LearningRate = 0.1,
                Epochs = Epochs,
                ErrorSchedule = RecordingSchedule.At(0),
                OrderParameterWindow = 999,
                Seed = 1 + draw,
                TeacherPer = DrawnPer.Cell,
                InputsPer = DrawnPer.Cell,
            });
            double q = Trainer.Run(problem, cancellation: TestContext.Current.CancellationToken).OrderParameter ?? double.NaN;
            var options = new LyapunovOptions { TransientSteps = Epochs / 2, Batches = 10, StepsPerBatch = Epochs / 10, Interval = 5 };
            LyapunovSpectrum spectrum =
                LyapunovExponents.OfTraining(problem, options, cancellation: TestContext.Current.CancellationToken).PerUnitTime;
            TestContext.Current.SendDiagnosticMessage(
                $"α_h = {fraction:f2}, draw {draw}: q = {q:e2}, exponent {spectrum.Largest:e2} ± {spectrum.LargestError:e1}");
            yield return (SignedTangentKernel.AtTeacher(problem), spectrum, q);
        }
    }
}
