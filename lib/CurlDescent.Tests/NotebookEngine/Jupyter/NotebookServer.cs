using System.Diagnostics;
using CurlDescent.NotebookEngine.Jupyter;

namespace CurlDescent.Tests.NotebookEngine.Jupyter;

/// <summary>A Jupyter server of the system's on a port of its own.</summary>
internal sealed class NotebookServer : IDisposable
{
    public const string Token = "test-token";

    private readonly Process _process;

    /// <summary>Starts the classic notebook's server on the kernel's folder.</summary>
    public NotebookServer(InstalledKernel kernel) : this(kernel, "jupyter-notebook", [$"--NotebookApp.token={Token}",
        $"--NotebookApp.notebook_dir={kernel.Folder}"])
    {
    }

    /// <summary>Starts a server of the same family.</summary>
    public NotebookServer(InstalledKernel kernel, string program, IReadOnlyList<string> arguments)
    {
        int port = KernelProcess.FreePorts()[KernelChannel.Shell];
        Address = $"http://127.0.0.1:{port}/";
        _process = Process.Start(kernel.StartInfo(program,
            [.. arguments, "--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={port}"]))!;
        var log = new List<string>();
        var ready = new ManualResetEventSlim();
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (log)
                log.Add(line.Data ?? "");
            if (line.Data?.Contains("is running at", StringComparison.Ordinal) == true || line.Data is null)
                ready.Set();
        };
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        ready.Wait(Patience.Limit);
        lock (log)
            Assert.False(_process.HasExited, string.Join('\n', log));
    }

    public string Address { get; }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
