using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>Some weights of one run over its epochs.</summary>
/// <param name="Title">What kind of run it is.</param>
/// <param name="Epochs">Recorded epochs.</param>
/// <param name="Weights">One list a weight, as long as <paramref name="Epochs"/>.</param>
public sealed record WeightTraces(string Title, IReadOnlyList<double> Epochs, IReadOnlyList<IReadOnlyList<double>> Weights);

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
