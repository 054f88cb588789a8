using CurlDescent.Experiments;

namespace CurlDescent.Tests.Experiments.Reproduction;

/// <summary>Claims about depth and the real task, on made-up tables of known verdict.</summary>
public sealed class DeepClaimTests
{
    private static Finding Judge(string id, string dataset, Synthetic.Results results) =>
        PaperClaims.Find(id).Judge([Synthetic.Source(dataset, results)]);

    [Theory]
    [InlineData(true, Verdict.Supported)]
    [InlineData(false, Verdict.NotSupported)]
    public void TheKernelForetellsWhoLeaves(bool foretold, Verdict verdict)
    {
        foreach (string id in (string[])["depth.kernel", "depth.kernel-tanh"])
        {
            Assert.Equal(verdict, Judge(id, "depth", (cell, _, _) =>
            {
                bool left = cell.Index % 2 == 0;
                return [(Measure.Left, left ? 1 : 0), (Measure.PredictedToLeave, left == foretold ? 1 : 0)];
            }).Verdict);
        }
    }

    [Theory]
    [InlineData(1, Verdict.Supported, Verdict.NotSupported)]
    [InlineData(2, Verdict.NotSupported, Verdict.Supported)]
    public void TheCornerIsOfTheLayerWhoseFlipsDoNothing(int harmless, Verdict inputs, Verdict units)
    {
        Finding At(string id) => Judge(id, "depth", (cell, _, _) =>
        {
            bool isInputs = cell.Values["flippedLayer"].Number == 1;
            bool leaves = (harmless == 1) != isInputs || cell.Shown["compressionRatio"].Number > 0.25;
            return [(Measure.Left, leaves ? 1 : 0), (Measure.PredictedToLeave, 0)];
        });
        Assert.Equal(inputs, At("depth.corner").Verdict);
        Assert.Equal(inputs, At("depth.corner-tanh").Verdict);
        Assert.Equal(units, At("depth.three").Verdict);
        Assert.Equal(units, At("depth.four").Verdict);
        Assert.Contains("beyond the corner 0 of", At("depth.corner").Numbers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.02, Verdict.Supported)]
    [InlineData(-0.02, Verdict.NotSupported)]
    [InlineData(0.0, Verdict.NotSupported)]
    public void OneRuleAgainstAnotherOnDigits(double better, Verdict verdict)
    {
        Finding At(string id, double sign) => Judge(id, "digits", (_, rule, _) =>
            [(Measure.TestAccuracy, 0.9 + (rule == RuleName.CurlDescent ? sign * better : 0))]);
        Assert.Equal(verdict, At("digits.readout", 1).Verdict);
        Assert.Equal(verdict, At("digits.dale", 1).Verdict);
        Assert.Equal(verdict, At("digits.alignment", 1).Verdict);
        Assert.Equal(verdict, At("digits.fifth", -1).Verdict);
        Assert.Equal(verdict, At("digits.inputs", -1).Verdict);
    }
}
