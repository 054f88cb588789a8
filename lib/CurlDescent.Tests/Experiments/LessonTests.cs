using CurlDescent.Experiments;

namespace CurlDescent.Tests.Experiments;

public class LessonTests
{
    [Fact]
    public void AClaimThatHoldsIsALineAndOneThatDoesNotFails()
    {
        Assert.Equal("✓ one is one (1 = 1)", Claim.That("one is one", true, "1 = 1"));
        Assert.Equal("✗ one is two (1 ≠ 2)", Assert.Throws<ClaimFailedException>(() => Claim.That("one is two", false, "1 ≠ 2")).Message);
    }

    [Fact]
    public void AClaimThatDataDoNotSupportIsReported()
    {
        Assert.Equal("✓ supported: a is b (1 = 1)", Claim.Judge("a is b", true, "1 = 1"));
        Assert.Equal("✗ not supported: a is b (1 ≠ 2)", Claim.Judge("a is b", false, "1 ≠ 2"));
        Assert.Equal("○ undecided: a is b (no pair)", Claim.Judge("a is b", null, "no pair"));
    }

    [Fact]
    public void AnExerciseIsOpenWrongOrRight()
    {
        Assert.Equal(
            "○ E: not done yet. Fill in f.", Exercise.Check("E", () => throw new NotImplementedException("Fill in f."), 2, 0.1, "halve"));
        Assert.StartsWith("✗ E: not yet right; your code gives 2.5. Hint: halve", Exercise.Check("E", () => 2.5, 2, 0.1, "halve"));
        Assert.Equal("✓ E: right.", Exercise.Check("E", () => 2.05, 2, 0.1, "halve"));
        Assert.Throws<InvalidOperationException>(() => Exercise.Check("E", () => throw new InvalidOperationException(), 2, 0.1, "halve"));
    }

    [Fact]
    public void AnEnsembleTrainsEachRunAsItWouldAlone()
    {
        var spec = new TrainingSpec
        {
            Inputs = 3,
            HiddenUnits = 5,
            TrainingSamples = 20,
            BatchSize = 5,
            Epochs = 7,
            Rule = LearningRule.FeedbackAlignment,
        };
        Recording[] runs = Ensemble.Train(spec, 4);
        Assert.Equal(4, runs.Length);
        for (uint run = 0; run < 4; run++) Assert.Equal(Trainer.Run(spec with { Run = run }).TestErrors, runs[run].TestErrors);
        Assert.NotEqual(runs[0].TestErrors, runs[1].TestErrors);
        Assert.Contains("Runs = 0", Assert.Throws<SpecException>(() => Ensemble.Train(spec, 0)).Message);
        Assert.ThrowsAny<OperationCanceledException>(() => Ensemble.Train(spec, 2, cancellation: new CancellationToken(true)));
    }

    [Fact]
    public void AClaimOnADatasetIsAssertedWhereItIsAndNamesItsSize()
    {
        using var folder = new TemporaryFolder();
        Assert.StartsWith(
            "○ The dataset data/fig3a is not in this copy",
            Claim.OnDataset("fig3a", _ => throw new InvalidOperationException(), folder.Path));

        string[] set = ["units=20", "trainingSamples=20", "epochs=2", "compressionRatio=0.5,1", "hiddenFraction=0,0.5"];
        Export("preview", []);
        Assert.StartsWith(
            "○ The dataset data/fig3a is a preview", Claim.OnDataset("fig3a", _ => throw new InvalidOperationException(), folder.Path));

        Export("paper", set);
        string line = Claim.OnDataset("fig3a", table => Claim.That("there are sixteen rows", table.Cells.Count == 16), folder.Path);
        Assert.Matches(@"^data/fig3a, custom size( \(.*\))?: ✓ there are sixteen rows$", line);
        Assert.Throws<ClaimFailedException>(
            () => Claim.OnDataset("fig3a", table => Claim.That("there are none", table.Cells.Count == 0), folder.Path));

        void Export(string size, string[] overrides)
        {
            SweepSpec sweep =
                Catalogue.Find("fig3a").Resolve(size, new ExperimentOverrides { Set = ExperimentOverrides.ParseSet(overrides) });
            string store = folder.File(size + ".db");
            Sweep.Run(sweep, store);
            DatasetExport.Write(StoredSweep.Read(store), folder.File("data/fig3a"), force: true);
        }
    }

    [Fact]
    public void ClaimsOfTheReportAreJudgedByItsOwnRule()
    {
        ResultTable table =
            Miniature.Run("fig3a", 1, [RuleName.CurlDescent], ["units=30", "epochs=1", "compressionRatio=1,2", "hiddenFraction=0.5"]);
        Finding finding = PaperClaims.Judge("fig3a.above-two-thirds", table);
        Assert.Equal(
            $"○ undecided: {PaperClaims.Find("fig3a.above-two-thirds").Statement} ({finding.Numbers})",
            Claim.OfReport("fig3a.above-two-thirds", table));
        using var folder = new TemporaryFolder();
        Assert.Contains("no dataset fig4", Claim.OfReport("fig4.boundary", folder.Path), StringComparison.Ordinal);
        Assert.StartsWith(
            "✓ supported: ", Claim.OfReport("fig3a.above-two-thirds", Path.Combine(Repository.Root, "notebooks")),
            StringComparison.Ordinal);

        // Every cell learns: that speaks against the claim.
        ResultTable learning = Miniature.Run(
            "fig3a", 1, [RuleName.CurlDescent], ["units=30", "epochs=1", "compressionRatio=linspace(1,3,12)", "hiddenFraction=0.5"]);
        ResultTable stable = learning with
        {
            Cells = [.. learning.Cells.Select(
                c => c with
                {
                    Measures = c.Measures.ToDictionary(m => m.Key, m => m.Key == Measure.Log10FinalTestError ? Summary.Of([-15]) : m.Value),
                })],
        };
        Assert.StartsWith(
            "✗ not supported: ", Assert.Throws<ClaimFailedException>(() => Claim.OfReport("fig3a.above-two-thirds", stable)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void SidesOfABoundaryAreThoseOfTheNetworksAsBuilt()
    {
        HiddenPhaseBoundary hidden = HiddenPhaseBoundary.Create();
        ResultTable table = Miniature.Run(
            "fig3a", 1, [RuleName.CurlDescent],
            ["units=20", "trainingSamples=20", "epochs=1", "compressionRatio=0.34,2", "hiddenFraction=0,0.39,0.41,1"]);

        // N = 14, M = 5: 39 % are one input of five, stable; 41 % are two, beyond the critical fraction 0.34 of c = 5/14.
        (double, double)[] Places(
            IReadOnlyList<CellRow> cells) => [.. cells.Select(c => (c.Number("compressionRatio"), c.Number("hiddenFraction"))).Order()];
        PhaseSides all = PhaseSides.Of(table, hidden, 0);
        Assert.Equal([(0.34, 0), (0.34, 0.39), (2, 0)], Places(all.Stable));
        Assert.Equal([(0.34, 0.41), (0.34, 1), (2, 0.39), (2, 0.41), (2, 1)], Places(all.Unstable));
        Assert.Equal(
            hidden.SignedDistance(5.0 / 14, 0.2), PhaseSides.Distance(all.Stable.Single(c => c.Number("hiddenFraction") == 0.39), hidden));

        // Gradient descent at c = 2 lies on the boundary: it is on no side, given a margin.
        PhaseSides far = PhaseSides.Of(table, hidden, 0.1);
        Assert.DoesNotContain(far.Stable, c => c.Number("compressionRatio") == 2);
        Assert.All(far.Stable, c => Assert.True(PhaseSides.Distance(c, hidden) >= 0.1));
        Assert.All(far.Unstable, c => Assert.True(PhaseSides.Distance(c, hidden) <= -0.1));
        Assert.Empty(PhaseSides.Of(table, hidden, 0, RuleName.GradientDescent).Stable);
        Assert.Contains("margin", Assert.Throws<SpecException>(() => PhaseSides.Of(table, hidden, -1)).Message);
        Assert.Empty(PhaseSides.Of(table, ReadoutPhaseBoundary.Create(), 0).Unstable);
    }

    [Fact]
    public void ARaceCountsWhoIsFirstBelowAnErrorAndLeavesOutPairsInWhichNobodyIs()
    {
        // Seed 0: 3 against 1; seed 1: never (last epoch 7) against 3; seed 2: neither; seed 3 has no partner.
        CurveRow[] points =
        [
            .. Curve(RuleName.GradientDescent, 0, 1, 0.5, 0.4, 0.009), .. Curve(RuleName.CurlDescent, 0, 1, 0.001, 0.02, 0.02),
            .. Curve(RuleName.GradientDescent, 1, 1, 1, 1, 1, 1, 1, 1, 1), .. Curve(RuleName.CurlDescent, 1, 1, 1, 1, 0.001),
            .. Curve(RuleName.GradientDescent, 2, 1, 1), .. Curve(RuleName.CurlDescent, 2, 1, 1), .. Curve(RuleName.CurlDescent, 3, 0),
        ];
        ErrorRace race = ErrorRace.To(new ResultTable([], [], points), 0, Series.TestError, 0.01);
        Assert.Equal((3, 2, 1, 2), (race.Pairs, race.Reached, race.ReachedOther, race.Sooner));
        Assert.Equal(Math.Sqrt(2.0 / 4 * (4.0 / 8)), race.Ratio, 1e-12);
        Assert.Equal(double.NaN, ErrorRace.To(new ResultTable([], [], points), 0, Series.TestError, 1e-9).Ratio);
        Assert.Equal(0, ErrorRace.To(new ResultTable([], [], points), 1, Series.TestError, 0.01).Pairs);
        Assert.Contains(
            "positive", Assert.Throws<SpecException>(() => ErrorRace.To(new ResultTable([], [], points), 0, Series.TestError, 0)).Message);

        static IEnumerable<CurveRow> Curve(string rule, int seed, params double[] errors) => errors.Select((error, epoch) => new CurveRow
        {
            Cell = 0,
            Grid = "main",
            Rule = rule,
            Parameters = new Dictionary<string, ParameterValue>(),
            Seed = seed,
            Series = Series.TestError,
            X = epoch,
            Y = error,
        });
    }
}
