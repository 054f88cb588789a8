using System.Text;

namespace CurlDescent.Experiments.Storage;

/// <summary>Curves as bytes: for each its name, length, abscissae and ordinates, doubles in little-endian order.</summary>
internal static class SeriesForm
{
    public static byte[] Write(IReadOnlyList<RunSeries> series)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer, Encoding.UTF8);
        writer.Write(series.Count);
        foreach (RunSeries curve in series)
        {
            writer.Write(curve.Name);
            writer.Write(curve.X.Length);
            foreach (double x in curve.X) writer.Write(x);
            foreach (double y in curve.Y) writer.Write(y);
        }

        writer.Flush();
        return buffer.ToArray();
    }

    public static IReadOnlyList<RunSeries> Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var series = new RunSeries[Length(reader, bytes, least: 1)];
        for (int i = 0; i < series.Length; i++)
        {
            string name = reader.ReadString();
            int length = Length(reader, bytes, least: 2 * sizeof(double));
            series[i] = new RunSeries(name, Numbers(reader, length), Numbers(reader, length));
        }

        return series;
    }

    private static double[] Numbers(BinaryReader reader, int length)
    {
        var numbers = new double[length];
        for (int k = 0; k < length; k++) numbers[k] = reader.ReadDouble();
        return numbers;
    }

    // A damaged length must not make us ask for gigabytes.
    private static int Length(BinaryReader reader, byte[] bytes, int least)
    {
        int length = reader.ReadInt32();
        return length >= 0 && (long)length * least <= bytes.Length
            ? length : throw new InvalidDataException("A curve has a length that its bytes do not hold.");
    }
}
