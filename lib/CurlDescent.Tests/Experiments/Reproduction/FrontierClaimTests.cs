using CurlDescent.Experiments;

namespace CurlDescent.Tests.Experiments.Reproduction;

/// <summary>Claims about descent, the step and noise, on made-up tables of known verdict.</summary>
public sealed class FrontierClaimTests
{
    private static Finding Judge(string id, string dataset, Synthetic.Results results) =>
        PaperClaims.Find(id).Judge([Synthetic.Source(dataset, results)]);

    [Theory]
    [InlineData(true, Verdict.Supported)]
    [InlineData(false, Verdict.NotSupported)]
    public void AnIndefiniteStartForetellsARise(bool foretold, Verdict verdict)
    {
        Finding finding = Judge("descent.foretold", "descent", (_, _, seed) =>
        [
            (Measure.RiseFactor, seed % 2 == 0 ? 100 : 1), (Measure.StartEigenvalue, (seed % 2 == 0) == foretold ? -0.1 : 0),
            (Measure.StartNonNormality, 0.5), (Measure.StartAsymmetry, 0),
        ]);
        Assert.Equal(verdict, finding.Verdict);
        Assert.Contains($"{(foretold ? "1.00" : "0.00")} by the least eigenvalue at the start, 0.50 by the departure from normality",
            finding.Numbers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0, Verdict.Supported)]
    [InlineData(-0.1, Verdict.NotSupported)]
    public void RunsThatRoseAndCameDownEndAtADefiniteKernel(double end, Verdict verdict) =>
        Assert.Equal(verdict, Judge("descent.definite", "descent", (_, _, _) =>
    [
        (Measure.RiseFactor, 1e6), (Measure.StartEigenvalue, -0.2), (Measure.EndEigenvalue, end), (Measure.FinalTrainError, 1e-20),
    ]).Verdict);

    [Theory]
    [InlineData(0.3, Verdict.Supported, Verdict.Supported)]
    [InlineData(0.01, Verdict.NotSupported, Verdict.Supported)]
    [InlineData(100, Verdict.Supported, Verdict.NotSupported)]
    public void AlternationFromAStepOn(double from, Verdict small, Verdict large)
    {
        Finding At(string id) => Judge(id, "stability-edge", (cell, _, _) =>
        {
            double step = cell.Training(RuleName.CurlDescent, 0).LearningRate;
            return
            [
                (Measure.OrderParameter, 0.01), (Measure.LyapunovExponent, 0), (Measure.LyapunovError, 1e-5),
                (Measure.WeightStep, 0.1), (Measure.WeightTwoSteps, step >= from ? 1e-12 : 0.2), (Measure.GramStep, 1e-12),
            ];
        });
        Assert.Equal(small, At("stability-edge.small").Verdict);
        Assert.Equal(large, At("stability-edge.large").Verdict);
        Assert.Equal(Verdict.NotSupported, At("stability-edge.chaos").Verdict);
    }

    [Theory]
    [InlineData(0.5, 2.0, 3.0, true)]
    [InlineData(2.0, 0.5, 0.5, false)]
    public void CurlAgainstGradientDescentUnderNoise(double labels, double synapses, double drift, bool supported)
    {
        Verdict verdict = supported ? Verdict.Supported : Verdict.NotSupported;
        Finding At(string id) => Judge(id, "drift", (cell, rule, _) =>
        {
            bool curl = rule == RuleName.CurlDescent;
            double kept = !curl ? 1 : cell.Grid.Contains("labels", StringComparison.Ordinal) ? labels : synapses;
            return
            [
                (Measure.Stationary, 1), (Measure.KeptLoss, kept), (Measure.KeptLossTheory, supported ? kept : 2 * kept),
                (Measure.DriftRate, curl ? drift : 1), (Measure.DriftRateTheory, curl ? drift : 1), (Measure.DriftExponent, 1),
            ];
        });
        Assert.Equal(verdict, At("drift.labels").Verdict);
        Assert.Equal(verdict, At("drift.synapses").Verdict);
        Assert.Equal(verdict, At("drift.rate").Verdict);
        Assert.Equal(verdict, At("drift.error").Verdict);
        Assert.Contains("median", At("drift.rate").Numbers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.3, 1.0, 0.5, 1.2, Verdict.Supported, Verdict.NotSupported, Verdict.Supported)]
    [InlineData(5.0, 0.5, 1.0, 0.8, Verdict.NotSupported, Verdict.Supported, Verdict.NotSupported)]
    public void WhereGradientDescentIsSlowest(
        double growth, double handed, double fromStart, double slope, Verdict flat, Verdict sooner, Verdict steeper)
    {
        Finding At(string id) => Judge(id, "plateaus", (_, rule, seed) =>
        {
            bool curl = rule == RuleName.CurlDescent;
            return
            [
                .. Synthetic.Epochs(curl ? fromStart * (1000 + seed) : 1000, 100_000), (Measure.NegativeGrowth, growth),
                (Measure.HandedEpochs, curl ? handed * (1000 + seed) : 1000), (Measure.SlopeThere, curl ? slope : 1),
            ];
        });
        Assert.Equal(flat, At("plateaus.curvature").Verdict);
        Assert.Equal(sooner, At("plateaus.handed").Verdict);
        Assert.Equal(steeper, At("plateaus.steeper").Verdict);
        Assert.Equal(fromStart < 1 ? Verdict.Supported : Verdict.NotSupported, At("plateaus.start").Verdict);
        Assert.Contains(FormattableString.Invariant($"median {slope:0.00}"), At("plateaus.steeper").Numbers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5.0, 2.0, 2.1, Verdict.Supported, Verdict.Supported)]
    [InlineData(5.0, 2.0, 1.0, Verdict.Supported, Verdict.NotSupported)]
    [InlineData(5.0, 80.0, 9.0, Verdict.Supported, Verdict.Supported)]
    [InlineData(0.5, double.PositiveInfinity, double.NaN, Verdict.NotSupported, Verdict.Supported)]
    [InlineData(0.5, double.PositiveInfinity, 1.0, Verdict.NotSupported, Verdict.NotSupported)]
    public void AtASaddleTheRatesForetellTheTimes(double growth, double foretold, double measured, Verdict held, Verdict rates)
    {
        Finding At(string id) => Judge(id, "escapes", (_, rule, _) =>
        {
            bool curl = rule == RuleName.CurlDescent;
            return
            [
                (Measure.NegativeGrowth, growth), (Measure.OwnRate, curl ? 0.3 / foretold : 0.3),
                (Measure.HandedHalving, curl ? 100 * measured : 100),
            ];
        });
        Assert.Equal(held, At("escapes.saddle").Verdict);
        Assert.Equal(held == Verdict.Supported ? Verdict.NotSupported : Verdict.Supported, At("escapes.moderate").Verdict);
        foreach (string id in (string[])["escapes.rates-inputs", "escapes.rates-units", "escapes.rates-moderate"])
            Assert.Equal(rates, At(id).Verdict);
        if (double.IsInfinity(foretold))
            Assert.Contains("120 foretold to exceed 4", At("escapes.rates-inputs").Numbers, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutAGrowingDirectionOfGradientDescentThereIsNothingToCompare() => Assert.Equal(
        Verdict.Undecided, Judge("escapes.rates-units", "escapes", (_, _, _) => [(Measure.OwnRate, 0), (Measure.HandedHalving, 10)])
            .Verdict);

    [Theory]
    [InlineData(0.9, Verdict.Supported)]
    [InlineData(0.1, Verdict.NotSupported)]
    public void OneFlipKeepsTheReadout(double curl, Verdict verdict)
    {
        Finding found = Judge("escapes.readout", "escapes", (_, rule, _) =>
            [(Measure.ReadoutKept, rule == RuleName.CurlDescent ? curl : 0.2)]);
        Assert.Equal(verdict, found.Verdict);
        Assert.Contains($"gradient descent 20 %, curl descent {100 * curl:0} %", found.Numbers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0, 2.0, Verdict.Supported, Verdict.NotSupported)]
    [InlineData(0.5, -1.0, Verdict.NotSupported, Verdict.Supported)]
    public void OtherRulesWhereGradientDescentIsSlowest(double ratio, double curvature, Verdict none, Verdict faster)
    {
        Finding At(string id) => Judge(id, "escapes", (_, rule, seed) =>
        {
            bool curl = rule == RuleName.CurlDescent;
            double epochs = curl ? ratio * (1000 + seed) : 1000 + seed;
            return
            [
                .. Synthetic.Epochs(epochs, 100_000), (Measure.HandedEpochs, epochs), (Measure.OwnCurvature, curl ? curvature : 0.1),
            ];
        });
        Assert.Equal(none, At("escapes.units").Verdict);
        Assert.Equal(none, At("escapes.inputs").Verdict);
        Assert.Equal(faster, At("escapes.relu").Verdict);
        Assert.Equal(none, At("escapes.climb").Verdict);
    }

    [Fact]
    public void WhoeverDoesNotArriveFromThereCountsAsTheLastEpoch()
    {
        Finding none = Judge("plateaus.handed", "plateaus", (_, _, _) => [(Measure.HandedEpochs, double.NaN)]);
        Assert.Equal(Verdict.Undecided, none.Verdict);
        Finding gradient = Judge("plateaus.handed", "plateaus", (_, rule, seed) =>
            [(Measure.HandedEpochs, rule == RuleName.CurlDescent ? 900 + seed : double.NaN)]);
        Assert.Equal(Verdict.Supported, gradient.Verdict);
        Assert.Contains("not reached by 120 runs of gradient descent and 0 of curl descent", gradient.Numbers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void StartsOfOneNetworkThatEndApart(bool apart)
    {
        // Solutions in the corner, chaos far away, and between them either both by turns or one of them.
        Finding At(string id) => Judge(id, "basins", (cell, _, seed) =>
        {
            TrainingSpec spec = cell.Training(RuleName.CurlDescent, 0);
            double c = (double)spec.Inputs / spec.HiddenUnits;
            bool chaotic = c > 1 || (c > 0.25 && apart && seed % 2 == 0);
            return
            [
                (Measure.LyapunovExponent, chaotic ? 0.1 : 0), (Measure.LyapunovError, 1e-5),
                (Measure.FinalTrainError, chaotic ? 1 : 1e-20), (Measure.WeightStep, chaotic ? 0.1 : 0),
                (Measure.WeightTwoSteps, chaotic ? 0.1 : 0), (Measure.GramStep, chaotic ? 0.1 : 0),
            ];
        });
        Assert.Equal(apart ? Verdict.Supported : Verdict.NotSupported, At("basins.several").Verdict);
        Assert.Equal(Verdict.Supported, At("basins.corner").Verdict);
        Assert.Equal(Verdict.Supported, At("basins.chaos").Verdict);
        Assert.Equal(Verdict.Supported, At("basins.rest").Verdict);
        Assert.Contains("0 at rest elsewhere, 0 alternate, 0 turn rigidly", At("basins.rest").Numbers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.1, 1e-5, 0.1, 0.2, 0.1, 1, Fate.Chaos)]
    [InlineData(0.1, 0.05, 0.1, 0.2, 0.1, 1, Fate.Other)]
    [InlineData(0, 1e-5, 0, 0, 0, 1e-20, Fate.Solution)]
    [InlineData(0, 1e-5, 0, 0, 0, 1e-3, Fate.RestElsewhere)]
    [InlineData(0, 1e-5, 0.1, 1e-9, 0.1, 1, Fate.Alternation)]
    [InlineData(0, 1e-5, 0.1, 0.2, 1e-4, 1, Fate.Rotation)]
    [InlineData(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.PositiveInfinity, Fate.Other)]
    public void FatesAreReadFromExponentAndMotion(
        double exponent, double error, double step, double twoSteps, double gramStep, double trainError, Fate fate)
    {
        RunRow run = Synthetic.Source("basins", (_, _, _) =>
        [
            (Measure.LyapunovExponent, exponent), (Measure.LyapunovError, error), (Measure.WeightStep, step),
            (Measure.WeightTwoSteps, twoSteps), (Measure.GramStep, gramStep), (Measure.FinalTrainError, trainError),
        ]).Table.Runs[0];
        Assert.Equal(fate, run.EndsIn());
    }
}
