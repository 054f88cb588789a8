using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CurlDescent.Tests.Experiments;

/// <summary>
/// A Slurm cluster of one node on this machine, with daemons, ports, key and state of its own; gone after the test. Needs root and Debian's
/// slurm-wlm.
/// </summary>
internal sealed class SlurmCluster : IDisposable
{
    private readonly List<ToolProcess> daemons = [];
    private readonly string folder, configuration;

    private SlurmCluster(string folder)
    {
        this.folder = folder;
        configuration = Path.Combine(folder, "slurm.conf");
    }

    /// <summary>Starts one, or skips the test and says why.</summary>
    public static SlurmCluster StartOrSkip(string folder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        string[] missing =
        [
            .. new[] { "/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/sbin/munged", "/usr/bin/sbatch" }.Where(p => !File.Exists(p)),
        ];
        Assert.SkipWhen(missing.Length > 0, $"needs Debian's slurm-wlm and munge; missing: {string.Join(", ", missing)}");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root to start slurmd");
        var cluster = new SlurmCluster(folder);
        try
        {
            cluster.Start();
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Runs one of Slurm's commands.</summary>
    public string Command(string name, params string[] arguments)
    {
        (int exit, string output,
            string errors) = ToolProcess.RunProgram("env", folder, [$"SLURM_CONF={configuration}", name, .. arguments]);
        return exit == 0 ? output.Trim() : throw new InvalidOperationException($"{name} {string.Join(' ', arguments)}: {errors}{output}");
    }

    /// <summary>Submits a script; returns the job's number.</summary>
    public string Submit(string script) => Command("sbatch", "--parsable", script);

    /// <summary>States of the tasks of an array job that was submitted, by task number.</summary>
    public Dictionary<int, string> States(string job)
    {
        string[] records = Command("scontrol", "--oneliner", "show", "job", job).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var states = new Dictionary<int, string>();
        foreach (string record in records)
        {
            var fields =
                record.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('=', 2)).Where(f => f.Length == 2)
                    .GroupBy(f => f[0]).ToDictionary(g => g.Key, g => g.First()[1]);
            if (int.TryParse(fields["ArrayTaskId"], CultureInfo.InvariantCulture, out int task)) states[task] = fields["JobState"];
            else states[-1] = fields["JobState"];
        }

        return states;
    }

    /// <summary>Waits until no task is pending or running.</summary>
    public Dictionary<int, string> Finish(string job)
    {
        while (true)
        {
            Dictionary<int, string> states = States(job);
            if (states.Values.All(s => s is not ("PENDING" or "RUNNING" or "COMPLETING" or "CONFIGURING"))) return states;
            Thread.Sleep(100);
        }
    }

    public void Dispose()
    {
        foreach (ToolProcess daemon in Enumerable.Reverse(daemons)) daemon.Dispose();
    }

    private void Start()
    {
        string munge = Path.Combine(folder, "munge"), key = Path.Combine(munge, "key"), socket = Path.Combine(munge, "socket");
        foreach (string sub in new[] { "munge", "state", "spool" }) Directory.CreateDirectory(Path.Combine(folder, sub));
        File.WriteAllBytes(key, System.Security.Cryptography.RandomNumberGenerator.GetBytes(1024));
        foreach ((
            string mode, string path) in new[] { ("600", key), ("755", munge), ("755", folder), ("755", Path.GetDirectoryName(folder)!) })
            Assert.Equal(0, ToolProcess.RunProgram("chmod", "/", mode, path).ExitCode);
        Assert.Equal(0, ToolProcess.RunProgram("chown", "/", "-R", "munge", munge).ExitCode);
        daemons.Add(
            ToolProcess.StartProgram(
                "setpriv", "/", "--reuid=munge", "--regid=munge", "--clear-groups", "/usr/sbin/munged", "--foreground", $"--key-file={key}",
                    $"--socket={socket}", $"--pid-file={munge}/pid", $"--seed-file={munge}/seed", $"--log-file={munge}/log",
                    "--num-threads=2"));
        WaitFor("munged", () => File.Exists(socket));

        string host = Dns.GetHostName();
        File.WriteAllText(configuration, $"""
            ClusterName=test
            SlurmctldHost={host}(127.0.0.1)
            SlurmUser=root
            AuthType=auth/munge
            AuthInfo=socket={socket}
            CredType=cred/munge
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            MpiDefault=none
            SlurmctldPort={FreePort()}
            SlurmdPort={FreePort()}
            StateSaveLocation={folder}/state
            SlurmdSpoolDir={folder}/spool
            SlurmctldPidFile={folder}/slurmctld.pid
            SlurmdPidFile={folder}/slurmd.pid
            SlurmctldLogFile={folder}/slurmctld.log
            SlurmdLogFile={folder}/slurmd.log
            ReturnToService=2
            KillWait=1
            SchedulerParameters=sched_interval=1,batch_sched_delay=0
            NodeName={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=1000 State=UNKNOWN
            PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP

            """);
        daemons.Add(ToolProcess.StartProgram("/usr/sbin/slurmctld", "/", "-D", "-c", "-f", configuration));
        daemons.Add(ToolProcess.StartProgram("/usr/sbin/slurmd", "/", "-D", "-f", configuration, "-N", host));
        WaitFor("the node", () => Try(() => Command("sinfo", "--noheader", "-o", "%T")) == "idle");
    }

    private void WaitFor(string what, Func<bool> ready)
    {
        for (int tries = 0; !ready(); tries++)
        {
            string errors = string.Concat(daemons.Select(d => d.Errors + d.Output));
            bool waits = tries * 100 < Patience.Limit.TotalMilliseconds && daemons.All(d => !d.Ends(0));
            Assert.True(waits, $"{what} did not come up: {errors}");
            Thread.Sleep(100);
        }
    }

    private static string Try(Func<string> command)
    {
        try
        {
            return command();
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
