using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using CurlDescent.Experiments.Specs;

namespace CurlDescent.Experiments;

/// <summary>
/// The experiments of the paper, and some beyond it. Each is a JSON file of this library, in the form that users write their own in.
/// </summary>
public static partial class Catalogue
{
    /// <summary>Id of what all experiments of the paper share; no experiment itself.</summary>
    internal const string Conventions = "paper";

    private const string Prefix = "CurlDescent.Experiments.Catalogue.", Extension = ".json";

    private static readonly Assembly Home = typeof(Catalogue).Assembly;
    private static readonly ConcurrentDictionary<string, ExperimentSpec> Read = new(StringComparer.Ordinal);

    private static readonly Lazy<(string[] Paper, string[] Beyond, string[] All)> Known = new(List);

    /// <summary>All experiments, in the order of the paper, then those beyond it.</summary>
    public static IReadOnlyList<ExperimentSpec> All => [.. Ids.Select(Find)];

    /// <summary>Ids of the experiments of the paper, in its order: those whose file names a source.</summary>
    public static IReadOnlyList<string> Paper => Known.Value.Paper;

    /// <summary>Ids of the experiments that ask what the paper does not: those whose source is empty.</summary>
    public static IReadOnlyList<string> BeyondThePaper => Known.Value.Beyond;

    /// <summary>
    /// All ids: <see cref="Paper"/>, then <see cref="BeyondThePaper"/>. A file in this library's folder is an experiment; nothing lists
    /// them.
    /// </summary>
    public static IReadOnlyList<string> Ids => Known.Value.All;

    /// <summary>Finds an experiment.</summary>
    /// <param name="id">Its id.</param>
    /// <exception cref="ExperimentException">The catalogue has no such id.</exception>
    public static ExperimentSpec Find(string id) => Ids.Contains(id)
        ? FindTemplate(id)!
        : throw new ExperimentException(id, null, "", $"no such experiment; there are {string.Join(", ", Ids)}.");

    /// <summary>Finds an experiment in the catalogue, or reads it if a file of that name exists.</summary>
    /// <param name="idOrFile">Id, or path of a JSON file.</param>
    /// <exception cref="ExperimentException">There is neither, or the file is not valid.</exception>
    public static ExperimentSpec FindOrRead(string idOrFile)
    {
        if (Ids.Contains(idOrFile)) return Find(idOrFile);
        if (File.Exists(idOrFile) || idOrFile.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return ExperimentReader.ReadFile(idOrFile);
        }

        return Find(idOrFile);
    }

    /// <summary>
    /// Whether a sweep is the catalogue's own: that of its id and size, with no parameter changed. An id alone proves nothing, since anyone
    /// may write it into a file.
    /// </summary>
    /// <param name="sweep">The sweep.</param>
    public static bool Defines(SweepSpec sweep)
    {
        if (!Ids.Contains(sweep.Id)) return false;
        ExperimentSpec own = Find(sweep.Id);
        return (own.Sizes.ContainsKey(sweep.Size) || sweep.Size == ExperimentSpec.WholeSize) && own.Resolve(sweep.Size).Hash == sweep.Hash;
    }

    /// <summary>Returns the JSON text of an experiment.</summary>
    /// <param name="id">Its id.</param>
    /// <exception cref="ExperimentException">The catalogue has no such id.</exception>
    public static string Text(string id) => TryRead(id) ?? Find(id).Id;

    /// <summary>An entry, also one without grids of its own that others are based on; null if there is none.</summary>
    internal static ExperimentSpec? FindTemplate(string id)
    {
        if (Read.TryGetValue(id, out ExperimentSpec? known)) return known;
        return TryRead(id) is { } text ? Read.GetOrAdd(id, ExperimentReader.ReadTemplate($"{id}.json", text)) : null;
    }

    private static string? TryRead(string id)
    {
        using Stream? stream = Home.GetManifestResourceStream($"{Prefix}{id}.json");
        if (stream is null) return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    // fig5c before fig10: numbers by value.
    private static (string[] Paper, string[] Beyond, string[] All) List()
    {
        string[] ids =
        [
            .. Home.GetManifestResourceNames()
                .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal))
                .Select(name => name[Prefix.Length..^Extension.Length]).Where(id => id != Conventions)
                .OrderBy(id => Digits().Replace(id, number => number.Value.PadLeft(4, '0')), StringComparer.Ordinal),
        ];
        ILookup<bool, string> byOrigin = ids.ToLookup(id =>
            SourceNode.Parse(id, TryRead(id)!).Members.TryGetValue("source", out SourceNode? source) && source.Text.Length > 0);
        string[] paper = [.. byOrigin[true]], beyond = [.. byOrigin[false]];
        return (paper, beyond, [.. paper, .. beyond]);
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
