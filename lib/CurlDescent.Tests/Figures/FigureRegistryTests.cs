using CurlDescent.Experiments;
using CurlDescent.Figures;
using CurlDescent.Tests.Experiments;
using GenericChart = Plotly.NET.GenericChart;

namespace CurlDescent.Tests.Figures;

public sealed class FigureRegistryTests
{
    public static TheoryData<string> Theory =>
    [
        .. FigureRegistry.All.Where(entry => entry.Experiments.Count == 0).Select(entry => entry.Id),
    ];

    // One beyond the paper may do without, so that to add one is to add a file.
    [Fact]
    public void EveryExperimentOfThePaperHasAFigureOfItsId()
    {
        string[] ids = [.. FigureRegistry.All.Select(entry => entry.Id)];
        Assert.Distinct(ids);
        Assert.Empty(Catalogue.Paper.Except(ids));
        Assert.Empty(FigureRegistry.All.SelectMany(entry => entry.Experiments).Except(Catalogue.Ids));
    }

    [Theory]
    [MemberData(nameof(Theory))]
    public void FiguresOfTheoryAreDrawn(string id)
    {
        FigureEntry entry = FigureRegistry.Find(id);
        Figure figure = entry.Create(
            new FigureInputs
            {
                AuthorsHidden = ReferenceBoundary.Hidden(FigureSamples.RepositoryFolder()),
                AuthorsReadout = ReferenceBoundary.Readout(FigureSamples.RepositoryFolder()),
            });
        Assert.IsType(entry.Type, figure);
        Assert.Equal(id, figure.Id);
        Assert.Equal(FigureSource.Theory, figure.Caption.Source);
        Assert.True(GenericChart.toFigureJson(figure.Draw()).Length > 5000);
    }

    [Fact]
    public void FiguresOfExperimentsAreDrawnFromTheSmallestSweepsAndTogetherMakeTheSummary()
    {
        using var folder = new TemporaryFolder();
        var inputs = new FigureInputs();
        foreach (string id in Catalogue.Ids.Where(id => id != "fig2"))
        {
            SweepSpec sweep = Smallest(id);
            string store = Path.Combine(folder.Path, id + ".db");
            Sweep.Run(sweep, store);
            inputs.Add(sweep, StoredSweep.Read(store).ToTable());
        }

        foreach (FigureEntry entry in FigureRegistry.All.Where(entry => entry.Experiments.Count > 0))
        {
            Figure figure = entry.Create(inputs);
            Assert.IsType(entry.Type, figure);
            Assert.Equal(FigureSource.Miniature, figure.Caption.Source);
            string json = GenericChart.toFigureJson(figure.Draw());
            Assert.Contains("Live miniature", json, StringComparison.Ordinal);
            if (entry.Id == "summary")
            {
                Assert.All("ABCDEFGHI", letter => Assert.Contains($"<b>{letter}</b>", json, StringComparison.Ordinal));
            }
        }
    }

    // The grids of the preview with few epochs and a single seed.
    private static SweepSpec Smallest(string id)
    {
        ExperimentSpec experiment = Catalogue.Find(id);
        string[] set = experiment.Kind is LyapunovExperiment
            ? ["epochs=40", "orderParameterWindow=20", "lyapunovTransient=0", "lyapunovEpochs=1"]
            : experiment.Kind is DescentExperiment ? ["epochs=40", "recordedEpochs=3", "trainingSamples=20", "batchSize=20"]
            : experiment.Kind is PlateauExperiment ? ["epochs=300", "learningRate=1", "trainingSamples=60,80", "errorThreshold=5e-2"]
            : experiment.Kind is DepthExperiment ? ["epochs=40", "width=6", "trainingSamples=10", "batchSize=10"]
            : experiment.Kind is DigitsExperiment ? ["epochs=2", "trainingSamples=20", "validationSamples=10", "testSamples=10"]
            : experiment.Kind is DriftExperiment ? ["epochs=40", "driftEpochs=250"]
            : experiment.Kind is not TrainingExperiment ? []
            : id == "weights" ? ["epochs=60", "weightsEvery=10", "orderParameterWindow=20"]
            : id == "fig3b" ? ["epochs=40", "orderParameterWindow=20"]
            : ["epochs=5"];
        return experiment.Resolve("preview", new ExperimentOverrides { Set = ExperimentOverrides.ParseSet(set) });
    }
}
