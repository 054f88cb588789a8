using CurlDescent.Experiments;
using CurlDescent.Figures.Registry;

namespace CurlDescent.Figures;

/// <summary>The figures that have an id. To add one: a figure type, and an entry here.</summary>
public static class FigureRegistry
{
    /// <summary>All entries, in the order of the course.</summary>
    public static IReadOnlyList<FigureEntry> All { get; } =
    [
        FigureEntry.Of(
            "summary", "The whole story on one sheet, panels A to I", SummaryFigures.Summary, "fig3a", "fig4", "weights", "fig5b"),
        FigureEntry.Of(
            "networks", "Excitatory–inhibitory network, teacher and student, modified update (panels A to C)", SummaryFigures.Networks),
        FigureEntry.Of(
            "hebbian-jacobian", "Jacobian of Hebbian learning with one inhibitory neuron, and its antisymmetric part",
            SummaryFigures.HebbianParts),
        FigureEntry.Of("helmholtz", "Helmholtz decomposition of curl descent with two synapses", ToyFigures.Helmholtz),
        FigureEntry.Of("flow", "Hyperbolas and circles over the loss landscape of two synapses", _ => ToyFigures.Flow(solid: false)),
        FigureEntry.Of("flow-3d", "The same in three dimensions", _ => ToyFigures.Flow(solid: true)),
        FigureEntry.Of("circulation", "Work along a closed loop, gradient against curl descent", ToyFigures.Circulation),
        FigureEntry.Of("fig2", "Phase diagrams of hidden and readout flips (panels D, E)", TheoryFigures.PhaseDiagrams),
        FigureEntry.Of("joint-boundary", "Joint phase boundary of hidden and readout flips, as a surface", TheoryFigures.JointBoundary),
        FigureEntry.Of("relative-scale", "Phase boundaries for several relative weight scales ρ", TheoryFigures.RelativeScales),
        FigureEntry.Of("density", "Limiting density with sliders for c, α_h and α_r", TheoryFigures.Densities),
        FigureEntry.Of("spectrum", "Sampled spectra against the limiting densities", SweepFigures.Spectra, "spectrum"),
        FigureEntry.Of("fig3a", "Test error over c and α_h, linear network (panel F)", i => SweepFigures.HiddenErrors(i, "fig3a"), "fig3a"),
        FigureEntry.Of(
            "fig3a-inset", "Test error across the boundary of hidden flips, linear network",
            i => SweepFigures.HiddenErrors(i, "fig3a-inset"), "fig3a-inset"),
        FigureEntry.Of("fig3b", "q order parameter across the boundary of hidden flips", SweepFigures.OrderParameters, "fig3b"),
        FigureEntry.Of(
            "fig4", "Final and maximum error over c and α_r, linear network (panel G)", i => SweepFigures.ReadoutErrors(i, "fig4"), "fig4"),
        FigureEntry.Of("weights", "Weights of a converging and of a chaotic run (panel H)", SweepFigures.Weights, "weights"),
        FigureEntry.Of("fig5b", "Learning curves, tanh network", SweepFigures.LearningCurves, "fig5b"),
        FigureEntry.Of(
            "panel-i", "Test error of gradient and curl descent, tanh network, one flipped hidden unit (panel I)", SweepFigures.TestErrors,
            "fig5b"),
        FigureEntry.Of("fig5c", "Epochs to threshold over the number of training samples", i => SweepFigures.Epochs(i, "fig5c"), "fig5c"),
        FigureEntry.Of("fig5d", "Epochs to threshold over the range of the initial weights", i => SweepFigures.Epochs(i, "fig5d"), "fig5d"),
        FigureEntry.Of(
            "fig5e", "Epochs to threshold over the range of the teacher's weights", i => SweepFigures.Epochs(i, "fig5e"), "fig5e"),
        FigureEntry.Of(
            "fig5f", "Epochs to threshold over the number of flipped hidden units", i => SweepFigures.Epochs(i, "fig5f"), "fig5f"),
        FigureEntry.Of("fig6a", "Test error over c and α_h, tanh network", i => SweepFigures.HiddenErrors(i, "fig6a"), "fig6a"),
        FigureEntry.Of(
            "fig6b", "Test error across the boundary of hidden flips, tanh network", i => SweepFigures.HiddenErrors(i, "fig6b"), "fig6b"),
        FigureEntry.Of("fig8", "Final and maximum error over c and α_r, tanh network", i => SweepFigures.ReadoutErrors(i, "fig8"), "fig8"),
        FigureEntry.Of("fig10", "Epochs to threshold, ReLU network", i => SweepFigures.Epochs(i, "fig10"), "fig10"),
        FigureEntry.Of(
            "fig11a", "Epochs to threshold over the number of training samples, norms not kept", i => SweepFigures.Epochs(i, "fig11a"),
            "fig11a"),
        FigureEntry.Of(
            "fig11b", "Epochs to threshold over the range of the initial weights, norms not kept", i => SweepFigures.Epochs(i, "fig11b"),
            "fig11b"),
        FigureEntry.Of(
            "fig11c", "Epochs to threshold over the range of the teacher's weights, norms not kept", i => SweepFigures.Epochs(i, "fig11c"),
            "fig11c"),
        FigureEntry.Of(
            "fig11d", "Epochs to threshold over the number of flipped hidden units, norms not kept", i => SweepFigures.Epochs(i, "fig11d"),
            "fig11d"),
        FigureEntry.Of(
            "fig5c-exact", "Epochs to threshold over the number of training samples, with the exact gradient",
            i => SweepFigures.Epochs(i, "fig5c-exact"), "fig5c-exact"),
        FigureEntry.Of(
            "fig5f-forty", "Epochs to threshold with three to seven flipped hidden units, forty runs",
            i => SweepFigures.Epochs(i, "fig5f-forty"), "fig5f-forty"),
        FigureEntry.Of(
            "lyapunov", "Largest Lyapunov exponent beside the q order parameter, across the boundary of hidden flips and beyond",
            i => BeyondFigures.Exponents(i, "lyapunov"), "lyapunov"),
        FigureEntry.Of(
            "lyapunov-step", "Largest Lyapunov exponent beside the q order parameter, at a quarter of the paper's step",
            i => BeyondFigures.Exponents(i, "lyapunov-step"), "lyapunov-step"),
        FigureEntry.Of(
            "turning", "Largest Lyapunov exponent of small networks for which a turning state exists, or not", BeyondFigures.Turning,
            "turning"),
        FigureEntry.Of(
            "tangent-kernel", "Growth rates by the signed tangent kernel beside simulated tanh networks", BeyondFigures.TangentKernels,
            "tangent-kernel", "fig8", "fig6a", "fig6b"),
        FigureEntry.Of(
            "tangent-kernel-linear",
            "Simulated linear networks, and the cells that the signed tangent kernel at their teachers calls unstable",
            BeyondFigures.LinearKernels, "tangent-kernel-linear", "fig4", "fig3a-inset", "joint"),
        FigureEntry.Of("joint", "Final and maximum error over the flipped fractions of both layers", BeyondFigures.JointErrors, "joint"),
        FigureEntry.Of("descent", "How much the loss rises, over the least eigenvalue of the kernel at the start", FrontierFigures.Descent,
            "descent"),
        FigureEntry.Of("plateaus", "Where gradient descent of panel I's network is slowest, and curl descent from there",
            FrontierFigures.Plateaus, "plateaus"),
        FigureEntry.Of("stability-edge", "Rest, alternation, rigid turning and chaos over the step size", FrontierFigures.StabilityEdge,
            "stability-edge"),
        FigureEntry.Of(
            "fig4-step", "Final and maximum error over c and α_r, linear network, at a quarter of the paper's step", i =>
                SweepFigures.ReadoutErrors(i, "fig4-step"), "fig4-step"),
        FigureEntry.Of("basins", "Where forty random starts of a network end", FrontierFigures.Basins, "basins"),
        FigureEntry.Of("drift", "Error and drift under noise, measured and by theory", FrontierFigures.Drift, "drift"),
        FigureEntry.Of("depth", "Which teachers are left, over c, with two, three and four layers of weights", DeepFigures.Depth, "depth"),
        FigureEntry.Of("digits", "Test accuracy on handwritten digits, and angle to the gradient", DeepFigures.Digits, "digits"),
    ];

    /// <summary>Finds an entry.</summary>
    /// <param name="id">Id of the figure.</param>
    /// <exception cref="SpecException">There is no such figure.</exception>
    public static FigureEntry Find(string id) =>
        All.FirstOrDefault(entry => entry.Id == id)
            ?? throw new SpecException("Figure", $"'{id}'", string.Join(", ", All.Select(entry => entry.Id)));

    /// <summary>Makes the figure of a dataset.</summary>
    /// <param name="dataset">Dataset of an experiment that has a figure of its own.</param>
    /// <exception cref="SpecException">The experiment has no figure.</exception>
    public static Figure Create(Dataset dataset) => Find(dataset.Provenance.Experiment).Create(new FigureInputs().Add(dataset));
}
