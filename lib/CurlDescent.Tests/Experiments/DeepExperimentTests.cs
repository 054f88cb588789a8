using CurlDescent.Experiments;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Experiments;

public sealed class DeepExperimentTests
{
    [Fact]
    public void DigitsAreThreeHundredOfEachClass()
    {
        Assert.Equal(3000, DigitTask.Count);
        Assert.All(
            Enumerable.Range(0, 3000).GroupBy(DigitTask.ClassOf), digits => Assert.Equal(300, digits.Count()));
        Matrix<double> mean = Enumerable.Range(0, 3000).Where(d => DigitTask.ClassOf(d) == 0).Select(DigitTask.Image)
            .Aggregate((a, b) => a + b) / 300;
        Assert.True(mean[3, 3] < 0.3 && mean[1, 3] > 0.4, "a zero is dark in the middle");
    }

    [Fact]
    public void RunsDrawTheirOwnDisjointSamples()
    {
        (InputData training, InputData validation, InputData test) = DigitTask.Split(5, 0, 100, 50, 200);
        Assert.Equal((100, 50, 200), (training.Samples, validation.Samples, test.Samples));
        Assert.All(training.InputMatrix().Row(DigitTask.Inputs - 1), value => Assert.Equal(1, value));
        Assert.All(test.TargetMatrix().ColumnSums(), sum => Assert.Equal(1, sum));
        (InputData other, _, _) = DigitTask.Split(5, 1, 100, 50, 200);
        Assert.NotEqual(training.InputMatrix(), other.InputMatrix());
        Assert.Equal(training.InputMatrix(), DigitTask.Split(5, 0, 100, 50, 200).Training.InputMatrix());
        Assert.Equal("Samples", Assert.Throws<SpecException>(() => DigitTask.Split(1, 0, 2000, 500, 501)).Field);
        (InputData all, InputData one, InputData rest) = DigitTask.Split(5, 0, 1000, 500, 1500);
        Assert.Equal(
            Enumerable.Repeat(300.0, 10),
            (all.TargetMatrix().RowSums() + one.TargetMatrix().RowSums() + rest.TargetMatrix().RowSums()).ToArray());
    }

    [Fact]
    public void RulesOfARunShareSamplesAndStart()
    {
        ResultTable table = Miniature.Run("digits", 1, null,
            ["epochs=2", "trainingSamples=20", "validationSamples=10", "testSamples=10", "flippedFraction=0.04"]);
        RunRow[] runs = [.. table.Runs.Where(run => run.Grid == "readout")];
        double Of(string rule, Measure measure) => runs.Single(run => run.Rule == rule)[measure];
        Assert.Equal(0, Of(RuleName.GradientDescent, Measure.StartAngle), 1e-4);
        Assert.InRange(Of(RuleName.CurlDescent, Measure.StartAngle), 1, 179);
        Assert.Equal(1, Of(RuleName.CurlDescent, Measure.StartNormRatio), 1e-12);
        Assert.NotEqual(1, Of(RuleName.FeedbackAlignment, Measure.StartNormRatio), 1e-3);
    }

    [Fact]
    public void FlipsInFrontOfALayerThatIsNotThereAreRefused()
    {
        var e = Assert.Throws<ExperimentException>(() => Catalogue.Find("depth").Resolve(
            "preview", new ExperimentOverrides { Set = ExperimentOverrides.ParseSet(["weightLayers=2", "flippedLayer=3"]) }));
        Assert.Contains("flippedLayer = 3 of 2 layers", e.Message, StringComparison.Ordinal);
    }
}
