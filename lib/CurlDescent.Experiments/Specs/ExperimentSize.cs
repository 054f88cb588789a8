namespace CurlDescent.Experiments;

/// <summary>A size of an experiment: what it changes in the whole.</summary>
public sealed record ExperimentSize
{
    /// <summary>
    /// Name of a size of the catalogue. A preview decides nothing; an experiment of one's own names its sizes as it likes.
    /// </summary>
    public const string Preview = "preview", Laptop = "laptop", Figure = "figure", Paper = "paper";

    /// <summary>The sizes of the catalogue, smallest first.</summary>
    public static IReadOnlyList<string> OfTheCatalogue { get; } = [Preview, Laptop, Figure, Paper];

    /// <summary>The whole, unchanged.</summary>
    public static ExperimentSize Whole { get; } = new();

    /// <summary>What this size leaves out, for readers.</summary>
    public string Note { get; init; } = "";

    /// <summary>Parameters fixed otherwise than in the experiment and its grids.</summary>
    public IReadOnlyDictionary<string, ParameterValue?> Fixed { get; init; } = new Dictionary<string, ParameterValue?>();

    /// <summary>Axes with other values, in every grid that has them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ParameterValue>> Axes { get; init; } =
        new Dictionary<string, IReadOnlyList<ParameterValue>>();

    /// <summary>The same for single grids, by name; these win.</summary>
    public IReadOnlyList<Grid> Grids { get; init; } = [];

    /// <summary>Every other axis keeps each <c>Thin</c>-th value, and the last.</summary>
    public int Thin { get; init; } = 1;

    /// <summary>Number of runs in each cell under each rule; null for the experiment's.</summary>
    public int? Seeds { get; init; }

    /// <summary>
    /// Numbers of runs in each cell at which the claims are judged, ascending, the last that of all (<see cref="Seeds"/>): the sweep ends
    /// at the first at which none is open. Empty: all are run.
    /// </summary>
    public IReadOnlyList<int> Looks { get; init; } = [];

    /// <summary>Rules; null for the experiment's.</summary>
    public IReadOnlyList<string>? Rules { get; init; }
}
