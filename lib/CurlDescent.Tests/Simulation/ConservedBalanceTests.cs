namespace CurlDescent.Tests.Simulation;

/// <summary>How fast the balances of hidden units change, against steps of training.</summary>
public class ConservedBalanceTests
{
    private static readonly RuleFlips Flips = RuleFlips.Counts(3, 2);

    private static TrainingSpec Spec(string activation, RuleFlips flips, double step, bool outputDerivative) => new()
    {
        Inputs = 7,
        HiddenUnits = 5,
        Outputs = 2,
        Activation = Activation.Parse(activation),
        Rule = new SignedDeltaRule { Flips = flips, OutputDerivative = outputDerivative },
        Student = new WeightInitialization(2),
        TrainingSamples = 30,
        BatchSize = 30,
        Epochs = 1,
        LearningRate = step,
        Seed = 6,
    };

    [Theory]
    [InlineData("tanh", true)]
    [InlineData("tanh", false)]
    [InlineData("sigmoid", true)]
    public void ChangesInAStepAreTheRatesTimesTheStepToFirstOrder(string activation, bool outputDerivative)
    {
        foreach (RuleFlips flips in new[] { Flips, RuleFlips.None })
        {
            double Wrong(double step)
            {
                var problem = TrainingProblem.Create(Spec(activation, flips, step, outputDerivative));
                double[] rates = ConservedBalance.Rates(problem.Student, problem.Training, outputDerivative);
                Assert.All(rates, rate => Assert.NotInRange(rate, -1e-6, 1e-6));
                double[] before = ConservedBalance.Compute(problem.Student, flips),
                    after = ConservedBalance.Compute(Trainer.Run(problem).Final, flips);
                return Enumerable.Range(0, rates.Length).Max(i => Math.Abs((after[i] - before[i]) / step - rates[i]));
            }

            double[] errors = [.. new[] { 0.04, 0.02, 0.01 }.Select(Wrong)];
            Assert.Equal(2, errors[0] / errors[1], 1e-6);
            Assert.Equal(2, errors[1] / errors[2], 1e-6);
        }
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("relu")]
    public void HomogeneousNetworksKeepTheirBalancesInContinuousTime(string activation)
    {
        var problem = TrainingProblem.Create(Spec(activation, Flips, 0.1, outputDerivative: true));
        Assert.All(ConservedBalance.Rates(problem.Student, problem.Training), rate => Assert.Equal(0, rate));
    }

    [Fact]
    public void OverARunTheRatesAddUpToTheChangeOfTheBalances()
    {
        double Wrong(double step)
        {
            TrainingSpec spec = Spec("tanh", Flips, step, outputDerivative: true) with
            {
                Epochs = (int)Math.Round(10 / step),
                WeightSchedule = RecordingSchedule.Every(1),
            };
            var problem = TrainingProblem.Create(spec);
            Recording run = Trainer.Run(problem);
            double[] change = ConservedBalance.Compute(run.Final, Flips), start = ConservedBalance.Compute(problem.Student, Flips);
            double[] sum = new double[change.Length];
            foreach (WeightSnapshot at in run.Weights.Where(w => w.Epoch < spec.Epochs))
            {
                double[] rates = ConservedBalance.Rates(at.Network, problem.Training);
                for (int i = 0; i < sum.Length; i++) sum[i] += step * rates[i];
            }

            Assert.True(Enumerable.Range(0, sum.Length).Max(i => Math.Abs(sum[i])) > 0.1);
            return Enumerable.Range(0, sum.Length).Max(i => Math.Abs(change[i] - start[i] - sum[i]));
        }

        double coarse = Wrong(0.02), fine = Wrong(0.01);
        Assert.InRange(coarse / fine, 1.8, 2.2);
        Assert.True(fine < 1e-2);
    }

    [Fact]
    public void DataThatDoNotFitAreRefused()
    {
        var problem = TrainingProblem.Create(Spec("tanh", Flips, 0.1, outputDerivative: true));
        var other = TrainingProblem.Create(Spec("tanh", Flips, 0.1, outputDerivative: true) with { Inputs = 6 });
        Assert.Throws<SpecException>(() => ConservedBalance.Rates(problem.Student, other.Training));
    }
}
