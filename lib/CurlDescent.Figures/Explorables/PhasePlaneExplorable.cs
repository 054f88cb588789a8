using CurlDescent.Figures.Composition;
using CurlDescent.Figures.Explorables;

namespace CurlDescent.Figures;

/// <summary>
/// The plane of two synapses, ŷ = w2·w1·x (<see cref="TwoWeightToy"/>): gradient and curl descent from a start that can be
/// dragged, the loss below them, a
/// loop drawn by hand with its circulation and the integral of the curl, and two splits of the field (<see
/// cref="HelmholtzDecomposition"/>).
/// </summary>
[TypeFormatterSource(typeof(ExplorableFormatters))]
public sealed record PhasePlaneExplorable : Explorable
{
    /// <summary>t, −2 … 2.</summary>
    public double Target { get; init; } = 1;

    /// <summary>η, 0 … 0.5; 0 for the flow.</summary>
    public double Step { get; init; }

    /// <summary>Half width of the square shown and decomposed, 1 … 4.</summary>
    public double HalfWidth { get; init; } = 2;

    /// <summary>Whether the rule of w1 is flipped at first.</summary>
    public bool FlipHidden { get; init; }

    /// <summary>Whether the rule of w2 is flipped at first.</summary>
    public bool FlipReadout { get; init; } = true;

    /// <summary>Where learning starts, (w1, w2) inside of the square.</summary>
    public (double W1, double W2) Start { get; init; } = (-1.3, 0.9);

    /// <summary>The first loop, a circle inside of the square.</summary>
    public (double W1, double W2, double Radius) Loop { get; init; } = (0.9, 0.7, 0.7);

    /// <inheritdoc/>
    public override string Title => "The plane of two synapses";

    internal override string Module => "phase-plane";

    private protected override FigureCaption DefaultCaption => FigureCaption.Theory(
        "Gradient descent and curl descent of two synapses from the same start. Drag the start, flip the rule of a synapse, move target, "
        + "step and box; draw a loop and read the work round it. Below, two splits of the field into a gradient and a rotation: both add "
        + "up "
        + "to the same field, and neither is the only one.",
        "ŷ = w₂w₁x, ⟨x²⟩ = 1; splits on 64×64 cells and by polynomials");

    private protected override object Data()
    {
        Check.Within("Target", Target, -2, 2);
        Check.Within("Step", Step, 0, 0.5);
        Check.Within("HalfWidth", HalfWidth, 1, 4);
        Check.Within("Start.W1", Start.W1, -HalfWidth, HalfWidth);
        Check.Within("Start.W2", Start.W2, -HalfWidth, HalfWidth);
        Check.Within("Loop.Radius", Loop.Radius, 0.05, HalfWidth - Math.Max(Math.Abs(Loop.W1), Math.Abs(Loop.W2)));
        return new
        {
            Target,
            Step,
            Half = HalfWidth,
            FlipHidden,
            FlipReadout,
            Start = new[] { Start.W1, Start.W2 },
            Loop = new[] { Loop.W1, Loop.W2, Loop.Radius },
            Duration = 20,
            Cells = 64,
        };
    }
}
