using System.CommandLine;
using System.Globalization;
using CurlDescent.Experiments;

namespace CurlDescent.Tool.Commands;

/// <summary>The arguments that name sweeps, shared by the verbs that take them: experiments, size and overrides.</summary>
internal sealed class SweepSelection
{
    private readonly Argument<string[]> experiments = new("experiments")
    {
        Description = "Ids from the catalogue (see `curl-descent experiments`), or experiment files (.json).",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> all = new("--all") { Description = "Every experiment of the catalogue." };
    private readonly Option<string?> size = new("--size")
    {
        Description =
            "preview (seconds), laptop (minutes), figure (all of the paper's cells, seeds and epochs for what the figure plots), paper "
            + "(all four rules), or a size that the file defines; laptop if not given.",
    };

    private readonly Option<string[]> set = new("--set")
    {
        Description =
            "Overrides a parameter or axis: epochs=500, trainingSamples=100,200, hiddenFraction=linspace(0,1,5), stopThreshold=none. May "
            + "be repeated.",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> seeds = new("--seeds") { Description = "Runs in each cell under each rule." };
    private readonly Option<string?> seed = new("--seed") { Description = "Seed of the experiment." };
    private readonly Option<string?> rules = new("--rules")
    {
        Description = $"Rules, separated by commas: {string.Join(", ", Rules.Paper)}; or all.",
    };

    /// <summary>Adds the arguments to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(experiments);
        foreach (Option option in new Option[] { all, size, set, seeds, seed, rules }) command.Options.Add(option);
    }

    /// <summary>The sweeps that were named, in order.</summary>
    public IReadOnlyList<SweepSpec> Resolve(ParseResult parsed)
    {
        string[] named = parsed.GetValue(experiments) ?? [];
        bool every = parsed.GetValue(all);
        if (every == named.Length > 0)
        {
            throw new ToolError($"Name experiments or give --all, one of both. The catalogue has {string.Join(", ", Catalogue.Ids)}.");
        }

        ExperimentOverrides overrides = Overrides(parsed);
        string? name = parsed.GetValue(size);
        return [.. (every ? Catalogue.All : [.. named.Select(Catalogue.FindOrRead)]).Select(e => e.Resolve(name, overrides))];
    }

    /// <summary>The arguments again, quoted for a shell, for one sweep.</summary>
    public string ToShell(ParseResult parsed, string experiment)
    {
        List<string> words = [experiment];
        if (parsed.GetValue(size) is { } s) words.AddRange(["--size", s]);
        foreach (string assignment in parsed.GetValue(set) ?? []) words.AddRange(["--set", assignment]);
        if (parsed.GetValue(seeds) is { } n) words.AddRange(["--seeds", n]);
        if (parsed.GetValue(seed) is { } x) words.AddRange(["--seed", x]);
        if (parsed.GetValue(rules) is { } r) words.AddRange(["--rules", r]);
        return string.Join(' ', words.Select(SlurmScript.Quote));
    }

    /// <summary>The experiments as they were named.</summary>
    public IReadOnlyList<string> Named(ParseResult parsed) => parsed.GetValue(experiments) is { Length: > 0 } named ? named : Catalogue.Ids;

    private ExperimentOverrides Overrides(ParseResult parsed) => new()
    {
        Set = ExperimentOverrides.ParseSet(parsed.GetValue(set) ?? []),
        Seeds = parsed.GetValue(seeds) is { } n
            ? int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= 100_000
                ? count : throw new SpecException("--seeds", n, "an integer in 1 … 100000")
            : null,
        Seed = parsed.GetValue(seed) is { } x
            ? ulong.TryParse(x, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
                ? value : throw new SpecException("--seed", x, $"an integer in 0 … {ulong.MaxValue}")
            : null,
        Rules = parsed.GetValue(rules) is { } list
            ? list == "all" ? Rules.Paper : [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]
            : null,
    };
}
