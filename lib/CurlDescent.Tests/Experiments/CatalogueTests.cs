using CurlDescent.Experiments;

namespace CurlDescent.Tests.Experiments;

public class CatalogueTests
{
    public static TheoryData<string, string> Sizes()
    {
        var data = new TheoryData<string, string>();
        foreach (ExperimentSpec experiment in Catalogue.All)
        {
            foreach (string size in experiment.SizeNames) data.Add(experiment.Id, size);
        }

        return data;
    }

    // id, cells, seeds, samples, batch, epochs, φ of the first cell: from the paper's parameter tables.
    public static TheoryData<string, int, int, int, int, int, string> Paper() => new()
    {
        { "fig3a", 420, 10, 250, 10, 100_000, "linear" },
        { "fig3a-inset", 420, 10, 250, 10, 20_000, "linear" },
        { "fig3b", 75 + 60, 10, 250, 250, 100_000, "linear" },
        { "fig4", 420, 20, 250, 250, 100_000, "linear" },
        { "fig5b", 2, 10, 260, 10, 100_000, "tanh" },
        { "fig5c", 19 + 11, 10, 100, 10, 100_000, "tanh" },
        { "fig5d", 17 + 17, 10, 10_000, 10, 100_000, "tanh" },
        { "fig5e", 17, 10, 10_000, 10, 200_000, "tanh" },
        { "fig5f", 10, 10, 2000, 10, 100_000, "tanh" },
        { "fig6a", 420, 10, 250, 10, 100_000, "tanh" },
        { "fig6b", 420, 10, 250, 10, 100_000, "tanh" },
        { "fig8", 420, 20, 250, 250, 100_000, "tanh" },
        { "fig10", 19 + 17, 40, 100, 10, 100_000, "relu" },
        { "fig11a", 2 * 30, 10, 100, 10, 100_000, "tanh" },
        { "fig11b", 2 * 34, 10, 10_000, 10, 100_000, "tanh" },
        { "fig11c", 2 * 17, 10, 10_000, 10, 200_000, "tanh" },
        { "fig11d", 2 * 10, 10, 2000, 10, 100_000, "tanh" },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void EverySizeIsValidAndReadsBackAsTheSameSweep(string id, string size)
    {
        if (id == "fig2" && size == "paper") return; // Half a million cells: the same grids as laptop, finer.
        SweepSpec sweep = Catalogue.Find(id).Resolve(size);
        SweepSpec again = ExperimentReader.Read("spec.json", sweep.ToJson()).Resolve(sweep.Size);
        Assert.Equal(sweep.Hash, again.Hash);
        Assert.Equal(sweep.CanonicalJson, again.CanonicalJson);
        Assert.Equal(sweep.Cells.Select(c => c.Hash), again.Cells.Select(c => c.Hash));
        Assert.True(
            size == "paper" || sweep.Note.Length > 0 || sweep.Hash == Catalogue.Find(id).Resolve("paper").Hash || sweep.Rules.Count < 4,
            "a smaller size says what it leaves out");
    }

    [Theory]
    [MemberData(nameof(Paper))]
    public void PaperSizeHasThePapersParameters(string id, int cells, int seeds, int samples, int batch, int epochs, string activation)
    {
        SweepSpec sweep = Catalogue.Find(id).Resolve("paper");
        TrainingSpec spec = sweep.Cells[0].Training(RuleName.CurlDescent, 0);
        Assert.Equal(
            (cells, seeds, samples, batch, epochs, activation),
            (sweep.Cells.Count, sweep.Seeds, spec.TrainingSamples, spec.BatchSize, spec.Epochs, spec.Activation.Name));
        Assert.Equal(Rules.Paper, sweep.Rules);
        foreach (Cell cell in sweep.Cells)
        {
            foreach (string rule in sweep.Rules)
            {
                TrainingSpec run = cell.Training(rule, 1);
                Assert.Equal(run.WithPaperConventions() with { KeepNorms = !id.StartsWith("fig11", StringComparison.Ordinal) }, run);
                Assert.Equal(
                    (100, 0.5, 0.1, 1, 1.0),
                    (run.TestSamples, run.InputVariance, run.LearningRate, run.Outputs,
                        sweep.Id is "fig5e" or "fig11c" ? 1 : run.Teacher.Weights.Range));
            }
        }
    }

    [Fact]
    public void NetworksOfTheMapsAreThePapers()
    {
        (int, int)[] Networks(
            string id) =>
                [.. Catalogue.Find(id).Resolve("paper").Cells.Select(c => c.Training(RuleName.CurlDescent, 0))
                    .Select(s => (s.Inputs, s.HiddenUnits)).Distinct()];
        Assert.Equal((20, 199), Networks("fig3a")[0]);
        Assert.Equal((217, 2), Networks("fig3a")[^1]);
        Assert.Equal((2, 217), Networks("fig4")[0]);
        Assert.Contains((90, 129), Networks("fig3a-inset"));
        Assert.Equal([(50, 169), (62, 157), (73, 146)], Networks("fig3b").Take(3));
        Assert.Equal(20, Networks("fig3a").Length);
    }

    [Fact]
    public void FlipsAreFloorsOfTheFractions()
    {
        foreach (string id in new[] { "fig3a", "fig4" })
        {
            foreach (Cell cell in Catalogue.Find(id).Resolve("paper").Cells)
            {
                bool hidden = id == "fig3a";
                double alpha = cell.Shown[hidden ? "hiddenFraction" : "readoutFraction"].Number;
                int neurons = (int)cell.Shown[hidden ? "inputs" : "hiddenUnits"].Number;
                decimal exact = neurons * (decimal)alpha;
                Assert.Equal((double)Math.Floor(exact), cell.Shown[hidden ? "hiddenFlips" : "readoutFlips"].Number);
                Assert.Equal(0, cell.Shown[hidden ? "readoutFlips" : "hiddenFlips"].Number);
            }
        }
    }

    [Fact]
    public void StartsAndRangesAreThePapers()
    {
        TrainingSpec First(string id) => Catalogue.Find(id).Resolve("paper").Cells[0].Training(RuleName.CurlDescent, 0);
        Assert.Equal(StartPoint.NearTeacher(WeightLayer.Readout, 1e-10), First("fig3b").Start);
        Assert.Equal(
            (1.0, 1.0, 999), (First("fig3b").Teacher.HiddenNorm, First("fig3b").Teacher.ReadoutNorm, First("fig3b").OrderParameterWindow));
        Assert.Equal(StartPoint.NearTeacher(WeightLayer.Hidden, 1e-15), First("fig4").Start);
        Assert.Equal(StartPoint.NearTeacher(WeightLayer.Hidden, 1e-15), First("fig8").Start);
        foreach (string id in new[] { "fig5b", "fig5c", "fig5e", "fig5f", "fig10", "fig11a" })
        {
            Assert.Equal(
                (StartPoint.Random, 2.0, 100, 10), (First(id).Start, First(id).Student.Range, First(id).Inputs, First(id).HiddenUnits));
        }

        Assert.Equal(0.01, First("fig5d").Student.Range);
        Assert.Equal(0.1, First("fig5e").Teacher.Weights.Range);
        Assert.Equal(
            WeightDistribution.Normal,
            Catalogue.Find("fig11a").Resolve("paper").Cells[1].Training(RuleName.CurlDescent, 0).Student.Distribution);
    }

    [Fact]
    public void RulesAreTheFourOfThePaper()
    {
        Cell cell = Catalogue.Find("fig3a").Resolve("paper").Cells[10];
        var flips = RuleFlips.Counts((int)cell.Shown["hiddenFlips"].Number, 0);
        Assert.Equal(LearningRule.GradientDescent with { OutputDerivative = false }, cell.Training(RuleName.GradientDescent, 0).Rule);
        Assert.Equal(LearningRule.FeedbackAlignment with { OutputDerivative = false }, cell.Training(RuleName.FeedbackAlignment, 0).Rule);
        Assert.Equal(
            LearningRule.FlippedFeedbackAlignment(flips) with { OutputDerivative = false },
            cell.Training(RuleName.FlippedFeedbackAlignment, 0).Rule);
        Assert.Equal(LearningRule.CurlDescent(flips) with { OutputDerivative = false }, cell.Training(RuleName.CurlDescent, 0).Rule);
    }

    [Fact]
    public void SmallSizesRunTheRulesOfTheFigures()
    {
        foreach (ExperimentSpec experiment in Catalogue.Paper.Select(Catalogue.Find).Where(e => e.Kind is TrainingExperiment))
        {
            // Maps show curl descent alone; it is gradient descent in their first row.
            foreach (string size in new[] { "preview", "laptop", "figure" })
            {
                Assert.Contains(RuleName.CurlDescent, experiment.Resolve(size).Rules);
                Assert.Subset(Rules.Figures.ToHashSet(), experiment.Resolve(size).Rules.ToHashSet());
            }

            Assert.Equal(Rules.Paper, experiment.Resolve("laptop", new ExperimentOverrides { Rules = Rules.Paper }).Rules);
        }
    }

    [Fact]
    public void ExperimentsBeyondThePaperStandOnItsCells()
    {
        // Equal cells have equal seeds, so that prediction and simulation, exponent and order parameter belong to the same teacher and
        // data.
        Cell[] kernels = [.. Catalogue.Find("tangent-kernel").Resolve("paper").Cells];
        foreach ((string grid, string id) in new[] { ("readout", "fig8"), ("hidden", "fig6a"), ("hidden-inset", "fig6b") })
            Assert.Equal(
                Catalogue.Find(id).Resolve("paper").Cells.Select(c => c.Seed), kernels.Where(c => c.Grid == grid).Select(c => c.Seed));
        Assert.Equal(
            new[] { "fig4", "fig3a", "fig3a-inset", "fig3b", "joint" }.SelectMany(id => Catalogue.Find(id).Resolve("paper").Cells)
                .Select(c => c.Seed),
            Catalogue.Find("tangent-kernel-linear").Resolve("paper").Cells.Select(c => c.Seed));
        Assert.Equal(
            Catalogue.Find("fig3b").Resolve("paper").Cells.Select(c => c.Seed),
            Catalogue.Find("lyapunov").Resolve("paper").Cells.Where(c => c.Grid != "deep").Select(c => c.Seed));

        foreach (Cell cell in Catalogue.Find("fig5c-exact").Resolve("paper").Cells)
        {
            TrainingSpec exact = cell.Training(RuleName.CurlDescent, 0),
                paper = Catalogue.Find("fig5c").Resolve("paper").Cells
                    .Single(c => c.Grid == "tanh" && c.Shown["trainingSamples"] == cell.Shown["trainingSamples"]).Training(
                        RuleName.CurlDescent, 0);
            SignedDeltaRule rule = Assert.IsType<SignedDeltaRule>(exact.Rule);
            Assert.True(rule.OutputDerivative);
            Assert.Equal(paper with { Seed = 0 }, exact with { Seed = 0, Rule = rule with { OutputDerivative = false } });
        }

        SweepSpec joint = Catalogue.Find("joint").Resolve("paper");
        foreach ((string grid, int inputs, int hiddenUnits) in new[] { ("expansive", 20, 199), ("contractive", 199, 20) })
        {
            Cell[] cells = [.. joint.Cells.Where(c => c.Grid == grid)];
            Assert.Equal(21 * 21, cells.Length);
            Assert.All(
                cells, c => Assert.Equal((inputs, hiddenUnits), ((int)c.Shown["inputs"].Number, (int)c.Shown["hiddenUnits"].Number)));
            Assert.Equal((inputs, hiddenUnits), ((int)cells[^1].Shown["hiddenFlips"].Number, (int)cells[^1].Shown["readoutFlips"].Number));
        }
    }

    [Fact]
    public void AUsersRuleCanBeNamed()
    {
        Rules.Add(
            "half a step", (_, derivative) => LearningRule.CurlDescent(RuleFlips.Counts(1, 0)) with { OutputDerivative = derivative });
        ExperimentSpec experiment =
            ExperimentReader.Read("own.json", Tiny.Json.Replace("\"gradient descent\"", "\"half a step\"", StringComparison.Ordinal));
        Assert.Equal(LearningRule.CurlDescent(RuleFlips.Counts(1, 0)), experiment.Resolve().Cells[0].Training("half a step", 0).Rule);
        Assert.Throws<SpecException>(() => Rules.Add("half a step", (_, _) => LearningRule.GradientDescent));
        Assert.Throws<SpecException>(() => Rules.Add(RuleName.CurlDescent, (_, _) => LearningRule.GradientDescent));
    }

    [Fact]
    public void AUsersRuleCanBeDefinedAgainButNotOneOfThePaper()
    {
        Rules.Define("rule under work", (_, _) => LearningRule.GradientDescent);
        Rules.Define("rule under work", (_, _) => LearningRule.FeedbackAlignment);
        ExperimentSpec experiment =
            ExperimentReader.Read("own.json", Tiny.Json.Replace("\"gradient descent\"", "\"rule under work\"", StringComparison.Ordinal));
        Assert.Equal(LearningRule.FeedbackAlignment, experiment.Resolve().Cells[0].Training("rule under work", 0).Rule);
        Assert.Throws<SpecException>(() => Rules.Define(RuleName.CurlDescent, (_, _) => LearningRule.GradientDescent));
        Assert.Throws<SpecException>(() => Rules.Define(" ", (_, _) => LearningRule.GradientDescent));
    }

    [Fact]
    public void AUsersNonlinearityCanBeNamedInAnExperimentAndIsNoPartOfTheSchema()
    {
        Activation half = Activation.Of<HalfOfAUser>();
        ExperimentSpec experiment =
            ExperimentReader.Read("own.json", Tiny.Json.Replace("\"tanh\"", "\"half-of-a-user\"", StringComparison.Ordinal));
        Assert.Same(half, experiment.Resolve().Cells[0].Training(RuleName.GradientDescent, 0).Activation);
        Assert.DoesNotContain("half-of-a-user", ExperimentSchema.Text);
    }

    private readonly struct HalfOfAUser : IActivation
    {
        public static string Name => "half-of-a-user";

        public static bool IsHomogeneous => true;

        public static double Apply(double a) => a / 2;

        public static double Derivative(double a, double h) => 0.5;

        public static double SecondDerivative(double a, double h) => 0;
    }
}
