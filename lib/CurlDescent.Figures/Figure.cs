using CurlDescent.Figures.Composition;
using Plotly.NET;

namespace CurlDescent.Figures;

/// <summary>
/// A figure: numbers in, chart out. A figure never simulates and never reads a file. The chart carries its caption, its natural width and
/// its arrangement for narrow screens in <c>layout.meta</c>, where a page can find them.
/// </summary>
public abstract record Figure
{
    /// <summary>What the figure shows and where its numbers come from.</summary>
    public required FigureCaption Caption { get; init; }

    /// <summary>Id of the figure on its page, such as "fig3a"; null for its number.</summary>
    public string? Id { get; init; }

    /// <summary>Draws the figure.</summary>
    /// <exception cref="SpecException">The data does not fit together.</exception>
    public GenericChart Draw() => Compose().ToChart(Caption, Id);

    internal abstract Sheet Compose();
}
