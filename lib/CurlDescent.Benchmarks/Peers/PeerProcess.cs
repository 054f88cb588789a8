using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CurlDescent.Benchmarks.Speed;

namespace CurlDescent.Benchmarks.Peers;

/// <summary>Runs the programs of peers, which measure themselves and print their times.</summary>
internal static class PeerProcess
{
    // The interpreter on the path may be one without a package where the system's has it.
    private static readonly string[] Interpreters = ["python3", "/usr/bin/python3", "python"];

    /// <summary>Finds a Python that has a package; null if there is none.</summary>
    /// <param name="package">Name of the package.</param>
    public static (string Interpreter, string Version)? FindPython(string package)
    {
        foreach (string interpreter in Interpreters)
        {
            if (Run(interpreter, ["-c", $"import {package}; print({package}.__version__)"]) is { } version)
            {
                return (interpreter, version.Trim());
            }
        }

        return null;
    }

    /// <summary>Path of a file of this folder beside the program.</summary>
    /// <param name="name">Its name.</param>
    public static string File(string name) => Path.Combine(AppContext.BaseDirectory, "Peers", name);

    /// <summary>The settings as JSON, as the Python peers read them.</summary>
    /// <param name="settings">The rows.</param>
    /// <param name="seconds">How long to measure each.</param>
    public static string Json(IReadOnlyList<Setting> settings, double seconds) => JsonSerializer.Serialize(settings.Select(s => new
    {
        inputs = s.Spec.Inputs,
        hidden = s.Spec.HiddenUnits,
        samples = s.Spec.TrainingSamples,
        batch = s.Spec.BatchSize,
        activation = s.Spec.Activation.Name,
        hiddenFlips = Flips(s).Hidden,
        readoutFlips = Flips(s).Readout,
        seconds,
    }));

    /// <summary>The settings a line each, as the compiled peers read them.</summary>
    /// <param name="settings">The rows.</param>
    /// <param name="seconds">How long to measure each.</param>
    public static string Lines(IReadOnlyList<Setting> settings, double seconds) => string.Concat(settings.Select(s => string.Create(
        CultureInfo.InvariantCulture,
        $"{s.Spec.Activation.Name} {s.Spec.Inputs} {s.Spec.HiddenUnits} {s.Spec.TrainingSamples} {s.Spec.BatchSize} {Flips(s).Hidden} "
        + $"{Flips(s).Readout} {seconds}\n")));

    /// <summary>Runs a program to its end. Returns what it printed, or null if it is not there or fails.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">For its standard input.</param>
    /// <param name="kernel">OpenBLAS's kernel; empty for the one that it chooses itself.</param>
    public static string? Run(string program, IEnumerable<string> arguments, string input = "", string kernel = "")
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            };
            start.Environment["OPENBLAS_NUM_THREADS"] = start.Environment["OMP_NUM_THREADS"] = "1";
            if (kernel.Length > 0) start.Environment["OPENBLAS_CORETYPE"] = kernel;
            using Process process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return null;
        }
    }

    private static (int Hidden, int Readout) Flips(Setting setting)
    {
        (double[] hidden,
            double[] readout) = ((SignedDeltaRule)setting.Spec.Rule).Flips.Resolve(
                setting.Spec.Inputs, setting.Spec.HiddenUnits, setting.Spec.Outputs);
        return (hidden.Count(s => s < 0), readout.Count(s => s < 0));
    }
}
