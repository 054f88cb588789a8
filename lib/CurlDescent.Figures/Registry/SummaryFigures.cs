using CurlDescent.Experiments;

namespace CurlDescent.Figures.Registry;

/// <summary>The summary figure of the registry, and the drawings in it.</summary>
internal static class SummaryFigures
{
    public static SummaryFigure Summary(FigureInputs inputs) =>
        new()
        {
            HebbianJacobian = HebbianJacobian(),
            HiddenPhases = TheoryFigures.Hidden(inputs),
            ReadoutPhases = TheoryFigures.Readout(inputs),
            HiddenErrors = SweepFigures.HiddenErrors(inputs, "fig3a"),
            ReadoutErrors = SweepFigures.FinalReadoutErrors(inputs, "fig4"),
            Converging = SweepFigures.TracesOf(inputs, "converging"),
            Chaotic = SweepFigures.TracesOf(inputs, "chaotic"),
            TestErrors = LearningCurvesFigure.OfTestError(inputs.Table("fig5b"), inputs.Caption("fig5b", "")),
            Caption = inputs.Caption(
                ["fig3a", "fig4", "weights", "fig5b"],
                "A: fast activity and slow Hebbian learning in a network with inhibition; the Jacobian of the learning has an "
                + "antisymmetric part, so it is no gradient in "
                + "the plain metric of the weights. B: teacher and student. C: the modified update. D, E: where zero-error solutions are "
                + "stable, for flipped inputs and for "
                + "flipped hidden units; circles are the authors' grid search. F, G: test error after training under the exact boundary; "
                + "in G it stays low beyond it. "
                + "H: weights of a chaotic run (top) and of a converging one (bottom). I: test error in a tanh network, one of ten hidden "
                + "units flipped."),
        };

    public static NetworkSchematicFigure Networks(FigureInputs inputs) => new()
    {
        HebbianJacobian = HebbianJacobian(),
        Caption = FigureCaption.Theory(
            "A: recurrent network of excitatory and inhibitory neurons, and the antisymmetric part of the Jacobian of its Hebbian "
            + "learning. B: teacher and student. C: the update of curl descent."),
    };

    public static JacobianFigure HebbianParts(FigureInputs inputs) => new(HebbianJacobian())
    {
        Caption = FigureCaption.Theory(
            "Jacobian of Hebbian learning, its symmetric and its antisymmetric part. With an inhibitory neuron the latter is not 0.",
            "three excitatory neurons and one inhibitory, first order in the weights"),
    };

    // Four neurons, the last one inhibitory, with inputs that are correlated between the two kinds.
    private static double[,] HebbianJacobian()
    {
        DaleSigns signs = DaleSigns.Create(excitatory: 3, inhibitory: 1);
        var field = new HebbianField(new RecurrentNetwork(signs, signs.InputCovariance(within: 0.5, between: 0.3)));
        return field.Jacobian(new double[field.Dimension]).ToArray();
    }
}
