using CurlDescent.Figures.Composition;
using CurlDescent.Figures.Explorables;

namespace CurlDescent.Figures;

/// <summary>
/// Does a flipped readout weight learn faster? Pairs of tanh networks of panel I, trained in the page from the same weights with the same
/// data in the same order, race to a
/// training error; the test error runs along.
/// </summary>
[TypeFormatterSource(typeof(ExplorableFormatters))]
public sealed record SpeedExplorable : Explorable
{
    private static readonly int[] Sizes = [300, 1000, 2000];

    /// <summary>Flipped hidden units at first, 0 … 10.</summary>
    public int FlippedUnits { get; init; } = 1;

    /// <summary>Training samples at first: 300, 1000 or 2000.</summary>
    public int Samples { get; init; } = 1000;

    /// <summary>Training error to fall below, 1e-4 … 0.1.</summary>
    public double Threshold { get; init; } = 1e-3;

    /// <summary>Seed of the first pair; the next ones follow.</summary>
    public uint Seed { get; init; } = 1;

    /// <inheritdoc/>
    public override string Title => "Does a flipped readout weight learn faster?";

    internal override string Module => "speed-race";

    private protected override FigureCaption DefaultCaption => FigureCaption.Miniature(
        "Two tanh networks that differ in the sign of the rule at one readout weight race to a training error of 1e-3; dotted, their test "
        + "errors. Each point below is a pair. Move the number of flipped units or samples, and let more pairs race: a few prove little.",
        "M = 100, N = 10, B = 10, initial range 2, norms kept, learning rate 1, at most 600 epochs");

    private protected override object Data()
    {
        Check.Within("FlippedUnits", FlippedUnits, 0, 10);
        Check.Within("Threshold", Threshold, 1e-4, 0.1);
        if (!Sizes.Contains(Samples)) throw new SpecException("Samples", Samples, string.Join(", ", Sizes));
        return new
        {
            Inputs = 100,
            Units = 10,
            Samples,
            TestSamples = 500,
            Batch = 10,
            Rate = 1,
            Range = 2,
            TeacherRange = 1,
            Seed,
            Flipped = FlippedUnits,
            Threshold,
            Horizon = 600,
            Sizes,
        };
    }
}
