using System.Globalization;

namespace CurlDescent.Experiments;

/// <summary>What a Slurm array job asks for.</summary>
public sealed record SlurmOptions
{
    /// <summary>Number of tasks of the array.</summary>
    public int Tasks { get; init; } = 100;

    /// <summary>Processors a task.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>Memory a task, as Slurm writes it.</summary>
    public string Memory { get; init; } = "2G";

    /// <summary>Time limit of a task.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Most tasks that run at once; 0 for no limit.</summary>
    public int AtOnce { get; init; }

    /// <summary>Partition; empty for the cluster's default.</summary>
    public string Partition { get; init; } = "";

    /// <summary>Account; empty for the user's default.</summary>
    public string Account { get; init; } = "";

    /// <summary>Folder of the shards' stores and logs.</summary>
    public required string Folder { get; init; }
}

/// <summary>Writes sbatch array scripts whose tasks each run one shard into a store of their own.</summary>
public static class SlurmScript
{
    /// <summary>Name of the store of a shard; the shard's number takes the place of <c>{0}</c>.</summary>
    internal static string StoreName(SweepSpec sweep, int tasks, string index) => $"{sweep.Id}-{sweep.Size}.{index}-of-{tasks}.db";

    /// <summary>Writes the script.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="options">Resources.</param>
    /// <param name="tool">Command that starts this tool, quoted for the shell.</param>
    /// <param name="sweepArguments">Arguments of <c>sweep</c> that name the sweep, quoted for the shell.</param>
    /// <exception cref="SpecException">A resource is outside its range.</exception>
    public static string Write(SweepSpec sweep, SlurmOptions options, string tool, string sweepArguments)
    {
        if (options.Tasks is < 1 or > 100_000) throw new SpecException("tasks", options.Tasks, "1 … 100000");
        if (options.Cpus is < 1 or > 4096) throw new SpecException("cpus", options.Cpus, "1 … 4096");
        if (options.AtOnce < 0) throw new SpecException("at-once", options.AtOnce, "≥ 0");
        if (options.Time <= TimeSpan.Zero) throw new SpecException("time", options.Time, "> 0");
        // The log's path stands in a comment that Slurm reads by rules of its own, so not every name can be written there.
        if (options.Folder.AsSpan().IndexOfAny("\"\\\n\r") >= 0 && !OperatingSystem.IsWindows())
            throw new SpecException(
                "folder", options.Folder, "a path without double quotes, backslashes and line breaks, which Slurm cannot read in a script");
        string folder = Path.GetFullPath(options.Folder), logs = Path.Combine(folder, "logs"),
            store = StoreName(sweep, options.Tasks, "${SLURM_ARRAY_TASK_ID}");
        string[] lines =
        [
            "#!/usr/bin/env bash",
            $"# {sweep.Id}, {sweep.Size} size: {sweep.Cells.Count} cells, {sweep.RunCount} runs in {options.Tasks} shards.",
            "# Submit with sbatch. Submit again after any failure: finished runs are kept and not repeated.",
            $"#SBATCH --job-name=curl-{sweep.Id}",
            $"#SBATCH --array=1-{options.Tasks}{(options.AtOnce > 0 ? $"%{options.AtOnce}" : "")}",
            "#SBATCH --ntasks=1",
            $"#SBATCH --cpus-per-task={options.Cpus}",
            $"#SBATCH --mem={options.Memory}",
            $"#SBATCH --time={SlurmTime(options.Time)}",
            .. options.Partition.Length > 0 ? new[] { $"#SBATCH --partition={options.Partition}" } : [],
            .. options.Account.Length > 0 ? new[] { $"#SBATCH --account={options.Account}" } : [],
            "#SBATCH --requeue",
            "#SBATCH --open-mode=append",
            "#SBATCH --signal=B:TERM@60",
            $"#SBATCH --output=\"{logs.Replace("%", "%%", StringComparison.Ordinal)}/%A_%a.log\"",
            "set -euo pipefail",
            $"mkdir -p {Quote(logs)}",
            $"exec {tool} sweep {sweepArguments} --shard \"${{SLURM_ARRAY_TASK_ID}}/{options.Tasks}\" --threads {options.Cpus} --store "
            + $"{Quote(folder)}/\"{store}\"",
            "",
            "# When the array is done:",
            $"#   {tool} merge --out {Quote(Path.Combine(folder, $"{sweep.Id}-{sweep.Size}.db"))} {Quote(folder)}/{StoreName(
                sweep, options.Tasks, "*")}",
            "",
        ];
        return string.Join('\n', lines);
    }

    /// <summary>Quotes a word for a POSIX shell.</summary>
    /// <param name="word">Any text.</param>
    public static string Quote(string word) => "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static string SlurmTime(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays}-{time.Hours:00}:{time.Minutes:00}:{time.Seconds:00}");
}
