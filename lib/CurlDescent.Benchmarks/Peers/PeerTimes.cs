using System.Globalization;
using CurlDescent.Benchmarks.Speed;

namespace CurlDescent.Benchmarks.Peers;

/// <summary>What a peer takes for a step of each setting, measured by itself.</summary>
/// <param name="Name">Column title.</param>
/// <param name="Seconds">Seconds per step, one for each setting; null where the peer is not at hand.</param>
/// <param name="Message">Versions and flags; or what to install.</param>
internal sealed record PeerTimes(string Name, IReadOnlyList<double>? Seconds, string Message)
{
    /// <summary>Measures every peer, one after the other.</summary>
    /// <param name="settings">The rows.</param>
    /// <param name="seconds">How long to measure each row.</param>
    public static IEnumerable<PeerTimes> MeasureAll(IReadOnlyList<Setting> settings, double seconds)
    {
        foreach (PeerTimes numpy in NumPy(settings, seconds)) yield return numpy;
        yield return Torch(settings, seconds);
        yield return Eigen(settings, seconds);
    }

    private static PeerTimes[] NumPy(IReadOnlyList<Setting> settings, double seconds)
    {
        const string Matrices = "NumPy, signs as matrices", Vectors = "NumPy";
        if (PeerProcess.FindPython("numpy") is not var (python, version))
            return [new PeerTimes(Vectors, null, "No Python with NumPy found (Debian: python3-numpy, libopenblas0-pthread).")];
        string chosen = FastestKernel(python);
        string[]? lines =
            Lines(PeerProcess.Run(python, [PeerProcess.File("numpy_steps.py"), PeerProcess.Json(settings, seconds)], kernel: chosen));
        if (lines is null) return [new PeerTimes(Vectors, null, "numpy_steps.py failed.")];
        double[][] times = [.. lines.Select(line => line.Trim('[', ']').Split(',').Select(Number).ToArray())];
        string kernel = PeerProcess.Run(python, ["-c", "import numpy.core._multiarray_umath, ctypes, glob; "
            + "[print(f()) for n in glob.glob('/usr/lib/*/openblas-*/libopenblas*.so*')[:1] for f in "
            + "[ctypes.CDLL(n).openblas_get_corename] if not setattr(f, 'restype', ctypes.c_char_p)]"], kernel: chosen)?.Trim() ?? "";
        return
        [
            new PeerTimes(Matrices, [.. times.Select(t => t[0])], ""),
            new PeerTimes(
                Vectors, [.. times.Select(t => t[1])],
                $"NumPy {version}{(kernel.Length > 0
                    ? $", OpenBLAS kernel {kernel.TrimStart('b').Trim('\'')}, the fastest by trial" : "")}, one thread"),
        ];
    }

    /// <summary>
    /// OpenBLAS's kernel that multiplies a matrix of the table fastest here: its own choice need not be, on processors younger than it.
    /// </summary>
    private static string FastestKernel(string python)
    {
        const string Trial = """
            import time, numpy as np
            a, b, best = np.random.rand(129, 90), np.random.rand(90, 250), 1.0
            for _ in range(3000):
                start = time.perf_counter()
                a @ b
                best = min(best, time.perf_counter() - start)
            print(best)
            """;
        return new[] { "", "Haswell", "Zen", "SkylakeX" }
            .MinBy(kernel => PeerProcess.Run(python, ["-c", Trial], kernel: kernel) is { } best ? Number(best) : double.PositiveInfinity)!;
    }

    private static PeerTimes Torch(IReadOnlyList<Setting> settings, double seconds)
    {
        const string Name = "PyTorch";
        if (PeerProcess.FindPython("torch") is not var (python, version))
        {
            return new PeerTimes(Name, null, "No Python with PyTorch found (Debian: python3-torch).");
        }

        string[]? lines = Lines(PeerProcess.Run(python, [PeerProcess.File("torch_steps.py"), PeerProcess.Json(settings, seconds)]));
        return lines is null
            ? new PeerTimes(Name, null, "torch_steps.py failed.") : new PeerTimes(
                Name, [.. lines.Skip(1).Select(Number)], $"PyTorch {version}, one thread");
    }

    private static PeerTimes Eigen(IReadOnlyList<Setting> settings, double seconds)
    {
        const string Name = "C++, Eigen", Flags = "-O3 -march=native -DNDEBUG";
        string program = Path.Combine(Path.GetTempPath(), $"eigen_steps-{Environment.ProcessId}");
        try
        {
            if (PeerProcess.Run(
                "g++", [.. Flags.Split(' '), "-std=c++17", "-I/usr/include/eigen3", PeerProcess.File("eigen_steps.cpp"), "-o",
                    program]) is null)
                return new PeerTimes(Name, null, "No g++ with Eigen found (Debian: g++, libeigen3-dev).");
            string[]? lines = Lines(PeerProcess.Run(program, [], PeerProcess.Lines(settings, seconds)));
            return lines is null ? new PeerTimes(Name, null, "eigen_steps failed.")
                : new PeerTimes(
                    Name, [.. lines.Skip(1).Select(Number)],
                    $"Eigen {lines[0].Replace(" ", ", g++ ", StringComparison.Ordinal)} {Flags}, one thread");
        }
        finally
        {
            File.Delete(program);
        }
    }

    private static string[]? Lines(string? output) =>
        output?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
