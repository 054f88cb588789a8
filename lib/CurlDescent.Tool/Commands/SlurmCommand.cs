using System.CommandLine;
using System.Globalization;
using CurlDescent.Experiments;

namespace CurlDescent.Tool.Commands;

/// <summary><c>curl-descent slurm</c>: writes an sbatch array script.</summary>
internal static class SlurmCommand
{
    public static Command Create()
    {
        var selection = new SweepSelection();
        var tasks = new Option<int>("--tasks") { Description = "Tasks of the array: parts of the sweep.", DefaultValueFactory = _ => 100 };
        var cpus = new Option<int>("--cpus") { Description = "Processors a task.", DefaultValueFactory = _ => 1 };
        var memory = new Option<string>("--mem") { Description = "Memory a task.", DefaultValueFactory = _ => "2G" };
        var time = new Option<string>("--time")
        {
            Description = "Time limit of a task: hours, or d.hh:mm:ss.",
            DefaultValueFactory = _ => "24",
        };
        var atOnce = new Option<int>("--at-once") { Description = "Most tasks that run at once; 0 for no limit." };
        var partition = new Option<string>("--partition") { Description = "Partition.", DefaultValueFactory = _ => "" };
        var account = new Option<string>("--account") { Description = "Account.", DefaultValueFactory = _ => "" };
        var folder = new Option<string>("--folder")
        {
            Description = "Folder for the script, the stores of the shards and the logs.",
            DefaultValueFactory = _ => Path.Combine("runs", "slurm"),
        };
        var command = new Command("slurm", "Writes an sbatch array script that runs a sweep in parts on a cluster.");
        selection.AddTo(command);
        foreach (Option option in new Option[] { tasks, cpus, memory, time, atOnce, partition, account, folder })
            command.Options.Add(option);
        command.SetGuardedAction((parsed, _) =>
        {
            IReadOnlyList<SweepSpec> sweeps = selection.Resolve(parsed);
            string target = Path.GetFullPath(parsed.GetValue(folder)!);
            var options = new SlurmOptions
            {
                Tasks = parsed.GetValue(tasks),
                Cpus = parsed.GetValue(cpus),
                Memory = parsed.GetValue(memory)!,
                Time = Time(parsed.GetValue(time)!),
                AtOnce = parsed.GetValue(atOnce),
                Partition = parsed.GetValue(partition)!,
                Account = parsed.GetValue(account)!,
                Folder = target,
            };
            Directory.CreateDirectory(Path.Combine(target, "logs"));
            foreach ((SweepSpec sweep, string named) in sweeps.Zip(selection.Named(parsed)))
            {
                string experiment = File.Exists(named) ? Path.GetFullPath(named) : named;
                string script = Path.Combine(target, $"{sweep.Id}-{sweep.Size}.sbatch");
                File.WriteAllText(script, SlurmScript.Write(sweep, options, Tool(), selection.ToShell(parsed, experiment)));
                Console.WriteLine($"sbatch {script}");
            }

            return 0;
        });
        return command;
    }

    // The command that runs this very program: its own executable, or dotnet with its assembly.
    private static string Tool()
    {
        string executable = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "curl-descent.exe" : "curl-descent");
        return File.Exists(executable)
            ? SlurmScript.Quote(executable)
            : $"{SlurmScript.Quote(Environment.ProcessPath ?? "dotnet")} {SlurmScript.Quote(
                Path.Combine(AppContext.BaseDirectory, "curl-descent.dll"))}";
    }

    private static TimeSpan Time(string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double hours) && hours is > 0 and < 1e5)
        {
            return TimeSpan.FromHours(hours);
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time) && time > TimeSpan.Zero
            ? time
            : throw new SpecException("--time", text, "hours such as 24 or 0.5, or d.hh:mm:ss");
    }
}
