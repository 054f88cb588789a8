using CurlDescent.Experiments.Reproduction;

namespace CurlDescent.Experiments;

/// <summary>
/// The claims of the report, by which notebooks judge too. To add one: an entry here, of one of the four forms, and a test on a table of
/// known verdict.
/// </summary>
public static class PaperClaims
{
    private const string P = Parameters.TrainingSamples, Range = Parameters.InitialRange, TeacherRange = Parameters.TeacherRange,
        Flips = Parameters.ReadoutFlips;

    /// <summary>What the paper claims, in its order.</summary>
    public static IReadOnlyList<PaperClaim> Paper { get; } =
    [
        new ShareClaim(Maps.Learning(0.25, CellState.FinalError))
        {
            Id = "fig3a.below-quarter",
            Panel = "Figure 3A and its inset, panel F",
            Statement = "Below c = 1/4 students from random weights learn with any fraction of flipped inputs (linear)",
            Datasets = ["fig3a", "fig3a-inset"],
            InEveryGroup = true,
        },
        new ShareClaim(Maps.Unstable(2.0 / 3, CellState.FinalError))
        {
            Id = "fig3a.above-two-thirds",
            Panel = "Figure 3A, panel F",
            Statement = "Above c = 2/3 any fraction of flipped inputs destabilises learning (linear)",
            Datasets = ["fig3a"],
        },
        new ShareClaim(Maps.Sides(BoundaryOf.HiddenFlips, CellState.FinalError))
        {
            Id = "fig3a.boundary",
            Panel = "Figure 3A and its inset, panel F",
            Statement = "Away from the boundary of hidden flips students learn on its one side and fail on the other (linear)",
            Datasets = ["fig3a", "fig3a-inset"],
        },
        new CrossingClaim(
            "the exact one", CellState.FinalError.Text, Maps.Crossings(BoundaryOf.HiddenFlips, CellState.FinalError, atSize: false))
        {
            Id = "fig3a-inset.crossing",
            Panel = "Figure 3A inset, panel F",
            Statement = "At each c the final test error rises at the boundary of hidden flips (linear)",
            Datasets = ["fig3a-inset"],
        },
        new CrossingClaim("that of the exact c", CellState.FinalError.Text, Maps.CrossingsOverRatios(CellState.FinalError, 0.25))
        {
            Id = "fig3a-inset.few-flips",
            Panel = "Figure 3A inset, panel F",
            Statement =
                "With few flipped inputs (5 to 25 %) students fail from the exact critical c on, which tends to 2/3 for a single flip of "
                + "many (linear)",
            Datasets = ["fig3a-inset"],
            Line = "flipped fractions",
            Turn = "log10 of the first unstable c",
        },
        new ShareClaim(Maps.Sides(BoundaryOf.HiddenFlips, CellState.OrderParameter))
        {
            Id = "fig3b.boundary",
            Panel = "Figure 3B, panel H",
            Statement =
                "The order parameter q jumps at the boundary of hidden flips: away from it, weights rest on its one side and move on the "
                + "other",
            Datasets = ["fig3b"],
        },
        new ShareClaim(Maps.LowFinalError(1e-3))
        {
            Id = "fig4.low-error",
            Panel = "Figure 4, panel G",
            Statement = "Most networks that readout flips drive away from the teacher end at a low test error all the same (linear)",
            Datasets = ["fig4"],
            Limit = 0.5,
        },
        new ShareClaim(Maps.Sides(BoundaryOf.ReadoutFlips, CellState.GreatestError))
        {
            Id = "fig4.boundary",
            Panel = "Figure 4, panel G",
            Statement = "Away from the boundary of readout flips the greatest error tells its sides apart (linear)",
            Datasets = ["fig4"],
        },
        new CrossingClaim(
            "that of networks of this size", CellState.GreatestError.Text,
            Maps.Crossings(BoundaryOf.ReadoutFlips, CellState.GreatestError, atSize: true))
        {
            Id = "fig4.crossing",
            Panel = "Figure 4, panel G",
            Statement = "At each c the greatest error rises at the boundary of readout flips, as networks of this size have it (linear)",
            Datasets = ["fig4"],
        },
        new RatioClaim(Ratios.EpochsToTestError(2000, [5e-3, 2e-3, 1e-3, 7e-4]), RatioPattern.BelowThroughout)
        {
            Id = "fig5b.test-epochs",
            Panel = "Figure 5B, panel I",
            Statement =
                "With one flipped readout weight the test error of a tanh network falls to low levels in fewer epochs than with gradient "
                + "descent (2000 samples)",
            Datasets = ["fig5b"],
        },
        new RatioClaim(Ratios.EpochsToTestError(260, [1e-2, 5e-3]), RatioPattern.BelowThroughout)
        {
            Id = "fig5b.test-epochs-few",
            Panel = "Figure 5B, panel I",
            Statement = "The same with few samples (260)",
            Datasets = ["fig5b"],
        },
        new RatioClaim(Ratios.FinalTestErrors("final test errors", P, "P"), RatioPattern.BelowThroughout)
        {
            Id = "fig5b.test-final",
            Panel = "Figure 5B, panel I",
            Statement = "With one flipped readout weight a tanh network ends at a lower test error than with gradient descent",
            Datasets = ["fig5b"],
        },
        new RatioClaim(Ratios.Epochs(P, "P", "tanh"), RatioPattern.BelowAtTheEnd)
        {
            Id = "fig5c.samples",
            Panel = "Figure 5C",
            Statement =
                "With one flipped hidden unit a tanh network needs fewer epochs than with gradient descent once the data set is large",
            Datasets = ["fig5c"],
        },
        new RatioClaim(Ratios.Epochs(P, "P", "linear"), RatioPattern.NoAdvantageThroughout)
        {
            Id = "fig5c.linear",
            Panel = "Figure 5C",
            Statement = "In a linear network with kept norms the same flip brings no such advantage",
            Datasets = ["fig5c"],
        },
        new RatioClaim(Ratios.Epochs(Range, "initial range", "tanh"), RatioPattern.BelowThroughout)
        {
            Id = "fig5d.range",
            Panel = "Figure 5D",
            Statement = "The advantage holds over the range of the initial weights (tanh)",
            Datasets = ["fig5d"],
        },
        new RatioClaim(Ratios.Epochs(Range, "initial range", "linear"), RatioPattern.NoAdvantageThroughout)
        {
            Id = "fig5d.linear",
            Panel = "Figure 5D",
            Statement = "In a linear network with kept norms there is none at any range of the initial weights",
            Datasets = ["fig5d"],
        },
        new RatioClaim(Ratios.Epochs(TeacherRange, "teacher range"), RatioPattern.BelowThroughout)
        {
            Id = "fig5e.teacher",
            Panel = "Figure 5E",
            Statement = "The advantage holds over the range of the teacher's weights (tanh)",
            Datasets = ["fig5e"],
        },
        new RatioClaim(Ratios.Epochs(Flips, "flipped units"), RatioPattern.BelowUpTo, 5)
        {
            Id = "fig5f.half",
            Panel = "Figure 5F, panel I",
            Statement = "Curl descent is the faster one with any number of flipped hidden units up to half of them, 5 of 10 (tanh)",
            Datasets = ["fig5f"],
        },
        new ContrastClaim(
            "the one beyond the linear boundary ends with the greater mean log10 test error",
            Maps.BeyondHasGreaterError(BoundaryOf.HiddenFlips))
        {
            Id = "fig6a.contrast",
            Panel = "Figure 6A",
            Statement = "The tanh map of hidden flips follows the boundary of the linear network (whole map)",
            Datasets = ["fig6a"],
        },
        new ContrastClaim(
            "the one beyond the linear boundary ends with the greater mean log10 test error",
            Maps.BeyondHasGreaterError(BoundaryOf.HiddenFlips))
        {
            Id = "fig6b.contrast",
            Panel = "Figure 6B",
            Statement = "The tanh map of hidden flips follows the boundary of the linear network (near it)",
            Datasets = ["fig6b"],
        },
        new ShareClaim(Maps.Sides(BoundaryOf.ReadoutFlips, CellState.GreatestError))
        {
            Id = "fig8.boundary",
            Panel = "Figure 8",
            Statement =
                "Away from the boundary of readout flips of the linear network the greatest error tells its sides apart in tanh networks",
            Datasets = ["fig8"],
        },
        new RatioClaim(Ratios.Epochs(P, "P", "samples"), RatioPattern.BelowAtTheEnd)
        {
            Id = "fig10.samples",
            Panel = "Figure 10",
            Statement = "The advantage with growing data is there with ReLU too",
            Datasets = ["fig10"],
        },
        new RatioClaim(Ratios.Epochs(Range, "initial range", "range"), RatioPattern.BelowThroughout)
        {
            Id = "fig10.range",
            Panel = "Figure 10",
            Statement = "The advantage over the range of the initial weights is there with ReLU too",
            Datasets = ["fig10"],
        },
        .. FreeNorms("uniform"),
        .. FreeNorms("normal"),
    ];

    /// <summary>What the paper does not ask.</summary>
    public static IReadOnlyList<PaperClaim> Beyond { get; } =
    [
        new ShareClaim(Kernels.StableTeachers(0.25))
        {
            Id = "tangent-kernel-linear.below-quarter",
            Panel = "Solutions below c = 1/4",
            Statement = "Below c = 1/4 no fraction of flipped inputs makes a solution unstable: every teacher is stable (linear)",
            Datasets = ["tangent-kernel-linear"],
        },
        new RatioClaim(
            Ratios.FinalTestErrors(
                "test errors where the training error is first below 1e-3", P, "P", "tanh", least: 300, onlyWhereReached: true),
                RatioPattern.BelowThroughout)
        {
            Id = "fig5c.generalisation",
            Panel = "Test error at equal training error",
            Statement =
                "At an equal training error of 1e-3 the network with the flipped unit has the lower test error (tanh, 300 samples or more)",
            Datasets = ["fig5c"],
        },
        new RatioClaim(Ratios.Epochs(P, "P"), RatioPattern.BelowAtTheEnd)
        {
            Id = "fig5c-exact.samples",
            Panel = "Exact gradient",
            Statement = "The advantage with growing data is there with the exact gradient, φ'(a2) in δ2 (tanh)",
            Datasets = ["fig5c-exact"],
        },
        new RatioClaim(Ratios.Epochs(Flips, "flipped units"), RatioPattern.BelowUpTo, 5)
        {
            Id = "fig5f-forty.half",
            Panel = "Figure 5F, forty runs",
            Statement = "With forty runs curl descent is the faster one with three, four and five of ten flipped hidden units (tanh)",
            Datasets = ["fig5f-forty"],
        },
        new ShareClaim(Motions.Exponents())
        {
            Id = "lyapunov.exponents",
            Panel = "Lyapunov exponents",
            Statement = "The largest Lyapunov exponent is positive exactly where q jumps",
            Datasets = ["lyapunov"],
        },
        new ShareClaim(Motions.Moving(0.1, 0.7, chaotic: false))
        {
            Id = "lyapunov.close",
            Panel = "Lyapunov exponents",
            Statement =
                "At the paper's step the weights close beyond the boundary of hidden flips (c up to 0.7, the range of the paper's q) move "
                + "without chaos",
            Datasets = ["lyapunov"],
        },
        new ShareClaim(Motions.Moving(0.1, 0.7, chaotic: false))
        {
            Id = "lyapunov-step.close",
            Panel = "Lyapunov exponents",
            Statement = "At a quarter of that step they move without chaos too: it is not the step that keeps them from it",
            Datasets = ["lyapunov-step"],
        },
        new ShareClaim(Maps.Sides(BoundaryOf.HiddenFlips, CellState.OrderParameter))
        {
            Id = "lyapunov-step.boundary",
            Panel = "Lyapunov exponents",
            Statement = "At a quarter of the paper's step q jumps at the same boundary",
            Datasets = ["lyapunov-step"],
        },
        new ShareClaim(Motions.Moving(2, 40, chaotic: true))
        {
            Id = "lyapunov.deep",
            Panel = "Lyapunov exponents",
            Statement = "Deep beyond the boundary (c from 2 to 40) they move chaotically",
            Datasets = ["lyapunov"],
        },
        new ShareClaim(Motions.TurningErrors())
        {
            Id = "lyapunov.turning-error",
            Panel = "Turning networks",
            Statement =
                "A network whose weights turn rigidly computes nothing: its error is that of a closed form, in which the output vanishes "
                + "with the step size",
            Datasets = ["lyapunov"],
        },
        new ShareClaim(Motions.CalmWithTurningState())
        {
            Id = "lyapunov.turning",
            Panel = "Turning networks",
            Statement =
                "Among the networks above, from the teacher, there is no chaos where a turning state with friction in every direction "
                + "exists",
            Datasets = ["lyapunov"],
        },
        new ShareClaim(Motions.CalmWithTurningState(leastSlack: 3, largestBalance: 0.15))
        {
            Id = "turning.corner",
            Panel = "Turning networks",
            Statement =
                "There is none either, from random weights, in small networks whose flipped inputs hardly outweigh the others (by at most "
                + "0.15 of the correlation with the target) where such a state exists with room to spare",
            Datasets = ["turning"],
        },
        new ShareClaim(Kernels.Leaving(CellState.GreatestError, BoundaryOf.ReadoutFlips))
        {
            Id = "tangent-kernel-linear.fig4",
            Panel = "Signed tangent kernel",
            Statement =
                "The finite network's own kernel, the signed tangent kernel at the teacher, predicts which linear networks leave their "
                + "teacher under readout flips",
            Datasets = ["tangent-kernel-linear", "fig4"],
        },
        new ShareClaim(Kernels.Leaving(CellState.OrderParameter, BoundaryOf.HiddenFlips))
        {
            Id = "tangent-kernel-linear.fig3b",
            Panel = "Signed tangent kernel",
            Statement = "The finite network's own kernel predicts where q jumps (linear, hidden flips)",
            Datasets = ["tangent-kernel-linear", "fig3b"],
        },
        new ShareClaim(Kernels.Leaving(CellState.GreatestError, BoundaryOf.BothLayers))
        {
            Id = "tangent-kernel-linear.joint",
            Panel = "Signed tangent kernel",
            Statement =
                "The finite network's own kernel predicts which networks leave their teacher with flips in both layers (linear, c = 0.1 "
                + "and c = 10)",
            Datasets = ["tangent-kernel-linear", "joint"],
        },
        new ShareClaim(Kernels.Failing(CellState.FinalError))
        {
            Id = "tangent-kernel-linear.failing",
            Panel = "Signed tangent kernel",
            Statement = "From random weights no student learns where the teacher is unstable by its kernel (linear, hidden flips)",
            Datasets = ["tangent-kernel-linear", "fig3a-inset", "fig3a"],
        },
        new ShareClaim(Kernels.Leaving(CellState.GreatestError, BoundaryOf.ReadoutFlips))
        {
            Id = "tangent-kernel.fig8",
            Panel = "Signed tangent kernel",
            Statement = "The signed tangent kernel at the teacher predicts which tanh networks leave it under readout flips",
            Datasets = ["tangent-kernel", "fig8"],
        },
        new ContrastClaim("the one whose kernel grows by a factor e within the run ends with the greater test error", Kernels.Growing)
        {
            Id = "tangent-kernel.fig6a",
            Panel = "Signed tangent kernel",
            Statement = "The signed tangent kernel at the teacher predicts the tanh map of hidden flips (whole map, from random weights)",
            Datasets = ["tangent-kernel", "fig6a"],
        },
        new ContrastClaim("the one whose kernel grows by a factor e within the run ends with the greater test error", Kernels.Growing)
        {
            Id = "tangent-kernel.fig6b",
            Panel = "Signed tangent kernel",
            Statement =
                "The signed tangent kernel at the teacher predicts the tanh map of hidden flips (near the boundary, from random weights)",
            Datasets = ["tangent-kernel", "fig6b"],
        },
        new ShareClaim(Maps.Sides(BoundaryOf.BothLayers, CellState.GreatestError, "expansive"))
        {
            Id = "joint.expansive",
            Panel = "Flips in both layers",
            Statement = "Away from the joint boundary the greatest error tells its sides apart at c = 0.1",
            Datasets = ["joint"],
        },
        new ShareClaim(Maps.Sides(BoundaryOf.BothLayers, CellState.GreatestError, "contractive"))
        {
            Id = "joint.contractive",
            Panel = "Flips in both layers",
            Statement = "Away from the joint boundary the greatest error tells its sides apart at c = 10",
            Datasets = ["joint"],
        },
        new ShareClaim(Frontier.Foretold())
        {
            Id = "descent.foretold",
            Panel = "Gradient in which metric?",
            Statement = "A kernel that is indefinite where a run of curl descent starts foretells that the loss rises on the way",
            Datasets = ["descent"],
        },
        new ShareClaim(Frontier.EndDefinite())
        {
            Id = "descent.definite",
            Panel = "Gradient in which metric?",
            Statement =
                "Runs that readout flips drive away from their teacher, and that come down again, end where curl descent is gradient "
                + "descent in a metric",
            Datasets = ["descent"],
            Limit = 0.75,
        },
        new ShareClaim(Frontier.Alternating(0.05, 0.2, alternate: false))
        {
            Id = "stability-edge.small",
            Panel = "Edge of stability",
            Statement = "Alternation is an effect of the step: at small steps no moving network alternates",
            Datasets = ["stability-edge"],
        },
        new ShareClaim(Frontier.Alternating(2.4, 3.2, alternate: true))
        {
            Id = "stability-edge.large",
            Panel = "Edge of stability",
            Statement = "At large steps curl descent alternates between two states, whatever it did at small ones",
            Datasets = ["stability-edge"],
        },
        new ShareClaim(Frontier.Chaotic(2, 0.4, 0.3))
        {
            Id = "stability-edge.chaos",
            Panel = "Edge of stability",
            Statement = "Chaos deep beyond the boundary is no effect of the step: it is there at every small one",
            Datasets = ["stability-edge"],
        },
        new ShareClaim(Maps.Sides(BoundaryOf.ReadoutFlips, CellState.GreatestError))
        {
            Id = "fig4-step.boundary",
            Panel = "Edge of stability",
            Statement =
                "At a quarter of the paper's step the greatest error tells the sides of the boundary of readout flips apart, as in "
                + "Figure 4",
            Datasets = ["fig4-step"],
        },
        new ShareClaim(Basins.Several(0.35, 1))
        {
            Id = "basins.several",
            Panel = "Fates and basins",
            Statement =
                "Between the robust corner and the chaotic side the start decides the fate: starts of one network end in several, in more "
                + "than a third of the networks",
            Datasets = ["basins"],
            Limit = 1.0 / 3,
        },
        new ShareClaim(Basins.Ending((0, 0.2), (0.1, 0.8), "at a solution", Fate.Solution))
        {
            Id = "basins.corner",
            Panel = "Fates and basins",
            Statement = "At c = 0.2 most starts find a solution while up to 80 % of the inputs are flipped",
            Datasets = ["basins"],
            Limit = 0.5,
        },
        new ShareClaim(Basins.Ending((1.4, 5), (0.2, 0.9), "chaotic", Fate.Chaos))
        {
            Id = "basins.chaos",
            Panel = "Fates and basins",
            Statement = "From c = 1.4 on, with a fifth of the inputs flipped or more, chaos takes more than 80 % of the starts",
            Datasets = ["basins"],
            Limit = 0.8,
        },
        new ShareClaim(Basins.Ending((0, 5), (0.1, 0.9), "neither at rest away from solutions nor alternating",
            Fate.Solution, Fate.Rotation, Fate.Chaos, Fate.Other))
        {
            Id = "basins.rest",
            Panel = "Fates and basins",
            Statement = "Where curl descent comes to rest from random weights, it has found a solution",
            Datasets = ["basins"],
            Limit = 0.95,
        },
        new ShareClaim(Frontier.KeptErrors())
        {
            Id = "drift.error",
            Panel = "Noise and drift",
            Statement = "The error that learning keeps under weak noise is that of the Lyapunov equation with the signed kernel",
            Datasets = ["drift"],
            Limit = 0.75,
        },
        new ShareClaim(Frontier.Against("label", less: true))
        {
            Id = "drift.labels",
            Panel = "Noise and drift",
            Statement = "Under noise of the labels curl descent keeps less error than gradient descent",
            Datasets = ["drift"],
            Limit = 0.75,
        },
        new ShareClaim(Frontier.Against("synaptic", less: false))
        {
            Id = "drift.synapses",
            Panel = "Noise and drift",
            Statement = "Under noise of the synapses it keeps more",
            Datasets = ["drift"],
            Limit = 0.75,
        },
        new ShareClaim(Frontier.Drifting())
        {
            Id = "drift.rate",
            Panel = "Noise and drift",
            Statement = "Under noise of the synapses representations drift faster under curl descent",
            Datasets = ["drift"],
            Limit = 0.75,
        },
        new ShareClaim(DeepClaims.Foretold())
        {
            Id = "depth.kernel",
            Panel = "Depth",
            Statement = "At any depth the signed tangent kernel at the teacher foretells which runs leave it",
            Datasets = ["depth"],
        },
        new ShareClaim(DeepClaims.InputsInTheCorner())
        {
            Id = "depth.corner",
            Panel = "Depth",
            Statement = "The corner c < 1/4, where no flipped inputs destabilise, is there with three and four layers of weights too",
            Datasets = ["depth"],
            Limit = 0.75,
        },
        new ShareClaim(DeepClaims.UnitsInTheCorner(3))
        {
            Id = "depth.three",
            Panel = "Depth",
            Statement = "With three layers of weights no flips in one hidden layer destabilise there either",
            Datasets = ["depth"],
            Limit = 0.75,
        },
        new ShareClaim(DeepClaims.UnitsInTheCorner(4))
        {
            Id = "depth.four",
            Panel = "Depth",
            Statement = "With four layers of weights no flips in one hidden layer destabilise there either",
            Datasets = ["depth"],
            Limit = 0.75,
        },
        new ShareClaim(DeepClaims.Better("readout", 0.04, RuleName.CurlDescent, RuleName.GradientDescent))
        {
            Id = "digits.readout",
            Panel = "Real task",
            Statement = "On handwritten digits one flipped hidden unit of thirty raises the test accuracy",
            Datasets = ["digits"],
            Limit = 0.5,
        },
        new ShareClaim(DeepClaims.Better("readout", 0.2, RuleName.GradientDescent, RuleName.CurlDescent))
        {
            Id = "digits.fifth",
            Panel = "Real task",
            Statement = "A fifth of the hidden units flipped lowers it",
            Datasets = ["digits"],
            Limit = 0.5,
        },
        new ShareClaim(DeepClaims.Better("inputs", 0.5, RuleName.GradientDescent, RuleName.CurlDescent))
        {
            Id = "digits.inputs",
            Panel = "Real task",
            Statement = "Half of the inputs flipped lower it",
            Datasets = ["digits"],
            Limit = 0.5,
        },
        new ShareClaim(DeepClaims.Better("readout", 0.2, RuleName.CurlDescent, RuleName.FlippedFeedbackAlignment))
        {
            Id = "digits.alignment",
            Panel = "Real task",
            Statement = "With a fifth of the hidden units flipped curl descent classifies better than flipped feedback alignment",
            Datasets = ["digits"],
            Limit = 0.5,
        },
        new ShareClaim(DeepClaims.Better("dale", 0.2, RuleName.CurlDescent, RuleName.GradientDescent))
        {
            Id = "digits.dale",
            Panel = "Real task",
            Statement = "In networks of excitatory and inhibitory cells flips of the inhibitory ones raise the test accuracy",
            Datasets = ["digits"],
            Limit = 0.5,
        },
    ];

    /// <summary>All claims.</summary>
    public static IReadOnlyList<PaperClaim> All { get; } = [.. Paper, .. Beyond];

    /// <summary>Finds a claim.</summary>
    /// <param name="id">Such as <c>fig3a.boundary</c>.</param>
    /// <exception cref="SpecException">There is no such claim.</exception>
    public static PaperClaim Find(string id) =>
        All.FirstOrDefault(claim => claim.Id == id)
            ?? throw new SpecException("Claim", $"'{id}'", string.Join(", ", All.Select(claim => claim.Id)));

    /// <summary>Returns the claims that read a dataset.</summary>
    /// <param name="dataset">Id of an experiment.</param>
    public static IReadOnlyList<PaperClaim> Of(string dataset) => [.. All.Where(claim => claim.Datasets.Contains(dataset))];

    /// <summary>Judges a claim by a table of one experiment, such as a miniature: the same rule and thresholds as the report's.</summary>
    /// <param name="id">Id of a claim that one dataset decides.</param>
    /// <param name="table">The table.</param>
    /// <exception cref="SpecException">There is no such claim, or it takes more than a table.</exception>
    public static Finding Judge(string id, ResultTable table)
    {
        PaperClaim claim = Find(id);
        if (claim.Datasets.Count > 1 && claim.Datasets.Any(dataset => dataset.StartsWith("tangent-kernel", StringComparison.Ordinal)))
            throw new SpecException("Claim", $"'{id}'", "a claim that one table decides");
        return claim.Judge([new ReportSource(claim.Datasets[0], table)]);
    }

    private static IEnumerable<PaperClaim> FreeNorms(string distribution)
    {
        yield return new RatioClaim(Ratios.Epochs(P, "P", "tanh", distribution), RatioPattern.BelowAtTheEnd)
        {
            Id = $"fig11a.{distribution}",
            Panel = "Figure 11A",
            Statement = $"The advantage with growing data needs no kept norms (tanh, {distribution} initial weights)",
            Datasets = ["fig11a"],
        };
        yield return new RatioClaim(Ratios.Epochs(Range, "initial range", "tanh", distribution), RatioPattern.BelowThroughout)
        {
            Id = $"fig11b.{distribution}",
            Panel = "Figure 11B",
            Statement = $"Nor does that over the range of the initial weights (tanh, {distribution})",
            Datasets = ["fig11b"],
        };
        yield return new RatioClaim(Ratios.Epochs(TeacherRange, "teacher range", null, distribution), RatioPattern.BelowThroughout)
        {
            Id = $"fig11c.{distribution}",
            Panel = "Figure 11C",
            Statement = $"Nor does that over the range of the teacher's weights (tanh, {distribution})",
            Datasets = ["fig11c"],
        };
        yield return new RatioClaim(Ratios.Epochs(Flips, "flipped units", null, distribution), RatioPattern.BelowUpTo, 5)
        {
            Id = $"fig11d.{distribution}",
            Panel = "Figure 11D",
            Statement = $"Nor does that with any number of flipped hidden units up to half of them, 5 of 10 (tanh, {distribution})",
            Datasets = ["fig11d"],
        };
    }
}
