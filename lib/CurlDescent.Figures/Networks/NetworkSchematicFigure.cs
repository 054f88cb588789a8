using CurlDescent.Figures.Composition;
using CurlDescent.Figures.Networks;
using CurlDescent.Figures.Theme;

namespace CurlDescent.Figures;

/// <summary>
/// The three networks of the theory as drawings: excitatory and inhibitory neurons, teacher and student, and the modified update.
/// </summary>
public sealed record NetworkSchematicFigure : Figure
{
    /// <summary>Jacobian of Hebbian learning in the network of panel A, drawn by its antisymmetric part.</summary>
    public required double[,] HebbianJacobian { get; init; }

    internal override Sheet Compose() => new()
    {
        Panels = [ExcitatoryInhibitory(HebbianJacobian), TeacherAndStudent(), ModifiedUpdate()],
        Columns = 3,
        Width = 1160,
        PanelHeight = 235,
        NarrowPanelHeight = 225,
        Letters = true,
    };

    internal static Panel ExcitatoryInhibitory(double[,] jacobian)
    {
        int n = jacobian.GetLength(0);
        Check.Shape(nameof(HebbianJacobian), jacobian, n, n);
        (double X, double Y)[] ring =
        [
            .. Enumerable.Range(0, 5).Select(k => (2.55 + 1.4 * Math.Sin(2 * Math.PI * k / 5), 2.75 + 1.4 * Math.Cos(2 * Math.PI * k / 5))),
        ];
        (double X, double Y)[] excitatory = ring[..4];
        (double X, double Y) inhibitory = ring[4];
        const int small = FigureTheme.TextSize - 1;
        var schematic = new Schematic("Excitatory–inhibitory network");
        schematic
            .Synapses(
                excitatory.SelectMany((from, i) => ring.Where((_, j) => j != i).Select(to => (from, to))).Where((_, k) => k % 3 != 1),
                Palette.Blue, bend: 0.12)
            .Synapses(excitatory.Take(3).Select(to => (inhibitory, to)), Palette.Vermilion, SynapseEnd.Bar, 1.6, 0.14)
            .Neurons(excitatory, Palette.Blue)
            .Neurons([inhibitory], Palette.Vermilion)
            .Text(0.05, 6.15, "fast: <i>τ<sub>y</sub></i> d<b>y</b>/d<i>t</i> = −<b>y</b> + <b>WDy</b> + <b>f</b>", anchor: "left",
                size: small)
            .Text(0.05, 5.35, "slow: <i>τ</i> d<b>W</b>/d<i>t</i> = ⟨<b>yy</b><sup>⊤</sup>⟩ − <b>W</b>", anchor: "left", size: small)
            .Text(2.45, 0.4, "excitatory", Palette.Blue, "right", small).Text(2.65, 0.4, "inhibitory", Palette.Vermilion, "left", small)
            .Text(7.4, 4.75, "<b>A</b> = (<b>J</b> − <b>J</b><sup>⊤</sup>)/2", size: small)
            .Text(7.4, 0.95, $"weights 1 … {n}", Palette.Muted, size: small)
            .Text(7.4, 0.25, "≠ 0: not a gradient", size: small);
        double[,] antisymmetric = AntisymmetricPart(jacobian);
        double most = antisymmetric.Cast<double>().Select(Math.Abs).DefaultIfEmpty(0).Max();
        const double bottom = 1.35, top = 4.35, bar = 9.1;
        foreach ((double at, double value) in new[] { (bottom + 0.12, -most), ((bottom + top) / 2, 0), (top - 0.12, most) })
        {
            schematic.Text(bar + 0.3, at, Symbols.Number(value, 1), Palette.Muted, "left", small - 1);
        }

        double[,] scale = new double[41, 1];
        for (int k = 0; k <= 40; k++) scale[k, 0] = most * (k - 20) / 20;
        return schematic.Finish().Add(Image(antisymmetric, most, 5.9, 8.9, bottom, top))
            .Add(Image(scale, most, bar, bar + 0.2, bottom, top));
    }

    internal static Panel TeacherAndStudent()
    {
        double[] rows = [1.5, 2.7, 3.9, 5.1], few = [2.1, 3.3, 4.5];
        (double X, double Y)[] inputs = [.. rows.Select(y => (5.0, y))];
        (double X, double Y)[] teacher = [.. few.Select(y => (2.9, y))], student = [.. few.Select(y => (7.1, y))];
        (double X, double Y) target = (1.0, 3.3), output = (9.0, 3.3);
        return new Schematic("Teacher and student")
            .Synapses(from i in inputs from h in teacher select (i, h), Palette.Muted)
            .Synapses(teacher.Select(h => (h, target)), Palette.Muted)
            .Synapses(from i in inputs.Skip(1) from h in student select (i, h), Palette.Blue)
            .Synapses(student.Select(h => (inputs[0], h)), Palette.Vermilion, width: 1.8)
            .Synapses(student.Skip(1).Select(h => (h, output)), Palette.Blue)
            .Synapses([(student[0], output)], Palette.Vermilion, width: 1.8)
            .Neurons(inputs[1..], Palette.Ink).Neurons([inputs[0]], Palette.Vermilion)
            .Neurons([.. teacher, target], Palette.Muted)
            .Neurons([.. student[1..], output], Palette.Blue).Neurons([student[0]], Palette.Vermilion)
            .Text(5, 6.0, "inputs <b>x</b>").Text(1.95, 6.0, "teacher", Palette.Muted).Text(8.05, 6.0, "student", Palette.Blue)
            .Text(1.0, 4.1, "<b>y</b>").Text(9.0, 4.1, "<b>ŷ</b>")
            .Text(5, 0.55, "<i>C</i> = ½⟨‖<b>ŷ</b> − <b>y</b>‖²⟩ · flipped neurons in vermilion")
            .Finish();
    }

    internal static Panel ModifiedUpdate()
    {
        (double X, double Y)[] before = [(0.5, 4.9), (0.5, 3.7), (0.5, 2.5), (0.5, 1.3)], after = [(2.7, 4.3), (2.7, 3.1), (2.7, 1.9)];
        return new Schematic("Modified update")
            .Synapses(from i in before[..3] from h in after select (i, h), Palette.Blue)
            .Synapses(after.Select(h => (before[3], h)), Palette.Vermilion, width: 1.8)
            .Neurons([.. before[..3], .. after], Palette.Blue).Neurons([before[3]], Palette.Vermilion)
            .Text(3.4, 5.6, "Δ<b>W</b> = −<i>η</i> (∂<i>C</i>/∂<b>W</b>) <b>D</b>", anchor: "left", size: FigureTheme.TitleSize)
            .Text(3.6, 4.4, "<i>D<sub>jj</sub></i> = +1: down the loss", Palette.Blue, "left")
            .Text(3.6, 3.5, "<i>D<sub>jj</sub></i> = −1: up the loss", Palette.Vermilion, "left")
            .Text(3.6, 2.3, "all <i>D<sub>jj</sub></i> equal: gradient", anchor: "left")
            .Text(3.6, 1.5, "mixed: curl descent", anchor: "left")
            .Text(1.6, 0.5, "pre → post", Palette.Muted)
            .Finish();
    }

    // The first row on top.
    private static double[,] AntisymmetricPart(double[,] jacobian)
    {
        int n = jacobian.GetLength(0);
        var antisymmetric = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++) antisymmetric[n - 1 - i, j] = (jacobian[i, j] - jacobian[j, i]) / 2;
        }

        return antisymmetric;
    }

    private static Props Image(double[,] values, double most, double left, double right, double bottom, double top)
    {
        Props cells = Traces.Cells(Edges(left, right, values.GetLength(1)), Edges(bottom, top, values.GetLength(0)), values);
        cells["coloraxis"] = null;
        cells["colorscale"] = ColorMap.Diverging.ToPlotly();
        cells["zmin"] = -Math.Max(most, 1e-300);
        cells["zmax"] = Math.Max(most, 1e-300);
        cells["showscale"] = false;
        cells["hoverinfo"] = "skip";
        return cells;

        static double[] Edges(double from, double to, int count) =>
            [.. Enumerable.Range(0, count + 1).Select(k => from + (to - from) * k / count)];
    }
}
