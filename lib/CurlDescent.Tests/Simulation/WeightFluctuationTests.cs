namespace CurlDescent.Tests.Simulation;

public class WeightFluctuationTests
{
    // The definition, with the whole history in memory.
    private static double TwoPass(IReadOnlyList<double[]> history)
    {
        int weights = history[0].Length;
        double[] means = [.. Enumerable.Range(0, weights).Select(w => history.Average(state => state[w]))];
        double fluctuation = history.Average(state => Enumerable.Range(0, weights).Average(w => Math.Pow(state[w] - means[w], 2)));
        double mean = means.Average();
        return fluctuation / means.Average(m => (m - mean) * (m - mean));
    }

    private static double[] Flatten(TwoLayerNetwork network) => [.. network.HiddenWeights, .. network.ReadoutWeights];

    [Theory]
    [InlineData(1.0)]
    [InlineData(1e-9)]
    public void OrderParameterEqualsTheTwoPassComputation(double amplitude)
    {
        var network = new TwoLayerNetwork(3, 4, 2, Activation.Linear);
        var noise = new RandomStream(9, 0, RandomPurpose.Design);
        double[] centre = new double[network.WeightCount];
        noise.FillNormal(1, centre);
        var fluctuation = new WeightFluctuation(network.WeightCount);
        var history = new List<double[]>();
        for (int t = 0; t < 999; t++)
        {
            double[] state = [.. centre.Select(c => c + amplitude * noise.NextNormal())];
            state.AsSpan(0, 12).CopyTo(network.HiddenWeights);
            state.AsSpan(12).CopyTo(network.ReadoutWeights);
            fluctuation.Add(network);
            history.Add(state);
        }

        double expected = TwoPass(history);
        Assert.Equal(999, fluctuation.Count);
        Assert.Equal(expected, fluctuation.OrderParameter(), expected * (amplitude == 1 ? 1e-12 : 1e-6));
    }

    [Fact]
    public void AFixedPointHasOrderParameter0AndOneStateHasNone()
    {
        var network = new TwoLayerNetwork(2, 2, 1, Activation.Tanh);
        new WeightInitialization().Fill(
            network, new RandomStream(1, 0, RandomPurpose.StudentHidden), new RandomStream(1, 0, RandomPurpose.StudentReadout));
        var fluctuation = new WeightFluctuation(network.WeightCount);
        fluctuation.Add(network);
        Assert.True(double.IsNaN(fluctuation.OrderParameter()));
        for (int t = 0; t < 100; t++) fluctuation.Add(network);
        Assert.Equal(0, fluctuation.OrderParameter());
    }

    [Fact]
    public void TheTrainerTakesItOverTheLastEpochs()
    {
        var spec = new TrainingSpec
        {
            Inputs = 4,
            HiddenUnits = 3,
            Activation = Activation.Tanh,
            Rule = LearningRule.CurlDescent(RuleFlips.Counts(1, 1)),
            TrainingSamples = 20,
            BatchSize = 5,
            KeepNorms = true,
            Epochs = 60,
            OrderParameterWindow = 25,
            WeightSchedule = RecordingSchedule.Every(1),
        };
        Recording recording = Trainer.Run(spec, cancellation: TestContext.Current.CancellationToken);
        double[][] window = [.. recording.Weights.Where(s => s.Epoch > 35).Select(s => Flatten(s.Network))];
        Assert.Equal(25, window.Length);
        Assert.NotNull(recording.OrderParameter);
        Assert.Equal(TwoPass(window), recording.OrderParameter.Value, 1e-12 * recording.OrderParameter.Value);

        // A run that ended before its window was full has none.
        Assert.Null(Trainer.Run(spec with { StopThreshold = 1e9 }, cancellation: TestContext.Current.CancellationToken).OrderParameter);
    }
}
