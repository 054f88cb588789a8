using System.Security.Cryptography;
using System.Text;
using CurlDescent.Experiments.Specs;

namespace CurlDescent.Experiments;

/// <summary>
/// A sweep, fully explicit: every parameter of every cell has a value, no default is left open. Its hash names its results.
/// </summary>
public sealed class SweepSpec
{
    private SweepSpec(ExperimentSpec whole, string size, string note, IReadOnlyList<int> looks, IReadOnlyList<Cell> cells)
    {
        Experiment = whole;
        Size = size;
        Note = note;
        Looks = looks;
        Cells = cells;
        CanonicalJson = SweepJson.Canonical(this).ToJsonString(SweepJson.Compact);
        Hash = Sha256(CanonicalJson);
    }

    /// <summary>Name of the size of a sweep whose parameters were overridden.</summary>
    public const string CustomSize = "custom";

    /// <summary>The experiment, with size and overrides applied; it has no sizes left.</summary>
    public ExperimentSpec Experiment { get; }

    /// <summary>Id of the experiment.</summary>
    public string Id => Experiment.Id;

    /// <summary>Name of the size, or <see cref="CustomSize"/>.</summary>
    public string Size { get; }

    /// <summary>What the size leaves out.</summary>
    public string Note { get; }

    /// <summary>
    /// Numbers of seeds at which the claims are judged, see <see cref="ExperimentSize.Looks"/>; empty where all seeds are run.
    /// </summary>
    public IReadOnlyList<int> Looks { get; }

    /// <summary>
    /// Probability that an interval of its results is to cover: 0.95, and of a sweep with looks 1 − 0.05 / looks, so that the one at which
    /// it ends covers 95 % whichever that is (Bonferroni).
    /// </summary>
    public double Confidence => 1 - 0.05 / Math.Max(1, Looks.Count);

    /// <summary>Rules under which each cell is run.</summary>
    public IReadOnlyList<string> Rules => Experiment.Rules;

    /// <summary>Number of runs in each cell under each rule.</summary>
    public int Seeds => Experiment.Seeds;

    /// <summary>Cells, in order.</summary>
    public IReadOnlyList<Cell> Cells { get; }

    /// <summary>Number of runs.</summary>
    public long RunCount => (long)Cells.Count * Rules.Count * Seeds;

    /// <summary>
    /// Everything that determines the results, in one line of JSON with every digit; sorted, so that equal sweeps have equal text.
    /// </summary>
    public string CanonicalJson { get; }

    /// <summary>SHA-256 of <see cref="CanonicalJson"/>, in hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>Returns the sweep as an experiment file that gives the same sweep again.</summary>
    public string ToJson() => SweepJson.File(this).ToJsonString(JsonForm.Options) + "\n";

    internal static SweepSpec Create(ExperimentSpec spec, string sizeName, ExperimentSize size, ExperimentOverrides overrides)
    {
        foreach (string parameter in overrides.Set.Keys)
        {
            if (!spec.Kind.Has(Parameters.Get(parameter)))
            {
                throw new ExperimentException(
                    "--set", null, parameter,
                    $"experiments of kind {spec.Kind} have no such parameter; they have {Parameters.Suggest("", spec.Kind.Parameters)}.");
            }
        }

        foreach (string rule in overrides.Rules ?? [])
        {
            if (!Experiments.Rules.Knows(rule))
            {
                throw new ExperimentException("--rules", null, "", $"'{rule}' is not one of {string.Join(", ", Experiments.Rules.All)}.");
            }
        }

        var whole = spec with
        {
            Seed = overrides.Seed ?? spec.Seed,
            Seeds = spec.Kind.IsRandom ? overrides.Seeds ?? size.Seeds ?? spec.Seeds : 1,
            Rules = spec.Kind.HasRules ? overrides.Rules ?? size.Rules ?? spec.Rules : spec.Rules,
            Fixed = spec.Fixed,
            Grids = [.. spec.Grids.Select(g => Applied(g, size, overrides))],
            Sizes = new Dictionary<string, ExperimentSize>(),
        };
        long cellCount = whole.Grids.Sum(g => g.CellCount);
        if (cellCount > MostCells)
        {
            throw new ExperimentException(spec.Origins.File, null, "grids", $"{cellCount} cells; at most {MostCells} are allowed.");
        }

        try
        {
            string note = overrides.Any ? $"{sizeName} size with changed parameters" : size.Note;
            return new SweepSpec(
                whole, overrides.Any ? CustomSize : sizeName, note, overrides.Seeds is null ? size.Looks : [],
                CellExpansion.CreateAll(whole));
        }
        catch (CellException e)
        {
            throw spec.Origins.Error(sizeName, e.Grid, e.Parameters, overrides, e.Message, e);
        }
    }

    internal static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private const long MostCells = 1_000_000;

    // Later wins: the experiment, its grid, the size, the overrides.
    private static Grid Applied(Grid grid, ExperimentSize size, ExperimentOverrides overrides)
    {
        var axes = new List<(string Parameter, IReadOnlyList<ParameterValue> Values)>();
        var fixedValues = new Dictionary<string, ParameterValue?>(grid.Fixed, StringComparer.Ordinal);
        Grid? own = size.Grids.FirstOrDefault(g => g.Name == grid.Name);
        var sizeFixed = new Dictionary<string, ParameterValue?>(size.Fixed, StringComparer.Ordinal);
        foreach ((string parameter, ParameterValue? value) in own?.Fixed
            ?? new Dictionary<string, ParameterValue?>()) sizeFixed[parameter] = value;
        foreach ((string parameter, ParameterValue? value) in sizeFixed) fixedValues[parameter] = value;
        foreach ((string parameter, IReadOnlyList<ParameterValue> values) in grid.Axes)
        {
            IReadOnlyList<ParameterValue>? replaced = own?.Axes.FirstOrDefault(a => a.Parameter == parameter).Values
                ?? size.Axes.GetValueOrDefault(parameter);
            if (replaced is not null) axes.Add((parameter, replaced));
            else if (!sizeFixed.ContainsKey(parameter))
            {
                axes.Add((parameter, [.. values.Where((_, i) => i % size.Thin == 0 || i == values.Count - 1)]));
            }
        }

        foreach ((string parameter, IReadOnlyList<ParameterValue> values) in overrides.Set)
        {
            int axis = axes.FindIndex(a => a.Parameter == parameter);
            if (values.Count == 0 && axis >= 0) axes.RemoveAt(axis);
            else if (axis >= 0) axes[axis] = (parameter, values);
            else if (values.Count > 1) axes.Add((parameter, values));
            if (axis < 0 || values.Count == 0) fixedValues[parameter] = values.Count == 1 ? values[0] : default(ParameterValue?);
        }

        foreach ((string parameter, _) in axes) fixedValues.Remove(parameter);
        return grid with { Axes = axes, Fixed = fixedValues };
    }
}
