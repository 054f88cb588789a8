using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>What happens along one run near a plateau.</summary>
/// <param name="Name">Rule.</param>
/// <param name="Epochs">Recorded epochs.</param>
/// <param name="Loss">Loss at each.</param>
/// <param name="GradientNorm">Norm of the loss gradient at each.</param>
/// <param name="SmallestCurvature">Smallest eigenvalue of the loss Hessian at each.</param>
public sealed record EscapeTrace(
    string Name, IReadOnlyList<double> Epochs, IReadOnlyList<double> Loss, IReadOnlyList<double> GradientNorm,
    IReadOnlyList<double> SmallestCurvature)
{
    /// <summary>Computes the trace at the weights along a run.</summary>
    /// <param name="name">Name in the legend.</param>
    /// <param name="path">Weights along the run, such as <see cref="Recording.Weights"/>.</param>
    /// <param name="data">Data that define the loss, such as those the run was trained on.</param>
    public static EscapeTrace Of(string name, IReadOnlyList<WeightSnapshot> path, InputData data)
    {
        LossGeometry[] along = [.. path.AsParallel().AsOrdered().Select(snapshot => LossGeometry.Compute(snapshot.Network, data))];
        return new EscapeTrace(
            name,
            [.. path.Select(snapshot => (double)snapshot.Epoch)],
            [.. along.Select(at => at.Loss)],
            [.. along.Select(at => at.GradientNorm)],
            [.. along.Select(at => at.SmallestCurvature)]);
    }
}

/// <summary>Saddle escape: loss, gradient norm and smallest curvature along runs of several rules.</summary>
/// <param name="Runs">At least one.</param>
public sealed record SaddleEscapeFigure(IReadOnlyList<EscapeTrace> Runs) : Figure
{
    /// <summary>Whether epochs have a logarithmic axis.</summary>
    public bool LogEpochs { get; init; }

    internal override Sheet Compose()
    {
        Check.NotEmpty(nameof(Runs), Runs.Count);
        // Small curvatures in thousandths: their tick labels would need more room than there is between panels.
        bool isSmall = Runs.SelectMany(run => run.SmallestCurvature).All(value => Math.Abs(value) < 0.05);
        (double factor, string unit) = isSmall ? (1000, $" × {Symbols.PowerOfTen(3)}") : (1, "");
        return Sheet.Row(
            ToPanel("Loss", new Axis("Loss") { Log = true }, run => run.Loss, LegendPlace.Above),
            ToPanel("Gradient norm", new Axis("‖∇<i>C</i>‖") { Log = true }, run => run.GradientNorm, LegendPlace.None),
            ToPanel("Smallest curvature", new Axis($"<i>λ</i><sub>min</sub>{unit}"),
                run => [.. run.SmallestCurvature.Select(value => value * factor)], LegendPlace.None).MarkY(0));
    }

    private Panel ToPanel(string title, Axis y, Func<EscapeTrace, IReadOnlyList<double>> of, LegendPlace legend)
    {
        var panel = new Panel { Title = title, X = new Axis(Symbols.Epoch) { Log = LogEpochs }, Y = y, Legend = legend };
        return panel.Add(Runs.SelectMany((run, k) => new Curve(run.Name, run.Epochs, of(run)).ToTraces(k, y.Log)));
    }
}
