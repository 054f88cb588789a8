using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CurlDescent.Experiments;

/// <summary>A curve that a run left.</summary>
/// <param name="Name">One of <see cref="Series"/>.</param>
/// <param name="X">Abscissae.</param>
/// <param name="Y">Ordinates, as many.</param>
public sealed record RunSeries(string Name, double[] X, double[] Y);

/// <summary>What one run left.</summary>
public sealed class RunData
{
    /// <summary>Creates a result.</summary>
    /// <param name="outcome">How training ended; null where nothing was trained.</param>
    /// <param name="path">Name of the computational path.</param>
    /// <param name="measures">Measured quantities; NaN where the run has no value.</param>
    /// <param name="series">Curves.</param>
    public RunData(Outcome? outcome, string path, IReadOnlyList<KeyValuePair<string, double>> measures, IReadOnlyList<RunSeries> series)
    {
        Outcome = outcome;
        Path = path;
        Measures = measures;
        Series = series;
        Hash = ComputeHash();
    }

    /// <summary>How training ended; null where nothing was trained.</summary>
    public Outcome? Outcome { get; }

    /// <summary>Name of the computational path.</summary>
    public string Path { get; }

    /// <summary>Measured quantities by name, see <see cref="Measure"/>, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Measures { get; }

    /// <summary>Curves.</summary>
    public IReadOnlyList<RunSeries> Series { get; }

    /// <summary>SHA-256 over outcome, measures and curves, bit for bit; every NaN counts as the same.</summary>
    public string Hash { get; }

    private string ComputeHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Text(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        void Numbers(ReadOnlySpan<double> values)
        {
            Span<byte> bytes = stackalloc byte[8];
            foreach (double value in values)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, double.IsNaN(value) ? double.NaN : value);
                hash.AppendData(bytes);
            }
        }

        Text(Outcome?.ToString() ?? "");
        foreach ((string name, double value) in Measures)
        {
            Text(name);
            Numbers([value]);
        }

        foreach (RunSeries series in Series)
        {
            Text(series.Name);
            Numbers(series.X);
            Numbers(series.Y);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
