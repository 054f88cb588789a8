using System.Collections.Concurrent;
using System.Reflection;

namespace CurlDescent.Experiments;

/// <summary>
/// The experiments of the paper, and some beyond it. Each is a JSON file of this library, in the form that users write their own in.
/// </summary>
public static class Catalogue
{
    private const string Prefix = "CurlDescent.Experiments.Catalogue.";

    private static readonly Assembly Home = typeof(Catalogue).Assembly;
    private static readonly ConcurrentDictionary<string, ExperimentSpec> Read = new(StringComparer.Ordinal);

    /// <summary>All experiments, in the order of the paper, then those beyond it.</summary>
    public static IReadOnlyList<ExperimentSpec> All => [.. Ids.Select(Find)];

    /// <summary>Ids of the experiments of the paper, in its order.</summary>
    public static IReadOnlyList<string> Paper { get; } =
    [
        "fig2", "fig3a", "fig3a-inset", "fig3b", "fig4", "fig5b", "fig5c", "fig5d", "fig5e", "fig5f", "fig6a", "fig6b", "fig8", "fig10",
        "fig11a", "fig11b", "fig11c", "fig11d", "spectrum", "weights",
    ];

    /// <summary>Ids of the experiments that ask what the paper does not.</summary>
    public static IReadOnlyList<string> BeyondThePaper { get; } =
    [
        "fig5c-exact", "fig5f-forty", "lyapunov", "lyapunov-step", "turning", "tangent-kernel", "tangent-kernel-linear", "joint",
    ];

    /// <summary>All ids: <see cref="Paper"/>, then <see cref="BeyondThePaper"/>.</summary>
    public static IReadOnlyList<string> Ids { get; } = [.. Paper, .. BeyondThePaper];

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
}
