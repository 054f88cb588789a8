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
            Caption = inputs.CaptionOf("summary", "fig3a", "fig4", "weights", "fig5b"),
        };

    public static NetworkSchematicFigure Networks(FigureInputs inputs) => new()
    {
        HebbianJacobian = HebbianJacobian(),
        Caption = FigureCaption.Theory(CaptionTexts.Of("networks")),
    };

    public static JacobianFigure HebbianParts(FigureInputs inputs) => new(HebbianJacobian())
    {
        Caption = FigureCaption.Theory(
            CaptionTexts.Of("hebbian-jacobian"),
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
