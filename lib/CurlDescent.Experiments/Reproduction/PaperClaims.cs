using CurlDescent.Networks;

namespace CurlDescent.Experiments.Reproduction;

/// <summary>The claims of the report. To add one: an entry here, of one of the types of claims.</summary>
public static class PaperClaims
{
    private const string P = "trainingSamples", Range = "initialRange", TeacherRange = "teacherRange", Flips = "readoutFlips";

    private static readonly string Linear = Activation.Linear.Name, Tanh = Activation.Tanh.Name;

    /// <summary>What the paper claims, in its order.</summary>
    public static IReadOnlyList<PaperClaim> Paper { get; } =
    [
        new StableShareClaim(0, 0.25, Stable: true, CellState.FinalError)
        {
            Statement = "Below c = 1/4 no fraction of flipped inputs destabilises learning (linear, near the boundary)",
            Datasets = ["fig3a-inset"],
        },
        new StableShareClaim(0, 0.25, Stable: true, CellState.FinalError)
        {
            Statement = "Below c = 1/4 no fraction of flipped inputs destabilises learning (linear, whole map)",
            Datasets = ["fig3a"],
        },
        new StableShareClaim(2.0 / 3, double.PositiveInfinity, Stable: false, CellState.FinalError)
        {
            Statement = "Above c = 2/3 any fraction of flipped inputs destabilises learning",
            Datasets = ["fig3a"],
        },
        new CriticalRatioClaim(CellState.FinalError)
        {
            Statement = "With few flipped inputs the critical c comes close to 2/3",
            Datasets = ["fig3a-inset"],
        },
        new BoundaryAgreementClaim(BoundaryOf.HiddenFlips, CellState.FinalError)
        {
            Statement = "Final test errors follow the boundary of hidden flips (linear)",
            Datasets = ["fig3a"],
        },
        new CrossingClaim(BoundaryOf.HiddenFlips, CellState.FinalError)
        {
            Statement = "At each c the error rises at the boundary of hidden flips (linear)",
            Datasets = ["fig3a-inset"],
        },
        new BoundaryAgreementClaim(BoundaryOf.HiddenFlips, CellState.OrderParameter)
        {
            Statement = "The order parameter q jumps at the boundary of hidden flips",
            Datasets = ["fig3b"],
        },
        new LowFinalErrorClaim(1e-3)
        {
            Statement = "Readout flips that destabilise the teacher still end at a low test error (linear)",
            Datasets = ["fig4"],
        },
        new BoundaryAgreementClaim(BoundaryOf.ReadoutFlips, CellState.GreatestError)
        {
            Statement = "The greatest error tells the sides of the boundary of readout flips apart (linear)",
            Datasets = ["fig4"],
        },
        new CrossingClaim(BoundaryOf.ReadoutFlips, CellState.GreatestError)
        {
            Statement = "At each c the greatest error rises at the boundary of readout flips (linear)",
            Datasets = ["fig4"],
        },
        new FasterTowardsClaim(P, "P")
        {
            Statement = "With one flipped hidden unit a tanh network needs fewer epochs than gradient descent once the data set is large",
            Datasets = ["fig5c"],
            Activation = Tanh,
        },
        new OverallSpeedClaim(P, "P", Faster: false)
        {
            Statement = "In a linear network the same flip brings no such advantage",
            Datasets = ["fig5c"],
            Activation = Linear,
        },
        new OverallSpeedClaim(Range, "initial range", Faster: true)
        {
            Statement = "The advantage holds over the range of the initial weights (tanh)",
            Datasets = ["fig5d"],
            Activation = Tanh,
        },
        new OverallSpeedClaim(Range, "initial range", Faster: false)
        {
            Statement = "In a linear network there is none at any range of the initial weights",
            Datasets = ["fig5d"],
            Activation = Linear,
        },
        new OverallSpeedClaim(TeacherRange, "teacher range", Faster: true)
        {
            Statement = "The advantage holds over the range of the teacher's weights (tanh)",
            Datasets = ["fig5e"],
        },
        new FasterUpToHalfClaim(Flips, "flipped units", 10)
        {
            Statement = "As more hidden units are flipped, curl descent stays faster up to about half of them (tanh)",
            Datasets = ["fig5f"],
        },
        new ColumnContrastClaim(BoundaryOf.HiddenFlips, Measure.Log10FinalTestError)
        {
            Statement = "The tanh map of hidden flips follows the boundary of the linear network (whole map)",
            Datasets = ["fig6a"],
        },
        new ColumnContrastClaim(BoundaryOf.HiddenFlips, Measure.Log10FinalTestError)
        {
            Statement = "The tanh map of hidden flips follows the boundary of the linear network (near it)",
            Datasets = ["fig6b"],
        },
        new BoundaryAgreementClaim(BoundaryOf.ReadoutFlips, CellState.GreatestError)
        {
            Statement = "The tanh map of readout flips follows the boundary of the linear network",
            Datasets = ["fig8"],
        },
        new FasterTowardsClaim(P, "P")
        {
            Statement = "The advantage with growing data is there with ReLU too",
            Datasets = ["fig10"],
            Grid = "samples",
        },
        new OverallSpeedClaim(Range, "initial range", Faster: true)
        {
            Statement = "The advantage over the range of the initial weights is there with ReLU too",
            Datasets = ["fig10"],
            Grid = "range",
        },
        .. FreeNorms("uniform"),
        .. FreeNorms("normal"),
    ];

    /// <summary>What the paper does not ask.</summary>
    public static IReadOnlyList<PaperClaim> Beyond { get; } =
    [
        new FasterTowardsClaim(P, "P")
        {
            Statement = "The advantage with growing data is there with the exact gradient, φ'(a2) in δ2 (tanh)",
            Datasets = ["fig5c-exact"],
        },
        new ExponentClaim
        {
            Statement = "The largest Lyapunov exponent is positive exactly where q jumps",
            Datasets = ["lyapunov"],
        },
        new MotionClaim(0.1, 0.7, Chaotic: false)
        {
            Statement = "Close beyond the boundary of hidden flips (c up to 0.7, the range of the paper's q) the weights move without chaos",
            Datasets = ["lyapunov"],
        },
        new MotionClaim(2, 40, Chaotic: true)
        {
            Statement = "Deep beyond it (c from 2 to 40) they move chaotically",
            Datasets = ["lyapunov"],
        },
        new RotationClaim
        {
            Statement = "A network whose weights turn rigidly computes nothing: its error is that of a closed form, in which the output vanishes with the step size",
            Datasets = ["lyapunov"],
        },
        new TurningBarsChaosClaim
        {
            Statement = "Chaos is only where no such turning state can be stable",
            Datasets = ["lyapunov"],
        },
        new KernelClaim(CellState.GreatestError, BoundaryOf.ReadoutFlips)
        {
            Statement = "The finite network's own kernel, the signed tangent kernel at the teacher, predicts cell by cell which solutions readout flips make a linear network leave",
            Datasets = ["tangent-kernel-linear", "fig4"],
        },
        new KernelClaim(CellState.OrderParameter, BoundaryOf.HiddenFlips)
        {
            Statement = "The finite network's own kernel predicts where q jumps (linear, hidden flips)",
            Datasets = ["tangent-kernel-linear", "fig3b"],
        },
        new KernelClaim(CellState.GreatestError, BoundaryOf.BothLayers)
        {
            Statement = "The finite network's own kernel predicts the maps of flips in both layers (linear, c = 0.1 and c = 10)",
            Datasets = ["tangent-kernel-linear", "joint"],
        },
        new UnstableTeacherClaim(CellState.FinalError)
        {
            Statement = "From random weights no student learns where the teacher is unstable by its kernel (linear, hidden flips)",
            Datasets = ["tangent-kernel-linear", "fig3a-inset", "fig3a"],
        },
        new KernelClaim(CellState.GreatestError, BoundaryOf.ReadoutFlips)
        {
            Statement = "The signed tangent kernel at the teacher predicts the tanh map of readout flips",
            Datasets = ["tangent-kernel", "fig8"],
        },
        new KernelContrastClaim
        {
            Statement = "The signed tangent kernel at the teacher predicts the tanh map of hidden flips (whole map, from random weights)",
            Datasets = ["tangent-kernel", "fig6a"],
        },
        new KernelContrastClaim
        {
            Statement = "The signed tangent kernel at the teacher predicts the tanh map of hidden flips (near the boundary, from random weights)",
            Datasets = ["tangent-kernel", "fig6b"],
        },
        new BoundaryAgreementClaim(BoundaryOf.BothLayers, CellState.GreatestError)
        {
            Statement = "Flips in both layers follow the joint boundary at c = 0.1",
            Datasets = ["joint"],
            Grid = "expansive",
        },
        new BoundaryAgreementClaim(BoundaryOf.BothLayers, CellState.GreatestError)
        {
            Statement = "Flips in both layers follow the joint boundary at c = 10",
            Datasets = ["joint"],
            Grid = "contractive",
        },
    ];

    private static IEnumerable<PaperClaim> FreeNorms(string distribution)
    {
        yield return new FasterTowardsClaim(P, "P")
        {
            Statement = $"The advantage with growing data needs no kept norms (tanh, {distribution} initial weights)",
            Datasets = ["fig11a"],
            Activation = Tanh,
            Distribution = distribution,
        };
        yield return new OverallSpeedClaim(Range, "initial range", Faster: true)
        {
            Statement = $"Nor does that over the range of the initial weights (tanh, {distribution})",
            Datasets = ["fig11b"],
            Activation = Tanh,
            Distribution = distribution,
        };
        yield return new OverallSpeedClaim(TeacherRange, "teacher range", Faster: true)
        {
            Statement = $"Nor does that over the range of the teacher's weights (tanh, {distribution})",
            Datasets = ["fig11c"],
            Distribution = distribution,
        };
        yield return new FasterUpToHalfClaim(Flips, "flipped units", 10)
        {
            Statement = $"Nor does that up to about half of the hidden units (tanh, {distribution})",
            Datasets = ["fig11d"],
            Distribution = distribution,
        };
    }
}
