using CurlDescent.Figures.Explorables;

namespace CurlDescent.Figures;

/// <summary>What the weights of a linear student do in the end, and a network that does it.</summary>
public enum PresetMotion
{
    /// <summary>They rest at a solution.</summary>
    Rest,

    /// <summary>They change their sign in every step, an effect of a large step.</summary>
    Alternation,

    /// <summary>They turn rigidly, and the output of the network stays.</summary>
    Rotation,

    /// <summary>They wander for ever.</summary>
    Chaos,
}

/// <summary>
/// The phase diagram with a network behind every point: limiting and sampled spectrum of the stability matrix (<see
/// cref="SpectralLaw"/>), and a linear student
/// trained in the page, in the order-parameter form that costs O(M²) a step, with all hidden units that are drawn followed one by one.
/// </summary>
[TypeFormatterSource(typeof(ExplorableFormatters))]
public sealed record PhaseDiagramExplorable : Explorable
{
    /// <summary>The network shown first.</summary>
    public PresetMotion First { get; init; } = PresetMotion.Rest;

    /// <summary>Seed of teacher, data and student.</summary>
    public uint Seed { get; init; } = 2;

    /// <inheritdoc/>
    public override string Title => "A network behind every point of the phase diagram";

    internal override string Module => "phase-diagram";

    private protected override FigureCaption DefaultCaption => FigureCaption.Miniature(
        "Click a point of the phase diagram: the spectrum that decides whether solutions are stable, for large networks (line), in a "
        + "sampled matrix (grey) and in the very network that learns below (strokes). Its student is trained here, in the page: error, "
        + "weights in time and against each other.",
        "linear, M + N = 40, P = B = 60, norms kept, teacher of norms √N and 1", 1);

    private protected override object Data()
    {
        if (!Enum.IsDefined(First)) throw new SpecException("First", First, string.Join(", ", Enum.GetNames<PresetMotion>()));
        return new
        {
            Neurons = 40,
            Samples = 60,
            TestSamples = 100,
            Range = 1.7,
            Perturbation = 1e-3,
            Tracked = 6,
            Seed,
            Horizon = 20_000,
            AtOnce = 2000,
            First = (int)First,
            Presets = new[]
            {
                Preset("rest", 7, 3, 0.1),
                Preset("alternation", 13, 6, 0.3),
                Preset("rotation", 15, 15, 0.1),
                Preset("chaos", 27, 11, 0.1),
            },
        };
    }

    // Found with the library: what WeightMotion says of each of them is in the tests.
    private static object Preset(string name, int inputs, int flips, double step) =>
        new { Name = name, Layer = "hidden", Inputs = inputs, Flips = flips, Step = step, Start = "random" };
}
