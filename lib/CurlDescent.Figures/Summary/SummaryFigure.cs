using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>
/// The whole story on one sheet. A: the excitatory–inhibitory network and its non-gradient Jacobian; B: teacher and student; C: the
/// modified update; D, E: phase diagrams of hidden and readout flips; F, G: test-error heat maps under the exact boundary; H: converging
/// and chaotic weights; I: test error, gradient against curl descent.
/// </summary>
public sealed record SummaryFigure : Figure
{
    /// <summary>A: Jacobian of Hebbian learning.</summary>
    public required double[,] HebbianJacobian { get; init; }

    /// <summary>D: phase diagram of hidden flips.</summary>
    public required PhaseDiagramFigure HiddenPhases { get; init; }

    /// <summary>E: phase diagram of readout flips.</summary>
    public required PhaseDiagramFigure ReadoutPhases { get; init; }

    /// <summary>F: test error over c and α_h.</summary>
    public required ErrorMapFigure HiddenErrors { get; init; }

    /// <summary>G: test error over c and α_r.</summary>
    public required ErrorMapFigure ReadoutErrors { get; init; }

    /// <summary>H: weights of a run that converges.</summary>
    public required WeightTraces Converging { get; init; }

    /// <summary>H: weights of a chaotic run.</summary>
    public required WeightTraces Chaotic { get; init; }

    /// <summary>I: test error of gradient and curl descent.</summary>
    public required LearningCurvesFigure TestErrors { get; init; }

    internal override Sheet Compose() => new()
    {
        Panels =
        [
            NetworkSchematicFigure.ExcitatoryInhibitory(HebbianJacobian),
            NetworkSchematicFigure.TeacherAndStudent(),
            NetworkSchematicFigure.ModifiedUpdate(),
            HiddenPhases.ToPanel("Phases, hidden flips"),
            ReadoutPhases.ToPanel("Phases, readout flips"),
            HiddenErrors.ToPanel("Test error, hidden flips"),
            ReadoutErrors.ToPanel("Test error, readout flips"),
            Weights(),
            TestErrors.ToPanel("Test error, one unit of ten flipped"),
        ],
        Columns = 3,
        Width = 1080,
        PanelHeight = 262,
        NarrowPanelHeight = 235,
        Letters = true,
    };

    // Both runs share one panel: the chaotic one above, the converging one below, each around its own mean.
    private Panel Weights()
    {
        var panel = new Panel
        {
            Title = "Chaotic and converging weights",
            X = new Axis(Symbols.Epoch),
            Y = new Axis("") { Ticks = [] },
            Legend = LegendPlace.None,
        };
        ((double low, double high), (double bottom, double top)) = (Range(Chaotic), Range(Converging));
        double gap = 0.3 * Math.Max(high - low, top - bottom), shift = top + gap - low;
        panel.Add(Converging.Weights.Select((w, k) => WeightTracesFigure.Trace(Converging, w, k)));
        panel.Add(Chaotic.Weights.Select((w, k) => WeightTracesFigure.Trace(Chaotic, [.. w.Select(v => v + shift)], k)));
        double right = Chaotic.Epochs[^1];
        panel.Note(right, top + 0.35 * gap, $"{Converging.Title} weights", Palette.Blue, "right");
        panel.Note(right, high + shift + 0.45 * gap, $"{Chaotic.Title} weights", Palette.Vermilion, "right");
        panel.Note(Chaotic.Epochs[0], high + shift + 0.45 * gap, "weight (shifted)", Palette.Muted, "left");
        return panel;

        static (double Low, double High) Range(WeightTraces run) => (run.Weights.Min(w => w.Min()), run.Weights.Max(w => w.Max()));
    }
}
