using CurlDescent.Experiments;

namespace CurlDescent.Tests.Experiments;

/// <summary>The kinds of experiments beyond the paper, and that the paper's own specs mean what they always meant.</summary>
public sealed class BeyondTests
{
    // First 16 digits of the hash of each spec. A change invalidates every store and dataset that was made: it must be wanted.
    public static TheoryData<string, string> Hashes => new()
    {
        { "fig3a", "ef5214ed844e935d" },
        { "fig3a-inset", "7347d5606d853c22" },
        { "fig3b", "8d27a0f227ce2edd" },
        { "fig4", "058bb199d6ed3227" },
        { "fig5b", "6969c834aefcd42c" },
        { "fig5c", "5898ddd6b4419b87" },
        { "fig5d", "e16b375794544897" },
        { "fig5e", "03d96c1e912a5bed" },
        { "fig5f", "124937620fe195cd" },
        { "fig6a", "9cff7ff1b4b35db9" },
        { "fig6b", "ce32b9002fb8cd72" },
        { "fig8", "252cd373bf40c9d1" },
        { "fig10", "96b06edbbae6c1f8" },
        { "fig11a", "4221363cf80bea94" },
        { "fig11b", "f2313c335629dac0" },
        { "fig11c", "27cdb7174125e05f" },
        { "fig11d", "9dcb3d2969eed411" },
        { "spectrum", "8148b0396c313449" },
        { "weights", "e9286ac445453628" },
    };

    [Theory]
    [MemberData(nameof(Hashes))]
    public void SpecsOfThePaperKeepTheirHash(string id, string hash) =>
        Assert.Equal(hash, Catalogue.Find(id).Resolve("paper").Hash[..16]);

    [Fact]
    public void ExponentAndOrderParameterBelongToTheRunOfThePaper()
    {
        string[] cell = ["compressionRatio=0.5", "hiddenFraction=0,0.9", "epochs=1200"];
        ResultTable paper = Miniature.Run("fig3b", 1, [RuleName.CurlDescent], cell);
        ResultTable exponents =
            Miniature.Run("lyapunov", 1, [RuleName.CurlDescent], [.. cell, "lyapunovTransient=100", "lyapunovEpochs=300"]);
        RunRow[] same = [.. exponents.Runs.Where(r => r.Grid != "deep")];
        Assert.Equal(paper.Runs.Select(r => r[Measure.OrderParameter]), same.Select(r => r[Measure.OrderParameter]));
        Assert.Equal(paper.Runs.Select(r => r[Measure.FinalTrainError]), same.Select(r => r[Measure.FinalTrainError]));

        // Without flips the directions along the solution manifold neither grow nor shrink.
        Assert.All(
            exponents.Runs.Where(r => r.Number("hiddenFraction") == 0), r => Assert.InRange(r[Measure.LyapunovExponent], -1e-3, 1e-3));
        Assert.All(exponents.Runs, r => Assert.True(r[Measure.LyapunovError] >= 0));
    }

    [Fact]
    public void HandedOverOnItsPlateauGradientDescentGoesOnAsBefore()
    {
        // Full batches: there is no order of samples that would begin anew.
        ResultTable table = Miniature.Run("plateaus", 3, [RuleName.GradientDescent, RuleName.CurlDescent],
            ["trainingSamples=60", "batchSize=full", "learningRate=1", "epochs=3000", "errorThreshold=5e-3", "stopThreshold=5e-3"]);
        RunRow Of(string rule, int seed) => table.Runs.Single(run => run.Rule == rule && run.Seed == seed);
        Assert.All(Enumerable.Range(0, 3), seed =>
        {
            RunRow gradient = Of(RuleName.GradientDescent, seed), curl = Of(RuleName.CurlDescent, seed);
            double from = gradient[Measure.EpochsToThreshold] - gradient[Measure.HandedEpochs];
            Assert.InRange(from, 0, gradient[Measure.EpochsToThreshold] - gradient[Measure.SlowestHalving]);
            Assert.Equal(gradient[Measure.SlowestHalving], curl[Measure.SlowestHalving]);
            Assert.Equal(gradient[Measure.NegativeGrowth], curl[Measure.NegativeGrowth]);
            Assert.True(gradient[Measure.NegativeGrowth] >= 0 && gradient[Measure.SlopeThere] > 0 && curl[Measure.SlopeThere] > 0);
        });
        Assert.Contains(Enumerable.Range(0, 3), seed =>
            Of(RuleName.GradientDescent, seed)[Measure.HandedEpochs] != Of(RuleName.CurlDescent, seed)[Measure.HandedEpochs]);
    }

    [Fact]
    public void FromSmallWeightsThePlateauIsASaddleThatFlippedInputsHold()
    {
        ResultTable table = Miniature.Run("escapes", 2, null, ["activation=linear", "hiddenFlips=3", "learningRate=1", "epochs=2000"],
            "saddle-inputs");
        foreach (RunRow gradient in table.Runs.Where(run => run.Rule == RuleName.GradientDescent))
        {
            RunRow curl = table.Runs.Single(run => run.Rule == RuleName.CurlDescent && run.Seed == gradient.Seed);
            Assert.True(gradient[Measure.NegativeGrowth] > 1);

            // The output derivative of a linear network is 1: the rule is the gradient of the loss.
            Assert.Equal(gradient[Measure.NegativeGrowth], gradient[Measure.OwnRate] * gradient[Measure.SlowestHalving], 1e-3);
            Assert.True(curl[Measure.OwnRate] < gradient[Measure.OwnRate]);
            Assert.False(curl[Measure.HandedHalving] <= gradient[Measure.HandedHalving]);
            Assert.True(gradient[Measure.ReadoutKept] > 10);
        }
    }

    [Fact]
    public void ARunThatNeverHalvesItsErrorHasNoPlateau()
    {
        ResultTable table = Miniature.Run("escapes", 1, null, ["epochs=2", "trainingSamples=20"], "saddle-units");
        Assert.All(table.Runs, run =>
        {
            Assert.True(double.IsNaN(run[Measure.SlowestHalving]) && double.IsNaN(run[Measure.OwnRate]));
            Assert.True(double.IsFinite(run[Measure.ReadoutKept]));
        });
    }

    [Fact]
    public void EscapesAreWhatPlateausAreAndMore()
    {
        string[] set =
        [
            "trainingSamples=60", "batchSize=full", "learningRate=1", "epochs=3000", "errorThreshold=5e-3", "stopThreshold=5e-3",
            "readoutFlips=1", "hiddenFlips=0",
        ];
        ResultTable plateaus = Miniature.Run("plateaus", 2, null, set), escapes = Miniature.Run("escapes", 2, null, set, "units");
        foreach (RunRow run in escapes.Runs)
        {
            RunRow same = plateaus.Runs.Single(other => other.Rule == run.Rule && other.Seed == run.Seed);
            Assert.All(same.Measures, measure => Assert.Equal(measure.Value, run[measure.Key]));
            Assert.Equal(1, run[Measure.ReadoutKept], 1e-9);
            Assert.True(double.IsNaN(run[Measure.OwnRate]), "more than 300 weights");
            if (run.Rule == RuleName.GradientDescent) Assert.Equal(run[Measure.SlowestHalving], run[Measure.HandedHalving]);
        }

        Assert.Equal(4, escapes.Runs.Select(run => run[Measure.OwnCurvature]).Distinct().Count());
    }

    [Fact]
    public void TheWeightTracesShowANetworkAtRestAndAChaoticOne()
    {
        SweepSpec sweep = Catalogue.Find("weights").Resolve("paper");
        LyapunovSpectrum Exponent(string grid, out MotionKind kind)
        {
            TrainingProblem problem =
                TrainingProblem.Create(sweep.Cells.Single(cell => cell.Grid == grid).Training(RuleName.CurlDescent, 0));
            double[] weights = LearningField.Flatten(Trainer.Run(problem, cancellation: TestContext.Current.CancellationToken).Final);
            kind = WeightMotion.At(problem, weights).Kind;
            var map = TrainingMap.Create(problem);
            var options = new LyapunovOptions { TransientSteps = 2000, Batches = 10, StepsPerBatch = 1000, Interval = 10 };
            return LyapunovExponents.Compute(map, weights, options, cancellation: TestContext.Current.CancellationToken).Per(
                1 / map.StepSize);
        }

        Assert.InRange(Exponent("converging", out MotionKind still).Largest, -1e-6, 1e-6);
        Assert.Equal(MotionKind.Rest, still);
        LyapunovSpectrum chaotic = Exponent("chaotic", out MotionKind moving);
        Assert.Equal(MotionKind.Other, moving);
        Assert.True(chaotic.Largest > 5 * chaotic.LargestError && chaotic.Largest > 1e-3);
    }

    [Fact]
    public void ARunThatDivergedHasNoExponent()
    {
        ResultTable table = Miniature.Run(
            "lyapunov", 1, [RuleName.CurlDescent],
            ["compressionRatio=0.5", "hiddenFraction=0", "epochs=50", "orderParameterWindow=10", "learningRate=100", "keepNorms=false",
                "lyapunovEpochs=10"]);
        Assert.All(table.Runs, r => Assert.NotEqual(Outcome.HorizonReached, r.Outcome));
        Assert.All(table.Runs, r => Assert.True(double.IsNaN(r[Measure.LyapunovExponent])));
    }

    // The library's solver for general matrices gives up on some kernels; another matrix with the same eigenvalues does not.
    [Theory]
    [InlineData(1769)]
    [InlineData(1770)]
    [InlineData(1771)]
    public void EveryKernelHasEigenvalues(int cell)
    {
        SweepSpec sweep = Catalogue.Find("tangent-kernel-linear").Resolve("paper");
        for (int run = 0; run < 3; run++)
        {
            SignedTangentKernel kernel =
                SignedTangentKernel.AtTeacher(TrainingProblem.Create(sweep.Cells[cell].Training(RuleName.CurlDescent, run)));
            Assert.Equal(kernel.Matrix.Diagonal().Sum(), kernel.Eigenvalues.Sum(e => e.Real), 1e-8);
            Assert.Equal(kernel.Matrix.RowCount, kernel.Eigenvalues.Count);
        }
    }

    [Fact]
    public void KernelsAreThoseOfTheTeacherOfTheRun()
    {
        SweepSpec sweep = Catalogue.Find("tangent-kernel").Resolve(
            "paper", new ExperimentOverrides
            {
                Set = ExperimentOverrides.ParseSet(
                    ["trainingSamples=80", "compressionRatio=0.5", "readoutFraction=0,0.5", "hiddenFraction=0"]),
            });
        ResultTable table = Miniature.Run(sweep);
        foreach (RunRow run in table.Runs)
        {
            SignedTangentKernel kernel =
                SignedTangentKernel.AtTeacher(TrainingProblem.Create(sweep.Cells[run.Cell].Training(RuleName.CurlDescent, run.Seed)));
            Assert.Equal(kernel.LargestEigenvalue, run[Measure.GrowthRate]);
            Assert.Equal(kernel.UnstableDirections, run[Measure.UnstableDirections]);
            bool flipped = sweep.Cells[run.Cell].Shown["readoutFlips"].Number > 0;
            Assert.Equal(flipped, run[Measure.UnstableDirections] > 0);
        }
    }
}
