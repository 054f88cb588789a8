namespace CurlDescent.Figures;

/// <summary>A figure that can be drawn by its id.</summary>
/// <param name="Id">Id: that of its experiment and dataset where it has one, and its anchor on a page.</param>
/// <param name="Title">What it shows, in a line.</param>
/// <param name="Type">Type of the figure.</param>
/// <param name="Experiments">Ids of the experiments whose tables it needs; empty for theory.</param>
public sealed record FigureEntry(string Id, string Title, Type Type, IReadOnlyList<string> Experiments)
{
    internal Func<FigureInputs, Figure> Make { get; init; } = _ => throw new InvalidOperationException("An entry needs a maker.");

    /// <summary>Makes the figure.</summary>
    /// <param name="inputs">With the tables of <see cref="Experiments"/>.</param>
    /// <exception cref="SpecException">A table is missing.</exception>
    public Figure Create(FigureInputs inputs) => Make(inputs) with { Id = Id };

    internal static FigureEntry Of<TFigure>(
        string id, string title, Func<FigureInputs, TFigure> make, params IReadOnlyList<string> experiments) where TFigure : Figure =>
        new(id, title, typeof(TFigure), experiments) { Make = make };
}
