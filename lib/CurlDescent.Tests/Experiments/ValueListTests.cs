using CurlDescent.Experiments;
using CurlDescent.Experiments.Specs;

namespace CurlDescent.Tests.Experiments;

public class ValueListTests
{
    private static readonly ParameterDefinition Ratio = Parameters.All.Single(p => p.Name == "compressionRatio");
    private static readonly ParameterDefinition Fraction = Parameters.All.Single(p => p.Name == "hiddenFraction");
    private static readonly ParameterDefinition Samples = Parameters.All.Single(p => p.Name == "trainingSamples");

    [Fact]
    public void LinspaceHasNoRoundingTails()
    {
        double[] values = Numbers(Fraction, "linspace(0,1,21)");
        Assert.Equal(Enumerable.Range(0, 21).Select(i => (double)(0.05m * i)), values);
        Assert.Equal([0.25], Numbers(Fraction, "linspace(0.25,0.75,1)"));
    }

    [Fact]
    public void LogspaceAgreesWithExactPowers()
    {
        double[] values = Numbers(Ratio, "logspace(-1,2,20)");
        Assert.Equal(20, values.Length);
        Assert.Equal((0.1, 100.0), (values[0], values[^1]));
        for (int i = 0; i < values.Length; i++) Assert.Equal(1, values[i] / Math.Exp(Math.Log(10) * (-1 + 3.0 * i / 19)), 12);
    }

    [Fact]
    public void RangeIncludesItsEndWhenItIsHit()
    {
        Assert.Equal([50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150], Numbers(Samples, "range(50,150,10)"));
        Assert.Equal([0.1, 0.4, 0.7], Numbers(Fraction, "range(0.1,0.9,0.3)"));
        Assert.Equal([3, 2, 1], Numbers(Samples, "range(3,1,-1)"));
    }

    [Fact]
    public void ListsAndSingleValuesAreRead()
    {
        Assert.Equal([0, 0.5, 1], Numbers(Fraction, "0, 0.5,1"));
        Assert.Equal([1e-3], Numbers(Fraction, "1e-3"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1,,2")]
    [InlineData("0.5,0.5")]
    [InlineData("-0.1")]
    [InlineData("1.1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("half")]
    [InlineData("linspace(0,1)")]
    [InlineData("linspace(0,1,0)")]
    [InlineData("linspace(0,1,2.5)")]
    [InlineData("linspace(0,1,x)")]
    [InlineData("linspace(0,2,3)")]
    [InlineData("logspace(0,1,3)")]
    [InlineData("range(0,1,0)")]
    [InlineData("range(0,1,-0.1)")]
    [InlineData("range(0,1,1e-9)")]
    [InlineData("linspace(0,1,1000000)")]
    [InlineData("geomspace(0.1,1,3)")]
    public void WrongValuesAreNamed(string text)
    {
        var error = Assert.Throws<ExperimentException>(() => ValueList.FromText(Fraction, text, "--set"));
        Assert.Equal("hiddenFraction", error.Field);
        Assert.StartsWith("--set, hiddenFraction: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("epochs")]
    [InlineData("=3")]
    [InlineData("epochs=0")]
    [InlineData("epochs=none")]
    [InlineData("epoch=3")]
    [InlineData("keepNorms=maybe")]
    [InlineData("activation=swish")]
    public void WrongAssignmentsAreNamed(string assignment) =>
        Assert.Throws<ExperimentException>(() => ExperimentOverrides.ParseSet([assignment]));

    private static double[] Numbers(
        ParameterDefinition parameter, string text) => [.. ValueList.FromText(parameter, text, "--set").Select(v => v.Number)];
}
