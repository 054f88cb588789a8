using CurlDescent.Figures.Composition;
using CurlDescent.Figures.Fields;
using CurlDescent.Figures.Theme;

namespace CurlDescent.Figures.Networks;

/// <summary>How a synapse ends.</summary>
internal enum SynapseEnd
{
    Arrow,
    Bar,
}

/// <summary>Draws networks of neurons and synapses in a bare panel, 10 wide and <see cref="Height"/> high.</summary>
internal sealed class Schematic
{
    public const double Width = 10, Height = 6.6;
    private const double Radius = 0.36;
    private readonly List<Props> synapses = [], neurons = [];

    public Schematic(string? title) => Panel = new Panel
    {
        Title = title,
        X = new Axis("") { Range = (0, Width) },
        Y = new Axis("") { Range = (0, Height) },
        Bare = true,
        EqualUnits = true,
        Legend = LegendPlace.None,
    };

    public Panel Panel { get; }

    public Panel Finish() => Panel.Add(synapses).Add(neurons);

    public Schematic Neurons(IReadOnlyList<(double X, double Y)> places, string color, int size = 17)
    {
        neurons.Add(
            Traces.Points(places.Select(p => p.X), places.Select(p => p.Y), color, size: size, outline: Palette.Paper).With(
                "hoverinfo", "skip"));
        return this;
    }

    public Schematic Synapses(
        IEnumerable<((double X, double Y) From, (double X, double Y) To)> pairs, string color, SynapseEnd end = SynapseEnd.Arrow,
        double width = 1.3, double bend = 0)
    {
        var x = new List<double>();
        var y = new List<double>();
        foreach (((double X, double Y) from, (double X, double Y) to) in pairs) AddSynapse(x, y, from, to, end, bend);
        synapses.Add(Traces.Line(x, y, color, width: width).With("hoverinfo", "skip"));
        return this;
    }

    public Schematic Text(double x, double y, string text, string color = Palette.Ink, string anchor = "center", int? size = null)
    {
        Panel.Note(x, y, text, color, anchor, size: size);
        return this;
    }

    private static void AddSynapse(
        List<double> x, List<double> y, (double X, double Y) from, (double X, double Y) to, SynapseEnd end, double bend)
    {
        (double dx, double dy) = (to.X - from.X, to.Y - from.Y);
        double length = double.Hypot(dx, dy), ux = dx / length, uy = dy / length;

        // A bent synapse is an arc of a parabola through both neurons.
        const int points = 24;
        var path = Enumerable.Range(0, points + 1).Select(k => (double)k / points)
            .Select(t => (X: from.X + t * dx - 4 * bend * t * (1 - t) * uy, Y: from.Y + t * dy + 4 * bend * t * (1 - t) * ux))
            .Where(p => double.Hypot(p.X - from.X, p.Y - from.Y) > Radius && double.Hypot(p.X - to.X, p.Y - to.Y) > Radius + 0.06)
            .ToArray();
        x.AddRange(path.Select(p => p.X).Append(double.NaN));
        y.AddRange(path.Select(p => p.Y).Append(double.NaN));
        ((double X, double Y) a, (double X, double Y) b) = (path[^2], path[^1]);
        double step = double.Hypot(b.X - a.X, b.Y - a.Y), vx = (b.X - a.X) / step, vy = (b.Y - a.Y) / step;
        if (end == SynapseEnd.Arrow)
        {
            Arrows.AddHead(x, y, b.X, b.Y, vx, vy, 0.26);
            return;
        }

        x.AddRange([b.X - 0.2 * vy, b.X + 0.2 * vy, double.NaN]);
        y.AddRange([b.Y + 0.2 * vx, b.Y - 0.2 * vx, double.NaN]);
    }
}
