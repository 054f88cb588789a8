using CurlDescent.Experiments;

namespace CurlDescent.Tests.Experiments;

public class CellTests
{
    private static readonly string[] RelativeOrUnset =
    [
        "inputs", "hiddenUnits", "compressionRatio", "units", "hiddenFraction", "readoutFraction", "hiddenFlips", "batchSize",
    ];

    public static TheoryData<string> TrainingParameters() =>
        [.. Parameters.OfTraining.Where(p => !RelativeOrUnset.Contains(p.Name)).Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(TrainingParameters))]
    public void EveryParameterHasAnEffectAndRecordingOnesLeaveTheSeed(string name)
    {
        ParameterDefinition parameter = Parameters.All.Single(p => p.Name == name);
        Cell plain = Resolve([]), changed = Resolve(new() { [name] = Other(parameter, plain) });
        Assert.NotEqual(plain.Hash, changed.Hash);
        Assert.Equal(parameter.KeepsSeed, plain.Seed == changed.Seed);
        bool measuredOnly = name is "errorThreshold" or "testErrorFloor" or "tracedWeights";
        Assert.Equal(
            measuredOnly,
            plain.Training(RuleName.CurlDescent, 0) with { Seed = 0 } == changed.Training(RuleName.CurlDescent, 0) with { Seed = 0 });

        static Cell Resolve(Dictionary<string, string> changes)
        {
            var set = new Dictionary<string, string>
            {
                ["tracedWeights"] = "2",
                ["start"] = "teacher",
                ["teacherRange"] = "2",
                ["readoutFlips"] = "1",
            };
            foreach ((string key, string value) in changes) set[key] = value;
            return Tiny.Experiment.Resolve(
                "full", new ExperimentOverrides { Set = ExperimentOverrides.ParseSet(set.Select(s => $"{s.Key}={s.Value}")) }).Cells[1];
        }
    }

    [Fact]
    public void RulesOfARunShareTeacherAndInputsAndRunsWhatTheCellSays()
    {
        Cell cell = Tiny.Sweep.Cells[2];
        TrainingSpec[] specs = [.. Tiny.Sweep.Rules.SelectMany(rule => Enumerable.Range(0, 3).Select(run => cell.Training(rule, run)))];
        Assert.Single(specs.Select(s => s.Seed).Distinct());
        Assert.Equal(3, specs.Select(s => s.Run).Distinct().Count());
        TrainingProblem problem = TrainingProblem.Create(specs[0]);
        foreach (TrainingSpec spec in specs)
        {
            Assert.Equal((DrawnPer.Run, DrawnPer.Run), (spec.TeacherPer, spec.InputsPer));
            Assert.Equal(spec.Run == 0, ReferenceEquals(problem.Training, problem.WithRun(spec).Training));
        }

        Cell shared = Tiny.Experiment.Resolve(
            "full", new ExperimentOverrides { Set = ExperimentOverrides.ParseSet(["teacherPer=cell", "inputsPer=cell"]) }).Cells[2];
        Assert.Equal(cell.Seed, shared.Seed);
        Assert.NotEqual(cell.Hash, shared.Hash);
        TrainingProblem first = TrainingProblem.Create(shared.Training(RuleName.CurlDescent, 0));
        Assert.Same(first.Training, first.WithRun(shared.Training(RuleName.GradientDescent, 2)).Training);
        Assert.Equal(Tiny.Sweep.Cells.Count, Tiny.Sweep.Cells.Select(c => c.Seed).Distinct().Count());
    }

    [Fact]
    public void ALongerRunBeginsWithTheShorterOne()
    {
        Recording Run(int epochs) =>
            Trainer.Run(
                Tiny.Experiment.Resolve("full", new ExperimentOverrides { Set = ExperimentOverrides.ParseSet([$"epochs={epochs}"]) })
                    .Cells[4].Training(RuleName.CurlDescent, 1));
        Recording brief = Run(8), full = Run(40);
        for (int i = 0; i < brief.Epochs.Count; i++)
        {
            int at = full.Epochs.ToList().IndexOf(brief.Epochs[i]);
            if (at >= 0)
            {
                Assert.Equal(BitConverter.DoubleToInt64Bits(brief.TrainErrors[i]), BitConverter.DoubleToInt64Bits(full.TrainErrors[at]));
            }
        }

        Assert.True(brief.Epochs.Intersect(full.Epochs).Count() >= 5);
    }

    [Fact]
    public void AFractionAndItsCountAreTheSameCell()
    {
        SweepSpec byFraction = Of("\"hiddenFraction\": 0.5"), byCount = Of("\"hiddenFlips\": 3");
        Assert.Equal(byFraction.Cells[0].Hash, byCount.Cells[0].Hash);
        Assert.NotEqual(byFraction.Hash, byCount.Hash);

        static SweepSpec Of(string flips) => ExperimentReader.Read("x.json", $$"""
            { "id": "x", "title": "x", "fixed": { "inputs": 6, "hiddenUnits": 4, {{flips}} }, "axes": { "epochs": [5] } }
            """).Resolve();
    }

    [Fact]
    public void FullBatchIsTheNumberOfSamples()
    {
        SweepSpec sweep = ExperimentReader.Read("x.json", """
            { "id": "x", "title": "x", "fixed": { "inputs": 6, "hiddenUnits": 4, "batchSize": "full" }, "axes": { "trainingSamples": [7, 11] } }
            """).Resolve();
        Assert.Equal([7, 11], sweep.Cells.Select(c => c.Training(RuleName.CurlDescent, 0).BatchSize));
    }

    [Fact]
    public void OverridesReachAxesFixedParametersAndMakeAxes()
    {
        SweepSpec Resolve(params string[] set) =>
            Tiny.Experiment.Resolve("full", new ExperimentOverrides { Set = ExperimentOverrides.ParseSet(set) });
        Assert.Equal(2 * 5, Resolve("hiddenFraction=linspace(0,1,5)").Cells.Count);
        Assert.Equal(6 * 2, Resolve("trainingSamples=20,40").Cells.Count);
        Assert.Equal(3, Resolve("hiddenUnits=5").Cells.Count);
        Assert.All(Resolve("epochs=7").Cells, c => Assert.Equal(7, c.Training(RuleName.CurlDescent, 0).Epochs));
        Assert.Equal(SweepSpec.CustomSize, Resolve("epochs=7").Size);
        Assert.Equal(Tiny.Sweep.Hash, Resolve("epochs=12").Hash);
        Assert.All(Catalogue.Find("fig5c").Resolve(
            "laptop", new ExperimentOverrides { Set = ExperimentOverrides.ParseSet(["stopThreshold=none"]) }).Cells,
            c => Assert.Null(c.Training(RuleName.CurlDescent, 0).StopThreshold));
    }

    // A value that is allowed, fits the tiny experiment and is not the present one.
    private static string Other(ParameterDefinition parameter, Cell present)
    {
        string now = present.Values.TryGetValue(parameter.Name, out ParameterValue value) ? value.ToString() : "";
        return parameter.Type switch
        {
            ParameterType.Switch => now == "true" ? "false" : "true",
            ParameterType.Choice => parameter.Words.First(w => w != now),
            ParameterType.Integer => parameter.Name == "trainingSamples" ? "25" : "3",
            _ => "0.75",
        };
    }
}
