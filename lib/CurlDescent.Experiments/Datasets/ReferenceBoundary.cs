using System.Globalization;

namespace CurlDescent.Experiments;

/// <summary>
/// A stability boundary as the paper's authors computed it, on a grid of 500 compression ratios and 500 flipped fractions (repository
/// caycogajiclab/Curl_Descent, Data_analysis/Fig2; <c>data/reference/README.md</c>). To compare with, never to compute from.
/// </summary>
public sealed class ReferenceBoundary
{
    /// <summary>
    /// Step of the authors' grid of fractions, 1/499: the first unstable fraction lies at most this far above the exact boundary.
    /// </summary>
    public const double GridStep = 1.0 / 499;

    private const string Header = "c,critical_fraction";

    private ReferenceBoundary(double[] compressionRatios, double[] criticalFractions)
    {
        CompressionRatios = compressionRatios;
        CriticalFractions = criticalFractions;
    }

    /// <summary>c, ascending.</summary>
    public IReadOnlyList<double> CompressionRatios { get; }

    /// <summary>First unstable flipped fraction on the authors' grid; 1 where no fraction destabilises.</summary>
    public IReadOnlyList<double> CriticalFractions { get; }

    /// <summary>Reads the boundary of hidden flips from the nearest folder <c>data</c>.</summary>
    /// <param name="start">Folder to look from, upwards; the current folder if null.</param>
    /// <exception cref="DatasetException">The file is missing or malformed.</exception>
    public static ReferenceBoundary Hidden(string? start = null) => Find("phase-boundary-hidden.csv", start);

    /// <summary>Reads the boundary of readout flips from the nearest folder <c>data</c>.</summary>
    /// <param name="start">Folder to look from, upwards; the current folder if null.</param>
    /// <exception cref="DatasetException">The file is missing or malformed.</exception>
    public static ReferenceBoundary Readout(string? start = null) => Find("phase-boundary-readout.csv", start);

    private static ReferenceBoundary Find(string name, string? start)
    {
        string file = DataFolder.TryFind(Path.Combine("reference", name), start)
            ?? throw new DatasetException($"There is no data/reference/{name} in {Path.GetFullPath(start ?? ".")} or above.");
        string[] lines = File.ReadAllLines(file);
        if (lines.Length < 2 || lines[0] != Header)
        {
            throw new DatasetException($"{file} does not start with the header {Header} and a row.");
        }

        double[][] rows =
            [.. lines.Skip(
                1).Select((line, k) => Row(line) ?? throw new DatasetException($"{file}, line {k + 2}: '{line}' is not two numbers."))];
        return new ReferenceBoundary([.. rows.Select(row => row[0])], [.. rows.Select(row => row[1])]);
    }

    private static double[]? Row(string line)
    {
        string[] parts = line.Split(',');
        return parts.Length == 2
            && double.TryParse(parts[0], CultureInfo.InvariantCulture, out double ratio)
            && double.TryParse(parts[1], CultureInfo.InvariantCulture, out double fraction) ? [ratio, fraction] : null;
    }
}
