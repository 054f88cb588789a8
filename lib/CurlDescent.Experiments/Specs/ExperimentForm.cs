using System.Text.Json.Nodes;
using static CurlDescent.Experiments.ExperimentSchema;

namespace CurlDescent.Experiments.Specs;

/// <summary>A member of an object in an experiment file: what the reader knows and the schema publishes.</summary>
/// <param name="Name">Name.</param>
/// <param name="Schema">Makes its schema.</param>
/// <param name="Description">Meaning, in a sentence; null where the schema says it.</param>
internal sealed record Member(string Name, Func<JsonObject> Schema, string? Description = null);

/// <summary>
/// The form of experiment files, once: members, limits and names. <see cref="ExperimentReader"/> and the schema follow it.
/// </summary>
internal static class ExperimentForm
{
    /// <summary>Names of experiments, grids and sizes.</summary>
    public const string IdPattern = "^[a-z0-9][a-z0-9_-]{0,63}$";

    /// <summary>Upper limits.</summary>
    public const int MostSeeds = 100_000, MostThin = 1000;

    private static readonly Member Fixed = new("fixed", () => Reference("fixed")), Axes = new("axes", () => Reference("axes"));

    /// <summary>Members of an experiment.</summary>
    public static IReadOnlyList<Member> Experiment { get; } =
    [
        new("$schema", () => Typed("string")),
        new("id", Patterned, "Name of the experiment and of its dataset's folder."),
        new("title", () => Typed("string"), "What it shows, in a sentence."),
        new("source", () => Typed("string"), "Figure or table that it reproduces."),
        new(
            "basedOn", () => Words([.. Catalogue.Ids, Catalogue.Conventions]),
            "Experiment of the catalogue whose settings hold where this file says nothing."),
        new("kind", () => Described(Words([.. ExperimentKind.All.Select(k => k.Name)]), Kinds())),
        new("seed", () => Range("integer", 0, ulong.MaxValue), "Seed from which every cell's seed is derived; 1 unless said."),
        new("seeds", () => Range("integer", 1, MostSeeds), "Runs in each cell under each rule; 10 unless said."),
        new("rules", RuleList, "Learning rules; all four of the paper unless said."),
        Fixed,
        Axes with { Description = "Axes of every grid." },
        new("grids", () => new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = Reference("grid") }),
        new("curves", () => Typed("boolean"), "Whether the dataset has the curves of every run."),
        new(
            "sizes", () => new JsonObject { ["type"] = "object", ["additionalProperties"] = Reference("size") },
            "Sizes by name, smallest first; each says what it changes in the whole. preview, laptop and figure run gradient descent "
            + "and curl descent unless they name rules; any other runs the rules of the experiment."),
    ];

    /// <summary>Members of a grid.</summary>
    public static IReadOnlyList<Member> Grid { get; } = [new("name", Patterned), Fixed, Axes];

    /// <summary>Members of what a size changes in one grid.</summary>
    public static IReadOnlyList<Member> GridOfSize { get; } = [Fixed, Axes];

    /// <summary>Members of a size.</summary>
    public static IReadOnlyList<Member> Size { get; } =
    [
        new("note", () => Typed("string"), "What this size leaves out."),
        Fixed,
        Axes,
        new(
            "grids",
            () => new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = new JsonObject
                {
                    ["type"] = "object",
                    ["additionalProperties"] = false,
                    ["properties"] = Properties(GridOfSize),
                },
            },
            "Changes of single grids, by name."),
        new("thin", () => Range("integer", 1, MostThin), "Axes keep each thin-th value, and the last."),
        new("seeds", () => Range("integer", 1, MostSeeds)),
        new(
            "looks",
            () => new JsonObject
            {
                ["type"] = "array",
                ["minItems"] = 1,
                ["uniqueItems"] = true,
                ["items"] = Range("integer", 1, MostSeeds),
            },
            "Numbers of seeds, ascending to all of them, at which the claims are judged: the sweep ends at the first at which "
            + "none is open."),
        new("rules", RuleList),
    ];

    private static string Kinds() => $"What a run computes; {ExperimentKind.Default} unless said. "
        + string.Join(" ", ExperimentKind.All.Select(k => $"{k}: {k.Description}"));
}
