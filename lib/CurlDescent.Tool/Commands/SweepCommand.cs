using System.CommandLine;
using CurlDescent.Experiments;

namespace CurlDescent.Tool.Commands;

/// <summary><c>curl-descent sweep</c>: runs experiments into their stores.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        var selection = new SweepSelection();
        var store = new Option<string?>("--store") { Description = "File of the run store; runs/<experiment>-<size>.db if not given." };
        var threads = new Option<int?>("--threads") { Description = "Number of threads; all processors if not given." };
        var shard = new Option<string?>("--shard") { Description = "Only part i of n of the runs, as i/n." };
        var quiet = new Option<bool>("--quiet") { Description = "No progress." };
        var json = new Option<bool>("--json") { Description = "Progress as JSON, one object a line." };
        threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 4096) result.AddError("--threads must be from 1 to 4096.");
        });
        var command =
            new Command("sweep", "Runs experiments. Stop it at any time; the same command continues, and several may run at once.");
        selection.AddTo(command);
        foreach (Option option in new Option[] { store, threads, shard, quiet, json }) command.Options.Add(option);
        command.SetGuardedAction((parsed, cancellation) =>
        {
            IReadOnlyList<SweepSpec> sweeps = selection.Resolve(parsed);
            if (sweeps.Count > 1 && parsed.GetValue(store) is not null)
            {
                throw new ToolError("--store names one file: give it with one experiment.");
            }

            var options = new SweepOptions
            {
                Threads = parsed.GetValue(threads),
                Shard = parsed.GetValue(shard) is { } text ? Shard.Parse(text) : null,
            };
            bool talk = !parsed.GetValue(quiet) && !parsed.GetValue(json);
            if (talk && sweeps.Count > 1) Announce(sweeps, options.Threads);
            foreach (SweepSpec sweep in sweeps)
            {
                string file = parsed.GetValue(store) ?? DataFolder.Store(sweep);
                Run(sweep, file, options, parsed.GetValue(json), parsed.GetValue(quiet), cancellation);
                if (talk) Console.WriteLine($"{sweep.Id} {sweep.Size}: finished, in {file}");
            }

            return 0;
        });
        return command;
    }

    private static void Announce(IReadOnlyList<SweepSpec> sweeps, int? threads)
    {
        TimeSpan total = default;
        MachineCalibration.Use(calibration => total = TimeSpan.FromSeconds(sweeps.Sum(s => calibration.Estimate(s, threads).TotalSeconds)));
        Console.WriteLine(
            $"{Phrases.Count(sweeps.Count, "experiment")}, {Phrases.Count(sweeps.Sum(s => s.RunCount), "run")}: "
            + $"at most {Phrases.Duration(total)} if none is done yet.");
    }

    private static void Run(SweepSpec sweep, string file, SweepOptions options, bool json, bool quiet, CancellationToken cancellation)
    {
        try
        {
            var data = ReportData.Above();
            SweepReport.Show(
                sweep, json, quiet,
                progress =>
                    SequentialSweep.Run(sweep, file, data, options, progress, look => Tell(sweep, look, json || quiet), cancellation));
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"Stopped. Finished runs are in {file}; the same command continues.");
            throw;
        }
    }

    private static void Tell(SweepSpec sweep, Look look, bool silent)
    {
        if (silent) return;
        string open = look.Open.Count == 0 ? "no claim is open: finished" : $"open: {string.Join(", ", look.Open)}";
        Console.WriteLine($"{sweep.Id} after {look.Seeds} of at most {sweep.Seeds} seeds, {open}");
    }
}
