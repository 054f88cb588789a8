using System.Diagnostics;
using System.Text.Json;
using CurlDescent.Experiments;
using Spectre.Console;

namespace CurlDescent.Tool.Commands;

/// <summary>Shows how a sweep goes on.</summary>
internal abstract class SweepReport : IProgress<SweepState>
{
    /// <summary>
    /// Chooses the way: JSON lines, nothing, live bars on a terminal, plain lines elsewhere; and runs the sweep under it.
    /// </summary>
    public static SweepState Show(SweepSpec sweep, bool json, bool quiet, Func<IProgress<SweepState>, SweepState> run)
    {
        if (json) return run(new JsonLines(sweep));
        if (quiet) return run(new Silence());
        bool isTerminal = AnsiConsole.Profile.Capabilities.Interactive && AnsiConsole.Profile.Out.IsTerminal;
        if (!isTerminal) return run(new PlainLines(sweep));
        return AnsiConsole.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
                new ElapsedTimeColumn())
            .Start(context => run(new LiveBar(sweep, context.AddTask(Markup.Escape($"{sweep.Id} {sweep.Size}")))));
    }

    public abstract void Report(SweepState value);

    private static double Rate(SweepState progress) => progress.DoneHere / Math.Max(1e-3, progress.Elapsed.TotalSeconds);

    private static string Sentence(SweepState p) =>
        $"{p.Done}/{p.Total} runs" + (p.DoneHere > 0 ? $", {Phrases.Rate(Rate(p))}" : "")
            + (p.Left is { } left && p.Done < p.Total ? $", about {Phrases.Duration(left)} left" : "");

    private sealed class Silence : SweepReport
    {
        public override void Report(SweepState value)
        {
        }
    }

    private sealed class LiveBar(SweepSpec sweep, ProgressTask task) : SweepReport
    {
        public override void Report(SweepState value)
        {
            task.MaxValue = Math.Max(1, value.Total);
            task.Value = value.Done;
            task.Description = Markup.Escape($"{sweep.Id} {sweep.Size}: {Sentence(value)}");
        }
    }

    private sealed class PlainLines(SweepSpec sweep) : SweepReport
    {
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
        private TimeSpan last = -Interval;

        public override void Report(SweepState value)
        {
            if (value.Elapsed - last < Interval && value.Done < value.Total) return;
            last = value.Elapsed;
            Console.WriteLine($"{sweep.Id} {sweep.Size}: {Sentence(value)}");
        }
    }

    private sealed class JsonLines(SweepSpec sweep) : SweepReport
    {
        private readonly Stopwatch sinceLast = new();

        public override void Report(SweepState value)
        {
            if (sinceLast.IsRunning && sinceLast.ElapsedMilliseconds < 500 && value.Done < value.Total) return;
            sinceLast.Restart();
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                experiment = sweep.Id,
                size = sweep.Size,
                done = value.Done,
                total = value.Total,
                doneHere = value.DoneHere,
                elapsedSeconds = Math.Round(value.Elapsed.TotalSeconds, 3),
                leftSeconds = value.Left is { } left ? Math.Round(left.TotalSeconds, 1) : (double?)null,
            }));
        }
    }
}
