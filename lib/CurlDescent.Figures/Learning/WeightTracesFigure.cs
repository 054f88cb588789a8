using CurlDescent.Experiments;
using CurlDescent.Figures.Composition;
using CurlDescent.Figures.Theme;

namespace CurlDescent.Figures;

/// <summary>Some weights of one run over its epochs.</summary>
/// <param name="Title">What kind of run it is.</param>
/// <param name="Epochs">Recorded epochs.</param>
/// <param name="Weights">One list a weight, as long as <paramref name="Epochs"/>.</param>
public sealed record WeightTraces(string Title, IReadOnlyList<double> Epochs, IReadOnlyList<IReadOnlyList<double>> Weights)
{
    /// <summary>Hidden weights of a recording, evenly spaced by index.</summary>
    /// <param name="title">What kind of run it is.</param>
    /// <param name="recording">With weight snapshots.</param>
    /// <param name="count">Number of weights; at least 1.</param>
    public static WeightTraces Of(string title, Recording recording, int count = 5)
    {
        int weights = recording.Final.HiddenWeights.Length;
        Check.Within(nameof(count), count, 1, weights);
        int[] indices = [.. Enumerable.Range(0, count).Select(k => (int)((k + 0.5) * weights / count))];
        return new WeightTraces(
            title,
            [.. recording.Weights.Select(w => (double)w.Epoch)],
            [.. indices.Select(index => (double[])[.. recording.Weights.Select(w => w.Network.HiddenWeights[index])])]);
    }

    /// <summary>Hidden weights that a sweep kept.</summary>
    /// <param name="title">What kind of run it is.</param>
    /// <param name="table">Results with curves.</param>
    /// <param name="grid">Name of the grid.</param>
    /// <param name="rule">Rule.</param>
    /// <param name="seed">Number of the run.</param>
    public static WeightTraces Of(string title, ResultTable table, string grid, string rule, int seed = 0)
    {
        (string Name, double[] X, double[] Y)[] traces = [.. table.Curves
            .Where(p => p.Grid == grid && p.Rule == rule && p.Seed == seed
                && p.Series.StartsWith(Series.HiddenWeight, StringComparison.Ordinal))
            .GroupBy(p => p.Series)
            .Select(trace => (trace.Key, trace.Select(p => p.X).ToArray(), trace.Select(p => p.Y).ToArray()))];
        Check.NotEmpty($"weight traces of '{rule}' in grid '{grid}'", traces.Length);
        return new WeightTraces(title, traces[0].X, [.. traces.Select(trace => trace.Y)]);
    }
}

/// <summary>Weights over epochs side by side: a run that converges beside a chaotic one.</summary>
/// <param name="Runs">One panel each.</param>
public sealed record WeightTracesFigure(IReadOnlyList<WeightTraces> Runs) : Figure
{
    internal override Sheet Compose()
    {
        Check.NotEmpty(nameof(Runs), Runs.Count);
        return Sheet.Row([.. Runs.Select(run => ToPanel(run))]);
    }

    internal static Panel ToPanel(WeightTraces run)
    {
        var panel = new Panel { Title = run.Title, X = new Axis(Symbols.Epoch), Y = new Axis("Weight"), Legend = LegendPlace.None };
        panel.Add(run.Weights.Select((weight, k) => Trace(run, weight, k)));
        return panel;
    }

    internal static Props Trace(WeightTraces run, IReadOnlyList<double> weight, int k)
    {
        Check.SameLength("Weights", weight.Count, "Epochs", run.Epochs.Count);
        return Traces.Line(run.Epochs, weight, Palette.Categorical[k % 6], width: 1.3);
    }
}
