using CurlDescent.Experiments;
using CurlDescent.Experiments.Reproduction;
using CurlDescent.Simulation;
using CurlDescent.Stability;
using CurlDescent.Stability.Lyapunov;

namespace CurlDescent.Tests.Experiments.Reproduction;

/// <summary>Every type of claim on tables whose verdict is known: supported, not supported, undecided.</summary>
public sealed class ClaimTests
{
    private static readonly HiddenPhaseBoundary Hidden = HiddenPhaseBoundary.Create();
    private static readonly ReadoutPhaseBoundary Readout = ReadoutPhaseBoundary.Create();

    public static TheoryData<int> AllClaims => [.. Enumerable.Range(0, PaperClaims.Paper.Count + PaperClaims.Beyond.Count)];

    [Theory]
    [MemberData(nameof(AllClaims))]
    public void Without_its_dataset_a_claim_is_undecided_and_says_so(int index)
    {
        PaperClaim claim = PaperClaims.Paper.Concat(PaperClaims.Beyond).ElementAt(index);
        ClaimRow row = claim.Judge(Synthetic.Data());
        Assert.Equal(Verdict.Undecided, row.Finding.Verdict);
        Assert.Equal($"no dataset {string.Join(", ", claim.Datasets)}", row.Finding.Numbers);
        Assert.Equal("absent", row.Size);
        Assert.All(claim.Datasets, id => Assert.Contains(id, Catalogue.Ids));
        Assert.NotEmpty(claim.Criterion);
    }

    [Theory]
    [InlineData(-15, -15, Verdict.Supported)]
    [InlineData(-0.5, -0.5, Verdict.NotSupported)]
    [InlineData(-15, -0.5, Verdict.NotSupported)]
    public void A_share_of_stable_cells(double few, double many, Verdict verdict)
    {
        var claim = new StableShareClaim(0, 0.25, Stable: true, CellState.FinalError) { Statement = "", Datasets = ["fig3a-inset"] };
        ReportSource source = Synthetic.Source("fig3a-inset", (cell, _, _) => [(Measure.Log10FinalTestError, Fraction(cell, hidden: true) < 0.5 ? few : many), (Measure.ExactZero, 0)]);
        Assert.Equal(verdict, claim.Judge(Synthetic.Data(source)).Finding.Verdict);

        // The other way round: all unstable.
        Verdict opposite = (claim with { Stable = false }).Judge(Synthetic.Data(source)).Finding.Verdict;
        Assert.Equal((few, many) is (-0.5, -0.5) ? Verdict.Supported : Verdict.NotSupported, opposite);
    }

    [Fact]
    public void A_few_cells_decide_nothing()
    {
        var claim = new StableShareClaim(0, 0.25, Stable: true, CellState.FinalError) { Statement = "", Datasets = ["fig3a-inset"] };
        ReportSource source = Synthetic.Source("fig3a-inset", (_, _, _) => [(Measure.Log10FinalTestError, -15), (Measure.ExactZero, 0)], "preview");
        Assert.Equal(Verdict.Undecided, claim.Judge(Synthetic.Data(source)).Finding.Verdict);
        Assert.StartsWith("not enough data", (claim with { FromRatio = 100, ToRatio = 200 }).Judge(Synthetic.Data(source)).Finding.Numbers, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_without_a_logarithm_was_stable_if_its_errors_were_exactly_zero()
    {
        CellRow Row(double exactZero) => Synthetic.Source("fig3a", (_, _, _) => [(Measure.Log10FinalTestError, double.NaN), (Measure.ExactZero, exactZero)], "preview").Table.Cells[0];
        Assert.False(CellState.FinalError.IsUnstable(Row(1)));
        Assert.True(CellState.FinalError.IsUnstable(Row(0)));
    }

    [Theory]
    [InlineData(BoundaryOf.HiddenFlips, "fig3a")]
    [InlineData(BoundaryOf.ReadoutFlips, "fig4")]
    [InlineData(BoundaryOf.ReadoutFlips, "fig8")]
    [InlineData(BoundaryOf.HiddenFlips, "fig3b")]
    public void Agreement_with_a_boundary(BoundaryOf boundary, string id)
    {
        CellState state = id == "fig3b" ? CellState.OrderParameter : id == "fig3a" ? CellState.FinalError : CellState.GreatestError;
        var claim = new BoundaryAgreementClaim(boundary, state) { Statement = "", Datasets = [id] };
        ReportSource Source(Func<Cell, bool> unstable) => Synthetic.Source(id, (cell, _, _) =>
        [
            (state.Measure, unstable(cell) ? state == CellState.OrderParameter ? 0.1 : -0.5 : state == CellState.OrderParameter ? 1e-30 : -29),
            (Measure.ExactZero, 0),
        ]);
        bool Exact(Cell cell) => DesignedCell.Of(cell).DistanceFrom(boundary) < 0;
        Finding exact = claim.Judge(Synthetic.Data(Source(Exact))).Finding;
        Assert.Contains("agreement 100 %", exact.Numbers, StringComparison.Ordinal);
        Assert.Equal(Verdict.Supported, exact.Verdict);
        Assert.Equal(Verdict.NotSupported, claim.Judge(Synthetic.Data(Source(cell => !Exact(cell)))).Finding.Verdict);
        Assert.Equal(Verdict.NotSupported, claim.Judge(Synthetic.Data(Source(cell => cell.Index % 2 == 0))).Finding.Verdict);
    }

    [Fact]
    public void Agreement_with_the_joint_boundary()
    {
        var claim = new BoundaryAgreementClaim(BoundaryOf.BothLayers, CellState.GreatestError) { Statement = "", Datasets = ["joint"], Grid = "expansive" };
        Finding Judge(bool exact)
        {
            var joint = JointPhaseBoundary.Create();
            ReportSource source = Synthetic.Source("joint", (cell, _, _) =>
            [
                (Measure.Log10MaxTrainError, joint.LeftEdge(Ratio(cell), Fraction(cell, true), Fraction(cell, false)) < 0 == exact ? -1 : -29),
                (Measure.ExactZero, 0),
            ], "preview");
            return claim.Judge(Synthetic.Data(source)).Finding;
        }

        Assert.StartsWith("agreement 100 % [86.7, 100] of 25 cells", Judge(true).Numbers, StringComparison.Ordinal);
        Assert.StartsWith("agreement 0 % [0, 13.3] of 25 cells", Judge(false).Numbers, StringComparison.Ordinal);
    }

    [Fact]
    public void Whole_maps_support_agreement()
    {
        ReportSource map = Synthetic.Source("fig3a", (cell, _, _) =>
            [(Measure.Log10FinalTestError, Ratio(cell) < 0.5 == Fraction(cell, true) <= Hidden.LargestStableFraction(Ratio(cell)) ? -15 : -0.5), (Measure.ExactZero, 0)]);
        ReportSource exact = Synthetic.Source("fig3a", (cell, _, _) => [(Measure.Log10FinalTestError, Fraction(cell, true) <= Hidden.LargestStableFraction(Ratio(cell)) ? -15 : -0.5), (Measure.ExactZero, 0)]);
        var claim = new BoundaryAgreementClaim(BoundaryOf.HiddenFlips, CellState.FinalError) { Statement = "", Datasets = ["fig3a"] };
        Assert.Equal(Verdict.Supported, claim.Judge(Synthetic.Data(exact)).Finding.Verdict);
        Assert.Equal(Verdict.NotSupported, claim.Judge(Synthetic.Data(map)).Finding.Verdict);
    }

    [Theory]
    [InlineData("preview", true, "a preview decides nothing")]
    [InlineData("preview", false, "a preview decides nothing")]
    [InlineData("laptop", false, "fewer epochs than the whole experiment refute nothing")]
    public void Short_runs_refute_nothing_and_previews_decide_nothing(string size, bool exact, string reason)
    {
        var claim = new ColumnContrastClaim(BoundaryOf.HiddenFlips, Measure.Log10FinalTestError) { Statement = "", Datasets = ["fig6b"] };
        ReportSource source = Synthetic.Source("fig6b", (cell, _, _) => [(Measure.Log10FinalTestError, Fraction(cell, true) > Hidden.LargestStableFraction(Ratio(cell)) == exact ? -1 : -2), (Measure.ExactZero, 0)], size);
        Finding finding = claim.Judge(Synthetic.Data(source)).Finding;
        Assert.Equal(Verdict.Undecided, finding.Verdict);
        Assert.EndsWith(reason, finding.Numbers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, Verdict.Supported)]
    [InlineData(-1, Verdict.NotSupported)]
    public void Contrast_of_columns(double sign, Verdict verdict)
    {
        var claim = new ColumnContrastClaim(BoundaryOf.HiddenFlips, Measure.Log10FinalTestError) { Statement = "", Datasets = ["fig6b"] };
        ReportSource source = Synthetic.Source("fig6b", (cell, _, _) =>
            [(Measure.Log10FinalTestError, sign * (Fraction(cell, true) > Hidden.LargestStableFraction(Ratio(cell)) ? -1 : -1.5) + Ratio(cell)), (Measure.ExactZero, 0)]);
        Assert.Equal(verdict, claim.Judge(Synthetic.Data(source)).Finding.Verdict);
        ReportSource few = Synthetic.Source("fig6b", (_, _, _) => [(Measure.Log10FinalTestError, double.NaN), (Measure.ExactZero, 0)], "preview");
        Assert.StartsWith("not enough data", claim.Judge(Synthetic.Data(few)).Finding.Numbers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, Verdict.Supported)]
    [InlineData(0.15, Verdict.NotSupported)]
    [InlineData(-0.15, Verdict.NotSupported)]
    public void Crossing_at_the_boundary(double shift, Verdict verdict)
    {
        var claim = new CrossingClaim(BoundaryOf.ReadoutFlips, CellState.GreatestError) { Statement = "", Datasets = ["fig4"] };
        ReportSource source = Synthetic.Source("fig4", (cell, _, _) =>
            [(Measure.Log10MaxTrainError, Fraction(cell, false) > Readout.LargestStableFraction(Ratio(cell)) + shift ? -1 : -29), (Measure.ExactZero, 0)]);

        // Where c is large the boundary is at nearly 0, and cannot be missed downwards; c below 1 decides.
        ReportSource expansive = source with { Table = source.Table with { Cells = [.. source.Table.Cells.Where(r => r.Number("compressionRatio") < 0.5)] } };
        Assert.Equal(verdict, claim.Judge(Synthetic.Data(expansive)).Finding.Verdict);
    }

    [Theory]
    [InlineData(0, Verdict.Supported)]
    [InlineData(-0.3, Verdict.NotSupported)]
    [InlineData(10, Verdict.Undecided)]
    public void Critical_ratio_of_few_flips(double shift, Verdict verdict)
    {
        var claim = new CriticalRatioClaim(CellState.FinalError) { Statement = "", Datasets = ["fig3a-inset"] };
        double critical = Hidden.FindCriticalCompressionRatio(0.05) + shift;
        ReportSource source = Synthetic.Source("fig3a-inset", (cell, _, _) => [(Measure.Log10FinalTestError, Ratio(cell) > critical ? -0.5 : -15), (Measure.ExactZero, 0)]);
        Assert.Equal(verdict, claim.Judge(Synthetic.Data(source)).Finding.Verdict);
    }

    [Theory]
    [InlineData(-1, -8, Verdict.Supported)]
    [InlineData(-1, -0.5, Verdict.NotSupported)]
    [InlineData(-29, -30, Verdict.Undecided)]
    public void Low_final_error(double greatest, double final, Verdict verdict)
    {
        var claim = new LowFinalErrorClaim(1e-3) { Statement = "", Datasets = ["fig4"] };
        ReportSource source = Synthetic.Source("fig4", (_, _, seed) => [(Measure.Log10MaxTrainError, greatest), (Measure.Log10FinalTestError, final + 0.001 * seed), (Measure.ExactZero, 0)]);
        Assert.Equal(verdict, claim.Judge(Synthetic.Data(source)).Finding.Verdict);
    }

    [Theory]
    [InlineData(0.5, Verdict.Supported)]
    [InlineData(2.0, Verdict.NotSupported)]
    [InlineData(1.0, Verdict.Undecided)]
    public void Faster_towards_the_end_of_an_axis(double ratioAtEnd, Verdict verdict)
    {
        var claim = new FasterTowardsClaim("trainingSamples", "P") { Statement = "", Datasets = ["fig5c"], Activation = "tanh" };
        ReportSource source = Synthetic.Source("fig5c", (cell, rule, seed) =>
            Synthetic.Epochs(1000 * (1 + 0.1 * seed) * (rule == RuleName.CurlDescent ? (cell.Shown["trainingSamples"].Number > 500 ? ratioAtEnd : 1.5) * Noise(seed) : 1), 1e5));
        Finding finding = claim.Judge(Synthetic.Data(source)).Finding;
        Assert.Equal(verdict, finding.Verdict);
        if (verdict == Verdict.Supported) Assert.Contains("below 1 from P = 600 on", finding.Numbers, StringComparison.Ordinal);

        // No run reached the threshold: nothing is known.
        ReportSource none = Synthetic.Source("fig5c", (_, _, _) => Synthetic.Epochs(double.NaN, 1e5));
        Assert.StartsWith("not enough data", claim.Judge(Synthetic.Data(none)).Finding.Numbers, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_that_did_not_reach_the_threshold_are_counted()
    {
        var claim = new FasterTowardsClaim("trainingSamples", "P") { Statement = "", Datasets = ["fig5c"], Activation = "tanh" };
        ReportSource source = Synthetic.Source("fig5c", (_, rule, seed) => Synthetic.Epochs(rule == RuleName.CurlDescent ? 500 : seed == 0 ? double.NaN : 1000, 2000));
        Assert.Contains("threshold not reached by 19 runs of gradient descent and 0 of curl descent, in 0 pairs by neither", claim.Judge(Synthetic.Data(source)).Finding.Numbers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.6, true, Verdict.Supported)]
    [InlineData(1.5, true, Verdict.NotSupported)]
    [InlineData(1.0, true, Verdict.Undecided)]
    [InlineData(1.2, false, Verdict.Supported)]
    [InlineData(0.6, false, Verdict.NotSupported)]
    public void Overall_speed(double ratio, bool faster, Verdict verdict)
    {
        var claim = new OverallSpeedClaim("initialRange", "range", faster) { Statement = "", Datasets = ["fig5d"], Activation = "tanh" };
        ReportSource source = Synthetic.Source("fig5d", (cell, rule, seed) => Synthetic.Epochs(1000 * (rule == RuleName.CurlDescent ? ratio * Noise(seed) * Noise(cell.Index) : 1), 4000));
        Assert.Equal(verdict, claim.Judge(Synthetic.Data(source)).Finding.Verdict);
    }

    [Theory]
    [InlineData(5, Verdict.Supported)]
    [InlineData(1, Verdict.NotSupported)]
    [InlineData(0, Verdict.NotSupported)]
    [InlineData(10, Verdict.NotSupported)]
    public void Faster_up_to_half(int last, Verdict verdict)
    {
        var claim = new FasterUpToHalfClaim("readoutFlips", "flips", 10) { Statement = "", Datasets = ["fig5f"] };
        ReportSource source = Synthetic.Source("fig5f", (cell, rule, seed) => Synthetic.Epochs(1000 * (rule == RuleName.CurlDescent ? (cell.Shown["readoutFlips"].Number <= last ? 0.6 : 1.6) * Noise(seed) : 1), 2e4));
        Finding finding = claim.Judge(Synthetic.Data(source)).Finding;
        Assert.Equal(verdict, finding.Verdict);
        Assert.StartsWith($"faster up to {last} of 10", finding.Numbers, StringComparison.Ordinal);
    }

    [Fact]
    public void Noise_leaves_the_limit_of_faster_flips_open()
    {
        var claim = new FasterUpToHalfClaim("readoutFlips", "flips", 10) { Statement = "", Datasets = ["fig5f"] };
        ReportSource source = Synthetic.Source("fig5f", (_, rule, seed) => Synthetic.Epochs(1000 * (rule == RuleName.CurlDescent ? Math.Pow(Noise(seed), 6) : 1), 2e4));
        Assert.Equal(Verdict.Undecided, claim.Judge(Synthetic.Data(source)).Finding.Verdict);
    }

    [Theory]
    [InlineData(1.00001, Verdict.Supported)]
    [InlineData(1.01, Verdict.NotSupported)]
    public void Turning_networks_are_held_against_the_closed_form(double factor, Verdict verdict)
    {
        int turning = 0;
        ReportSource source = Synthetic.Source("lyapunov", (cell, rule, seed) =>
        {
            SilentRotation? rotation = DesignedCell.Of(cell) is { HiddenFraction: > 0.9, CompressionRatio: < 1 }
                ? SilentRotation.Find(TrainingProblem.Create(cell.Training(rule, seed)))
                : null;
            if (rotation is not null) turning++;
            return
            [
                (Measure.OrderParameter, rotation is null ? 1e-30 : 0.01), (Measure.LyapunovExponent, 0), (Measure.LyapunovError, 1e-4), (Measure.FinalTrainError, factor * rotation?.TrainError ?? 1),
                (Measure.WeightStep, 1e-2), (Measure.WeightTwoSteps, 2e-2), (Measure.GramStep, 1e-12),
            ];
        }, "laptop");

        Finding finding = new RotationClaim { Statement = "", Datasets = ["lyapunov"] }.Judge(Synthetic.Data(source)).Finding;

        Assert.Equal(verdict, finding.Verdict);
        Assert.Contains($"of {turning} runs that turn", finding.Numbers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, Verdict.Supported)]
    [InlineData(true, Verdict.NotSupported)]
    public void Chaos_beside_a_stable_turning_state_refutes(bool chaotic, Verdict verdict)
    {
        int turning = 0, others = 0;
        ReportSource source = Synthetic.Source("lyapunov", (cell, rule, seed) =>
        {
            bool moves = cell.Grid == "deep" && DesignedCell.Of(cell).HiddenFraction > 0.9;
            bool turns = moves && SilentRotation.Find(TrainingProblem.Create(cell.Training(rule, seed))) is { CanBeStable: true };
            if (turns) turning++;
            else if (moves) others++;
            return
            [
                (Measure.OrderParameter, moves ? 0.01 : 1e-30), (Measure.LyapunovExponent, turns == chaotic ? 0.1 : 0), (Measure.LyapunovError, 1e-4),
                (Measure.WeightStep, 1e-2), (Measure.WeightTwoSteps, 2e-2), (Measure.GramStep, 1e-12),
            ];
        }, "figure");

        Finding finding = new TurningBarsChaosClaim { Statement = "", Datasets = ["lyapunov"] }.Judge(Synthetic.Data(source)).Finding;

        Assert.Equal(verdict, finding.Verdict);
        Assert.Contains($"of {turning} runs with such a state: {(chaotic ? turning : 0)} chaotic", finding.Numbers, StringComparison.Ordinal);
        Assert.Contains($"of the {others} without {(chaotic ? 0 : others)} chaotic", finding.Numbers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0, Verdict.Supported, Verdict.NotSupported, Verdict.Supported)]
    [InlineData(0.8, Verdict.NotSupported, Verdict.Supported, Verdict.Supported)]
    [InlineData(1000.0, Verdict.NotSupported, Verdict.Supported, Verdict.NotSupported)]
    public void Exponents_beside_q_and_kinds_of_motion(double quietRatio, Verdict everywhere, Verdict quietClose, Verdict chaoticDeep)
    {
        ReportSource source = Synthetic.Source("lyapunov", (cell, _, seed) =>
        {
            DesignedCell designed = DesignedCell.Of(cell);
            bool moves = designed.DistanceFrom(BoundaryOf.HiddenFlips) < 0, chaotic = moves && designed.CompressionRatio > quietRatio;
            return
            [
                (Measure.OrderParameter, moves ? 0.01 : 1e-30), (Measure.LyapunovExponent, chaotic ? 0.01 : 1e-6), (Measure.LyapunovError, 1e-4),
                (Measure.WeightStep, moves ? 1e-2 : 1e-16), (Measure.WeightTwoSteps, seed == 0 ? 1e-16 : 2e-2), (Measure.GramStep, chaotic || seed == 0 ? 1e-2 : 1e-8),
            ];
        });
        Verdict Of(PaperClaim claim) => claim.Judge(Synthetic.Data(source)).Finding.Verdict;
        var claim = new ExponentClaim { Statement = "", Datasets = ["lyapunov"] };
        Assert.Equal(everywhere, Of(claim));
        Assert.Equal(quietClose, Of(new MotionClaim(0.1, 0.7, Chaotic: false) { Statement = "", Datasets = ["lyapunov"] }));
        Assert.Equal(chaoticDeep, Of(new MotionClaim(2, 40, Chaotic: true) { Statement = "", Datasets = ["lyapunov"] }));
        ReportSource still = Synthetic.Source("lyapunov", (_, _, _) => [(Measure.OrderParameter, 0), (Measure.LyapunovExponent, 0), (Measure.LyapunovError, 0), (Measure.WeightStep, 0), (Measure.WeightTwoSteps, 0), (Measure.GramStep, 0)], "preview");
        Assert.StartsWith("not enough data", claim.Judge(Synthetic.Data(still)).Finding.Numbers, StringComparison.Ordinal);
        ReportSource earlier = Synthetic.Source("lyapunov", (_, _, _) => [(Measure.OrderParameter, 0), (Measure.LyapunovExponent, 0), (Measure.LyapunovError, 0)]);
        Assert.StartsWith("not enough data: No measure 'weightStep'", claim.Judge(Synthetic.Data(earlier)).Finding.Numbers, StringComparison.Ordinal);
        Assert.StartsWith("not enough data", new MotionClaim(2, 40, Chaotic: true) { Statement = "", Datasets = ["lyapunov"] }.Judge(Synthetic.Data(still)).Finding.Numbers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tangent-kernel", "fig8")]
    [InlineData("tangent-kernel-linear", "fig4")]
    public void Kernels_beside_runs_from_the_teacher(string kernelId, string map)
    {
        static bool Grows(Cell cell) => Fraction(cell, hidden: false) > 0.4;
        ReportSource kernels = Synthetic.Source(kernelId, (cell, _, _) => Rates(Grows(cell) ? 1.0 : -1e-6));
        ReportSource Map(bool agrees) => Synthetic.Source(map, (cell, _, _) => [(Measure.Log10MaxTrainError, Grows(cell) == agrees ? -1 : -29), (Measure.ExactZero, 0)]);
        var claim = new KernelClaim(CellState.GreatestError, BoundaryOf.ReadoutFlips) { Statement = "", Datasets = [kernelId, map] };
        Finding agreeing = claim.Judge(Synthetic.Data(kernels, Map(true))).Finding;
        Assert.Equal(Verdict.Supported, agreeing.Verdict);
        Assert.DoesNotContain("only", agreeing.Numbers, StringComparison.Ordinal);
        Finding disagreeing = claim.Judge(Synthetic.Data(kernels, Map(false))).Finding;
        Assert.Equal(Verdict.NotSupported, disagreeing.Verdict);
        Assert.Contains("by the kernel only", disagreeing.Numbers, StringComparison.Ordinal);
        Assert.Equal($"no dataset {kernelId}", claim.Judge(Synthetic.Data(Map(true))).Finding.Numbers);

        // Two experiments that share no cell.
        ReportSource strangers = Synthetic.Source("fig6a", (_, _, _) => [(Measure.Log10MaxTrainError, -1)]);
        Assert.StartsWith("not enough data", (claim with { Datasets = ["tangent-kernel-linear", "fig6a"] }).Judge(Synthetic.Data(Synthetic.Source("tangent-kernel-linear", (_, _, _) => Rates(1)), strangers)).Finding.Numbers, StringComparison.Ordinal);
    }

    [Fact]
    public void Kernels_beside_runs_from_random_weights()
    {
        static bool Grows(Cell cell) => Fraction(cell, hidden: true) > 0.4;
        ReportSource tanh = Synthetic.Source("tangent-kernel", (cell, _, _) => Rates(Grows(cell) ? 1.0 : -1e-6)), linear = Synthetic.Source("tangent-kernel-linear", (cell, _, _) => Rates(Grows(cell) ? 1.0 : -1e-6));
        ReportSource Map(string id, bool agrees) => Synthetic.Source(id, (cell, _, _) => [(Measure.Log10FinalTestError, Grows(cell) == agrees ? -1 : -12), (Measure.ExactZero, 0)]);
        var contrast = new KernelContrastClaim { Statement = "", Datasets = ["tangent-kernel", "fig6a"] };
        Assert.Equal(Verdict.Supported, contrast.Judge(Synthetic.Data(tanh, Map("fig6a", true))).Finding.Verdict);
        Assert.Equal(Verdict.NotSupported, contrast.Judge(Synthetic.Data(tanh, Map("fig6a", false))).Finding.Verdict);
        Assert.StartsWith("not enough data", contrast.Judge(Synthetic.Data(Synthetic.Source("tangent-kernel", (_, _, _) => Rates(1)), Map("fig6a", true))).Finding.Numbers, StringComparison.Ordinal);

        var failing = new UnstableTeacherClaim(CellState.FinalError) { Statement = "", Datasets = ["tangent-kernel-linear", "fig3a-inset", "fig3a"] };
        ReportSource inset = Map("fig3a-inset", true);
        Assert.Equal(Verdict.Supported, failing.Judge(Synthetic.Data(linear, inset, Map("fig3a", true))).Finding.Verdict);
        Finding half = failing.Judge(Synthetic.Data(linear, inset, Map("fig3a", false))).Finding;
        Assert.Equal(Verdict.NotSupported, half.Verdict);
        Assert.StartsWith("not enough data", failing.Judge(Synthetic.Data(Synthetic.Source("tangent-kernel-linear", (_, _, _) => Rates(-1)), inset, Map("fig3a", true))).Finding.Numbers, StringComparison.Ordinal);
    }

    [Fact]
    public void The_kernel_predicts_within_the_run_and_sees_steps_that_overshoot()
    {
        SweepSpec map = Catalogue.Find("fig4").Resolve("paper");
        Cell cell = map.Cells[100];
        CellRow row = Synthetic.Source("fig4", (_, _, _) => [(Measure.Log10MaxTrainError, -1)]).Table.Cells[0];
        KernelPrediction With(double growth, double fastest) =>
            new(cell, 0, row, Synthetic.Source("tangent-kernel-linear", (_, _, _) => [(Measure.GrowthRate, growth), (Measure.UnstableDirections, growth > 0 ? 1 : 0), (Measure.FastestRate, fastest)]).Table.Cells[0]);

        // 1e5 full-batch steps of 0.1 from 1e-15: ten orders of magnitude need a rate of ln(1e10)/1e4.
        double slowest = Math.Log(1e10) / 1e4;
        Assert.True(With(1.01 * slowest, 1).LeavesTeacher);
        Assert.False(With(0.99 * slowest, 1).LeavesTeacher);
        Assert.True(With(0.99 * slowest, 1).IsUnstable);
        Assert.True(With(-1, 20.1) is { LeavesTeacher: true, Overshoots: true, IsUnstable: false });
        Assert.False(With(-1, 19.9).LeavesTeacher);
    }

    private static (string, double)[] Rates(double growth) => [(Measure.GrowthRate, growth), (Measure.UnstableDirections, growth > 0 ? 1 : 0), (Measure.FastestRate, 1)];

    private static double Noise(int seed) => seed % 2 == 0 ? 1.05 : 1 / 1.05;

    private static double Ratio(Cell cell) => DesignedCell.Of(cell).CompressionRatio;

    private static double Fraction(Cell cell, bool hidden) => hidden ? DesignedCell.Of(cell).HiddenFraction : DesignedCell.Of(cell).ReadoutFraction;
}
