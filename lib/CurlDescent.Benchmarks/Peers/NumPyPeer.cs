using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using CurlDescent.Benchmarks.Speed;
using CurlDescent.Plasticity;

namespace CurlDescent.Benchmarks.Peers;

/// <summary>Runs <c>numpy_steps.py</c>.</summary>
internal static class NumPyPeer
{
    // The interpreter on the path may be one without NumPy where the system's has it.
    private static readonly string[] Interpreters = ["python3", "/usr/bin/python3", "python"];

    /// <summary>Returns (signs as matrices, signs as vectors) seconds per step for each setting, or why there are none.</summary>
    public static ((double Matrices, double Vectors)[]? Times, string Message) Measure(
        IReadOnlyList<Setting> settings, IReadOnlyList<(int Hidden, int Readout)> flips, double seconds)
    {
        foreach (string interpreter in Interpreters)
        {
            if (Run(interpreter, "-c", "import numpy; print(numpy.__version__)") is not { } version) continue;
            string json = JsonSerializer.Serialize(settings.Select((s, i) => new
            {
                inputs = s.Spec.Inputs,
                hidden = s.Spec.HiddenUnits,
                samples = s.Spec.TrainingSamples,
                batch = s.Spec.BatchSize,
                activation = s.Spec.Activation.Name,
                hiddenFlips = flips[i].Hidden,
                readoutFlips = flips[i].Readout,
                seconds,
            }));
            string? output = Run(interpreter, Path.Combine(AppContext.BaseDirectory, "Peers", "numpy_steps.py"), json);
            if (output is null) return (null, "numpy_steps.py failed.");
            double[][] times = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<double[]>(line)!)];
            return ([.. times.Select(t => (t[0], t[1]))], $"NumPy {version.Trim()}, one thread");
        }

        return (null, "No Python with NumPy found: its columns are left out (Debian: python3-numpy, libopenblas0-pthread).");
    }

    private static string? Run(string interpreter, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(interpreter, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
