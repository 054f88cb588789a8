using CurlDescent.Experiments;

namespace CurlDescent.Tests.Experiments;

/// <summary>The parameter <c>precision</c>: named, paired with double, refused where it cannot serve, and silent at its default.</summary>
public class PrecisionTests
{
    private const string Form = """
        {
          "id": "own", "title": "Own", "seeds": 2, "rules": ["gradient descent", "curl descent"],
          "fixed": { "inputs": 40, "hiddenUnits": 5, "activation": "tanh", "readoutFlips": 1, "trainingSamples": 20, "epochs": 20,
            "errorThreshold": 0.01 MORE },
          "axes": { "initialRange": [1, 2] }
        }
        """;

    [Fact]
    public void DoubleLeavesNoTraceInHashesAndSeeds()
    {
        SweepSpec silent = Read(""), said = Read(", \"precision\": \"double\""), single = Read(", \"precision\": \"single\"");
        Assert.Equal(silent.CanonicalJson, said.CanonicalJson);
        Assert.DoesNotContain("precision", silent.CanonicalJson, StringComparison.Ordinal);
        Assert.Contains("\"precision\":\"single\"", single.CanonicalJson, StringComparison.Ordinal);
        Assert.NotEqual(silent.Hash, single.Hash);
        Assert.Equal(silent.Cells.Select(c => c.Seed), single.Cells.Select(c => c.Seed));
        Assert.Equal(silent.Cells.Select(c => c.Hash), said.Cells.Select(c => c.Hash));
        Assert.All(silent.Cells.Zip(single.Cells), pair => Assert.NotEqual(pair.First.Hash, pair.Second.Hash));
        Assert.Equal(Precision.Single, single.Cells[0].Training("curl descent", 0).Precision);
    }

    [Fact]
    public void AsAnAxisItPairsTheRuns()
    {
        SweepSpec spec = Read(", \"precision\": \"double\"", "\"initialRange\": [1, 2]", "\"precision\": [\"double\", \"single\"]");
        Assert.Equal(spec.Cells[0].Seed, spec.Cells[1].Seed);
        Assert.Equal([Precision.Double, Precision.Single], spec.Cells.Select(c => c.Training("curl descent", 1).Precision));
        Assert.Equal(["double", "single"], spec.Cells.Select(c => c.Shown["precision"].ToString()));
    }

    [Theory]
    [InlineData(", \"precision\": \"single\", \"start\": \"teacher\", \"perturbation\": 1e-15", "precision", "random starts only")]
    [InlineData(", \"precision\": \"single\", \"orderParameterWindow\": 5", "precision", "q order parameter")]
    [InlineData(", \"precision\": \"single\", \"stopThreshold\": 1e-9", "stopThreshold", "≥ 1E-06 in single precision")]
    [InlineData(", \"precision\": \"single\", \"errorFloor\": 0", "errorFloor", "≥ 1E-06 in single precision")]
    [InlineData(", \"precision\": \"half\"", "precision", "\"double\", \"single\"")]
    public void IsRefusedInOneClearError(string more, string field, string allowed)
    {
        ExperimentException e = Assert.Throws<ExperimentException>(() => Read(more));
        Assert.EndsWith(field, e.Field, StringComparison.Ordinal);
        Assert.Contains(allowed, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AThresholdNearRoundingIsRefused()
    {
        ExperimentException e = Assert.Throws<ExperimentException>(
            () => Read(", \"precision\": \"single\"", "\"errorThreshold\": 0.01", "\"errorThreshold\": 1e-8"));
        Assert.Contains("errorThreshold = 1E-08 is not allowed in single precision; allowed: ≥ 1E-06", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherKindsHaveNoSuchParameter() => Assert.All(
        ExperimentKind.All.Where(kind => kind != ExperimentKind.Default),
        kind => Assert.DoesNotContain(kind.Parameters, p => p.Name == "precision"));

    [Fact]
    public void ADatasetNamesIt()
    {
        using var folder = new TemporaryFolder();
        SweepSpec spec = Read(", \"precision\": \"single\"");
        Sweep.Run(spec, folder.File("own.db"));
        DatasetExport.Write(StoredSweep.Read(folder.File("own.db")), folder.File("own"));
        Dataset made = Dataset.Load(folder.File("own"));
        Assert.Contains("single precision", made.Provenance.Caption, StringComparison.Ordinal);
        Assert.Contains("single precision", File.ReadAllText(Path.Combine(made.Folder, "README.md")), StringComparison.Ordinal);
        Assert.Equal("backpropagation, single precision", Assert.Single(made.Provenance.Paths));
    }

    private static SweepSpec Read(string more, string from = "", string to = "")
    {
        string json = Form.Replace(" MORE", more, StringComparison.Ordinal);
        return ExperimentReader.Read("own.json", from.Length > 0 ? json.Replace(from, to, StringComparison.Ordinal) : json).Resolve();
    }
}
