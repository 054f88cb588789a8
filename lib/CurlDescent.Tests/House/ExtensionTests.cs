using System.Text.Json.Nodes;
using CurlDescent.Experiments;
using CurlDescent.Experiments.Reproduction;
using CurlDescent.Experiments.Running;
using CurlDescent.Figures;
using CurlDescent.Figures.Registry;
using CurlDescent.Tests.Experiments;
using CurlDescent.Tests.Experiments.Reproduction;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.House;

/// <summary>What CONTRIBUTING.md says of how many places a wish touches, shown by doing it.</summary>
public class ExtensionTests
{
    private const string Own = """
        {
          "id": "own", "basedOn": "fig3a", "title": "One's own", "source": "", "seeds": 2, "rules": ["curl descent"],
          "fixed": { "units": 20, "trainingSamples": 20, "epochs": 20, "testErrorFloor": 0 },
          "axes": { "compressionRatio": [0.5, 1], "hiddenFraction": [0, 0.5] }
        }
        """;

    [Fact]
    public void AnExperimentIsOneFileAndItsDataset()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("own.json"), Own);
        SweepSpec sweep = Catalogue.FindOrRead(folder.File("own.json")).Resolve("full");
        Sweep.Run(sweep, folder.File("own.db"));
        DatasetExport.Write(StoredSweep.Read(folder.File("own.db")), folder.File(Path.Combine("data", "own")));

        VerificationReport report = DatasetVerification.Check(folder.File(Path.Combine("data", "own")));
        Assert.True(report.Passed, string.Join("; ", report.Problems));
        Results results = Results.TryLoad("own", folder.Path)!;
        Assert.Equal((ResultOrigin.Dataset, sweep.Hash, 8), (results.Origin, results.Sweep.Hash, results.Table.Runs.Count));
        Assert.Contains("own", FigureCaption.Of("Errors.", results).Provenance(), StringComparison.Ordinal);
    }

    // No list in code names the experiments of the catalogue.
    [Fact]
    public void TheCatalogueIsItsFolder()
    {
        string folder = Path.Combine(Repository.Root, "lib", "CurlDescent.Experiments", "Catalogue");
        string[] files = [.. Directory.EnumerateFiles(folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file))];
        Assert.Equal(files.Where(id => id != "paper").Order(StringComparer.Ordinal), Catalogue.Ids.Order(StringComparer.Ordinal));
        Assert.Equal(["fig2", "fig3a", "fig3a-inset", "fig3b", "fig4"], Catalogue.Paper.Take(5));
        Assert.True(Array.IndexOf([.. Catalogue.Paper], "fig8") < Array.IndexOf([.. Catalogue.Paper], "fig10"));
        Assert.All(Catalogue.BeyondThePaper, id => Assert.Empty(Catalogue.Find(id).Source));
    }

    [Fact]
    public void ARuleIsATypeAndItsName()
    {
        Rules.Define("half as fast", (_, _) => new HalfAsFast());
        string json = Own.Replace("[\"curl descent\"]", "[\"half as fast\", \"gradient descent\"]", StringComparison.Ordinal);
        ResultTable table = Results.Run(ExperimentReader.Read("own.json", json).Resolve("full")).Table;
        Assert.Equal(["half as fast", "gradient descent"], table.Rules);

        // Half the direction at twice the rate is the same step.
        string twice = json.Replace("\"units\"", "\"learningRate\": 0.2, \"units\"", StringComparison.Ordinal);
        TrainingSpec half = ExperimentReader.Read("own.json", twice).Resolve("full").Cells[0].Training("half as fast", 0),
            whole = half with { Rule = LearningRule.GradientDescent, LearningRate = half.LearningRate / 2 };
        Assert.Equal(Trainer.Run(whole).FinalTrainError, Trainer.Run(half).FinalTrainError, 1e-9);
    }

    [Fact]
    public void AMeasureIsOneLine()
    {
        Measure own = Measure.Define("ownMeasureOfATest", "what a test measures");
        Assert.Same(own, Measure.TryFind("ownMeasureOfATest"));
        Assert.Throws<SpecException>(() => Measure.Define(Measure.LastEpoch, "twice"));
    }

    public static TheoryData<string> Kinds => [.. ExperimentKind.All.Select(kind => kind.Name)];

    // READMEs of datasets find a meaning for every column.
    [Theory, MemberData(nameof(Kinds))]
    public void EverythingThatAKindMeasuresHasAMeaning(string kind)
    {
        ExperimentSpec experiment = Catalogue.All.Last(e => e.Kind.Name == kind);
        string[] set = experiment.Kind.HasRules ? ["epochs=20", "orderParameterWindow=10"] : [];
        string[] more = experiment.Kind is LyapunovExperiment ? ["lyapunovTransient=0", "lyapunovEpochs=1"] : [];
        SweepSpec sweep =
            experiment.Resolve("preview", new ExperimentOverrides { Seeds = 1, Set = ExperimentOverrides.ParseSet([.. set, .. more]) });
        RunKey key = Sweep.Keys(sweep, null)[^1];
        string[] unknown = [.. new RunMaker(sweep).Make(key).Measures.Select(m => m.Key).Where(name => Measure.TryFind(name) is null)];
        Assert.Empty(unknown);
        Assert.Contains(experiment.Kind.Description, ExperimentSchema.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void AFigureIsAnEntryAndItsCaption()
    {
        Assert.Equal(
            FigureRegistry.All.Select(entry => entry.Id).Order(StringComparer.Ordinal), CaptionTexts.Ids.Order(StringComparer.Ordinal));
        Assert.Equal(CaptionTexts.Of("fig2"), FigureRegistry.Find("fig2").Create(new FigureInputs()).Caption.Text);
    }

    [Fact]
    public void AClaimIsAnEntryOfOneFile()
    {
        JsonObject Entry() => JsonNode.Parse("""
            {
              "id": "fig3a.above-two", "panel": "Figure 3A", "statement": "Above c = 2 nothing learns", "datasets": ["fig3a"],
              "form": "share.unstable", "fromRatio": 2, "state": "finalError", "limit": 0.8
            }
            """)!.AsObject();
        PaperClaim claim = ClaimReader.Read(Entry());
        Assert.Contains("lies above 80 %. A cell is unstable if", claim.Criterion, StringComparison.Ordinal);
        ReportSource Map(double error) =>
            Synthetic.Source("fig3a", (_, _, _) => [(Measure.Log10FinalTestError, error), (Measure.ExactZero, 0)]);
        Assert.Equal(Verdict.Supported, claim.Judge([Map(-0.5)]).Verdict);
        Assert.Equal(Verdict.NotSupported, claim.Judge([Map(-15)]).Verdict);

        JsonObject wrong = Entry();
        wrong["toRatio"] = 20;
        Assert.Contains("toRatio", Assert.Throws<SpecException>(() => ClaimReader.Read(wrong)).Message, StringComparison.Ordinal);
        foreach (string name in new[] { "id", "panel", "statement", "form", "fromRatio", "state" })
        {
            JsonObject without = Entry();
            without.Remove(name);
            Assert.Contains(name, Assert.Throws<SpecException>(() => ClaimReader.Read(without)).Message, StringComparison.Ordinal);
        }
    }

    // The second place is a test of its form on made-up numbers, in ClaimTests.
    [Fact]
    public void AClaimIsAnEntryThatNamesItsDatasets()
    {
        Assert.Distinct(PaperClaims.All.Select(claim => claim.Id));
        Assert.All(PaperClaims.All, claim => Assert.Contains(claim.Id.Split('.')[0], Catalogue.Ids));
        Assert.Empty(PaperClaims.All.SelectMany(claim => claim.Datasets).Except(Catalogue.Ids));
        string forms = string.Concat(new SourceFolders("CurlDescent.Tests").Files
            .Where(file => file.EndsWith("ClaimTests.cs", StringComparison.Ordinal))
            .Select(File.ReadAllText));
        Assert.All(
            PaperClaims.All.GroupBy(claim => claim.Form.GetType()),
            form => Assert.Contains(form, claim => forms.Contains($"\"{claim.Id}\"", StringComparison.Ordinal)));
    }

    private sealed record HalfAsFast : LearningRule
    {
        public override string Name => "half as fast";

        public override BoundRule Bind(int inputs, int hiddenUnits, int outputs, ulong seed, uint run) =>
            new Bound(GradientDescent.Bind(inputs, hiddenUnits, outputs, seed, run));

        private sealed class Bound(BoundRule whole) : BoundRule
        {
            public override WeightUpdate Direction(TwoLayerNetwork network, Matrix<double> inputs, Matrix<double> targets)
            {
                WeightUpdate step = whole.Direction(network, inputs, targets);
                return new WeightUpdate(step.Hidden / 2, step.Readout / 2);
            }
        }
    }
}
