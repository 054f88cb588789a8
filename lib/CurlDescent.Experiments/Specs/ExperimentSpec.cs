using CurlDescent.Experiments.Specs;

namespace CurlDescent.Experiments;

/// <summary>
/// An experiment as its file describes it: grids of cells, rules, seeds, and the sizes in which it can be run. Immutable; read and checked
/// by <see cref="ExperimentReader"/>.
/// </summary>
public sealed record ExperimentSpec
{
    /// <summary>Name of the size that runs the experiment as it stands in its file.</summary>
    public const string WholeSize = "full";

    /// <summary>Id: lower-case letters, digits, hyphens and underscores. Also the name of its dataset's folder.</summary>
    public required string Id { get; init; }

    /// <summary>What it shows, in a sentence.</summary>
    public required string Title { get; init; }

    /// <summary>Figure or table that it reproduces; empty for one's own.</summary>
    public string Source { get; init; } = "";

    /// <summary>What a run computes.</summary>
    public ExperimentKind Kind { get; init; } = ExperimentKind.Default;

    /// <summary>Seed from which every cell's seed is derived.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Number of runs in each cell under each rule.</summary>
    public int Seeds { get; init; } = 10;

    /// <summary>Rules under which each cell is run.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>Parameters fixed in every grid; null takes a parameter away.</summary>
    public required IReadOnlyDictionary<string, ParameterValue?> Fixed { get; init; }

    /// <summary>Grids, whose cells are numbered one after the other.</summary>
    public required IReadOnlyList<Grid> Grids { get; init; }

    /// <summary>Whether its dataset has the curves of every run.</summary>
    public bool Curves { get; init; }

    /// <summary>Sizes by name, smallest first.</summary>
    public IReadOnlyDictionary<string, ExperimentSize> Sizes { get; init; } = new Dictionary<string, ExperimentSize>();

    /// <summary>Names of the sizes that can be run.</summary>
    public IReadOnlyList<string> SizeNames => Sizes.Count > 0 ? [.. Sizes.Keys] : [WholeSize];

    /// <summary>The size that is meant when none is named: laptop if there is one, else the largest.</summary>
    public string DefaultSize => Sizes.ContainsKey(ExperimentSize.Laptop) ? ExperimentSize.Laptop : SizeNames[^1];

    /// <summary>Where parameters were set, for errors.</summary>
    internal SpecOrigins Origins { get; init; } = new("experiment");

    /// <summary>Makes the sweep of one size, with overrides.</summary>
    /// <param name="size">Name of the size; null for <see cref="DefaultSize"/>.</param>
    /// <param name="overrides">Changes; null for none.</param>
    /// <exception cref="ExperimentException">There is no such size, an override names no parameter, or some cell is not valid.</exception>
    public SweepSpec Resolve(string? size = null, ExperimentOverrides? overrides = null)
    {
        string name = size ?? DefaultSize;
        ExperimentSize? found = Sizes.GetValueOrDefault(name) ?? (name == WholeSize ? ExperimentSize.Whole : null);
        if (found is null)
        {
            throw new ExperimentException(
                Id, null, "size", $"'{name}' is not one of {string.Join(", ", SizeNames.Append(WholeSize).Distinct())}.");
        }

        return SweepSpec.Create(this, name, found, overrides ?? ExperimentOverrides.None);
    }
}
