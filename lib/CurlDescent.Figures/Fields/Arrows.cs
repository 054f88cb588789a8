using CurlDescent.Figures.Composition;
using CurlDescent.Figures.Theme;

namespace CurlDescent.Figures.Fields;

/// <summary>Draws vector fields with plain line traces, as Plotly has no arrows of its own.</summary>
internal static class Arrows
{
    /// <summary>Arrows on a coarse grid. Lengths grow with the square root of the speed, so that slow regions stay visible.</summary>
    public static Props Quiver(FieldSamples field, string color, int count, double maxSpeed)
    {
        var x = new List<double>();
        var y = new List<double>();
        double spacing = Math.Min(field.X[^1] - field.X[0], field.Y[^1] - field.Y[0]) / count;
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                double px = field.X[0] + (field.X[^1] - field.X[0]) * (j + 0.5) / count,
                    py = field.Y[0] + (field.Y[^1] - field.Y[0]) * (i + 0.5) / count;
                (double u, double v) = field.At(px, py)!.Value;
                double speed = double.Hypot(u, v);
                if (!(speed > 1e-9 * maxSpeed)) continue;
                double length = 0.92 * spacing * Math.Sqrt(speed / maxSpeed), dx = u / speed * length, dy = v / speed * length;
                AddArrow(x, y, px - dx / 2, py - dy / 2, dx, dy, Math.Min(0.26 * spacing, 0.42 * length));
            }
        }

        return Drawn(field, x, y, color, 1.5);
    }

    /// <summary>Evenly spaced streamlines with one arrow head each.</summary>
    public static Props Streamlines(FieldSamples field, string color, int density)
    {
        double width = field.X[^1] - field.X[0], height = field.Y[^1] - field.Y[0], head = 0.028 * Math.Min(width, height);
        var taken = new bool[density, density];
        var x = new List<double>();
        var y = new List<double>();
        double still = 1e-4 * field.MaxSpeed();
        (int, int)[] seeds = [.. FromTheBorderInwards(density)];
        for (int seed = 0; seed < seeds.Length; seed++)
        {
            (int row, int column) = seeds[seed];
            if (taken[row, column]) continue;
            var own = new HashSet<(int, int)>();
            var line = new List<(double X, double Y)>();
            double sx = field.X[0] + width * (column + 0.5) / density, sy = field.Y[0] + height * (row + 0.5) / density;
            bool isClosed = Follow(-1, sx, sy, own, line);
            line.Reverse();
            line.Add((sx, sy));
            if (isClosed) line.Insert(0, (sx, sy));
            else Follow(1, sx, sy, own, line);
            if (line.Count < (isClosed ? 14 : 40)) continue;
            foreach ((int i, int j) in own) taken[i, j] = true;
            (double X, double Y)[] drawn = Thinning.Simplified(line, 5e-4 * Math.Min(width, height));
            x.AddRange(drawn.Select(p => p.X).Append(double.NaN));
            y.AddRange(drawn.Select(p => p.Y).Append(double.NaN));
            (double ax, double ay) = line[line.Count / 2];
            (double bx, double by) = line[line.Count / 2 - 1];
            double step = double.Hypot(ax - bx, ay - by);
            if (step > 0) AddHead(x, y, ax, ay, (ax - bx) / step, (ay - by) / step, head);
        }

        return Drawn(field, x, y, color, 1.4);

        // Returns whether the line closes on itself, up to what sampling and steps have moved it: a closed line is drawn closed.
        bool Follow(int direction, double px, double py, HashSet<(int, int)> own, List<(double X, double Y)> line)
        {
            double h = direction * 0.006 * Math.Min(width, height), startX = px, startY = py;
            for (int step = 0; step < 1500; step++)
            {
                if (Cell(px, py) is not { } cell || (taken[cell.Item1, cell.Item2] && !own.Contains(cell))) return false;
                if (Direction(px, py) is not { } first) return false;
                if (Direction(px + h / 2 * first.U, py + h / 2 * first.V) is not { } middle) return false;
                own.Add(cell);
                px += h * middle.U;
                py += h * middle.V;
                if (Cell(px, py) is null) return false;
                line.Add((px, py));

                if (step > 30 && double.Hypot(px - startX, py - startY) < 3 * Math.Abs(h)) return true;
            }

            return false;
        }

        (double U, double V)? Direction(double px, double py)
        {
            if (field.At(px, py) is not { } f) return null;
            double speed = double.Hypot(f.U, f.V);
            return speed > still ? (f.U / speed, f.V / speed) : null;
        }

        (int, int)? Cell(double px, double py)
        {
            int j = (int)Math.Floor((px - field.X[0]) / width * density), i = (int)Math.Floor((py - field.Y[0]) / height * density);
            return i >= 0 && j >= 0 && i < density && j < density ? (i, j) : null;
        }
    }

    private static Props Drawn(FieldSamples field, List<double> x, List<double> y, string color, double width)
    {
        double extent = Math.Min(field.X[^1] - field.X[0], field.Y[^1] - field.Y[0]);
        return Traces.Line(Thinning.Rounded(x, extent), Thinning.Rounded(y, extent), color, width: width).With("hoverinfo", "skip");
    }

    private static IEnumerable<(int Row, int Column)> FromTheBorderInwards(int density) =>
        from ring in Enumerable.Range(0, (density + 1) / 2)
        from row in Enumerable.Range(ring, density - 2 * ring)
        from column in Enumerable.Range(ring, density - 2 * ring)
        where row == ring || column == ring || row == density - 1 - ring || column == density - 1 - ring
        select (row, column);

    private static void AddArrow(List<double> x, List<double> y, double fromX, double fromY, double dx, double dy, double head)
    {
        double length = double.Hypot(dx, dy);
        x.AddRange([fromX, fromX + dx, double.NaN]);
        y.AddRange([fromY, fromY + dy, double.NaN]);
        AddHead(x, y, fromX + dx, fromY + dy, dx / length, dy / length, head);
    }

    public static void AddHead(List<double> x, List<double> y, double tipX, double tipY, double ux, double uy, double size)
    {
        const double spread = 0.42;
        x.AddRange([tipX - size * (ux + spread * -uy), tipX, tipX - size * (ux - spread * -uy), double.NaN]);
        y.AddRange([tipY - size * (uy + spread * ux), tipY, tipY - size * (uy - spread * ux), double.NaN]);
    }
}
