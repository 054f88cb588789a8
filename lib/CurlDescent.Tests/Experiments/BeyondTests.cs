using CurlDescent.Experiments;
using CurlDescent.Experiments.Lessons;
using CurlDescent.Simulation;
using CurlDescent.Stability;
using CurlDescent.Stability.Lyapunov;

namespace CurlDescent.Tests.Experiments;

/// <summary>The kinds of experiments beyond the paper, and that the paper's own specs mean what they always meant.</summary>
public sealed class BeyondTests
{
    // First 16 digits of the hash of each spec. A change invalidates every store and dataset that was made: it must be wanted.
    public static TheoryData<string, string> Hashes => new()
    {
        { "fig3a", "4016af7928a43acb" },
        { "fig3a-inset", "8864680a73938e7b" },
        { "fig3b", "b6c38152921c2a00" },
        { "fig4", "95b7fa42644c21ca" },
        { "fig5b", "53de0fee8672f5aa" },
        { "fig5c", "e464b2c6ad27c340" },
        { "fig5d", "1a31286ebaa61a67" },
        { "fig5e", "399e3142e154ef6a" },
        { "fig5f", "5f21c57ab44dc38c" },
        { "fig6a", "a99070472321786a" },
        { "fig6b", "7b45ef736a014c28" },
        { "fig8", "a33ba66a099749a1" },
        { "fig10", "d4f745ea33a31b28" },
        { "fig11a", "cd3cbd62da8cb3de" },
        { "fig11b", "8e505ed4ed566573" },
        { "fig11c", "aa04db0ead9b7ee2" },
        { "fig11d", "eeb74a52cac5ceec" },
        { "spectrum", "8148b0396c313449" },
        { "weights", "a63c82eb47d60831" },
    };

    [Theory]
    [MemberData(nameof(Hashes))]
    public void Specs_of_the_paper_keep_their_hash(string id, string hash) => Assert.Equal(hash, Catalogue.Find(id).Resolve("paper").Hash[..16]);

    [Fact]
    public void Exponent_and_order_parameter_belong_to_the_run_of_the_paper()
    {
        string[] cell = ["compressionRatio=0.5", "hiddenFraction=0,0.9", "epochs=1200"];
        ResultTable paper = Miniature.Run("fig3b", 1, [RuleName.CurlDescent], cell);
        ResultTable exponents = Miniature.Run("lyapunov", 1, [RuleName.CurlDescent], [.. cell, "lyapunovTransient=100", "lyapunovEpochs=300"]);
        RunRow[] same = [.. exponents.Runs.Where(r => r.Grid != "deep")];
        Assert.Equal(paper.Runs.Select(r => r[Measure.OrderParameter]), same.Select(r => r[Measure.OrderParameter]));
        Assert.Equal(paper.Runs.Select(r => r[Measure.FinalTrainError]), same.Select(r => r[Measure.FinalTrainError]));

        // Without flips the directions along the solution manifold neither grow nor shrink.
        Assert.All(exponents.Runs.Where(r => r.Number("hiddenFraction") == 0), r => Assert.InRange(r[Measure.LyapunovExponent], -1e-3, 1e-3));
        Assert.All(exponents.Runs, r => Assert.True(r[Measure.LyapunovError] >= 0));
    }

    [Fact]
    public void The_weight_traces_show_a_network_at_rest_and_a_chaotic_one()
    {
        SweepSpec sweep = Catalogue.Find("weights").Resolve("paper");
        LyapunovSpectrum Exponent(string grid, out MotionKind kind)
        {
            TrainingProblem problem = TrainingProblem.Create(sweep.Cells.Single(cell => cell.Grid == grid).Training(RuleName.CurlDescent, 0));
            double[] weights = LearningField.Flatten(Trainer.Run(problem, cancellation: TestContext.Current.CancellationToken).Final);
            kind = WeightMotion.At(problem, weights).Kind;
            var map = TrainingMap.Create(problem);
            var options = new LyapunovOptions { TransientSteps = 2000, Batches = 10, StepsPerBatch = 1000, Interval = 10 };
            return LyapunovExponents.Compute(map, weights, options, cancellation: TestContext.Current.CancellationToken).Per(1 / map.StepSize);
        }

        Assert.InRange(Exponent("converging", out MotionKind still).Largest, -1e-6, 1e-6);
        Assert.Equal(MotionKind.Rest, still);
        LyapunovSpectrum chaotic = Exponent("chaotic", out MotionKind moving);
        Assert.Equal(MotionKind.Other, moving);
        Assert.True(chaotic.Largest > 5 * chaotic.LargestError && chaotic.Largest > 1e-3);
    }

    [Fact]
    public void A_run_that_diverged_has_no_exponent()
    {
        ResultTable table = Miniature.Run("lyapunov", 1, [RuleName.CurlDescent], ["compressionRatio=0.5", "hiddenFraction=0", "epochs=50", "orderParameterWindow=10", "learningRate=100", "keepNorms=false", "lyapunovEpochs=10"]);
        Assert.All(table.Runs, r => Assert.NotEqual(Outcome.HorizonReached, r.Outcome));
        Assert.All(table.Runs, r => Assert.True(double.IsNaN(r[Measure.LyapunovExponent])));
    }

    [Fact]
    public void Kernels_are_those_of_the_teacher_of_the_cell()
    {
        SweepSpec sweep = Catalogue.Find("tangent-kernel").Resolve("paper", new ExperimentOverrides { Set = ExperimentOverrides.ParseSet(["trainingSamples=80", "compressionRatio=0.5", "readoutFraction=0,0.5", "hiddenFraction=0"]) });
        ResultTable table = Miniature.Run(sweep);
        foreach (RunRow run in table.Runs)
        {
            SignedTangentKernel kernel = SignedTangentKernel.AtTeacher(TrainingProblem.Create(sweep.Cells[run.Cell].Training(RuleName.CurlDescent, 0)));
            Assert.Equal(kernel.LargestEigenvalue, run[Measure.GrowthRate]);
            Assert.Equal(kernel.UnstableDirections, run[Measure.UnstableDirections]);
            bool flipped = sweep.Cells[run.Cell].Shown["readoutFlips"].Number > 0;
            Assert.Equal(flipped, run[Measure.UnstableDirections] > 0);
        }
    }
}
