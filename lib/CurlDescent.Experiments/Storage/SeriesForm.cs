using System.Text;

namespace CurlDescent.Experiments;

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
        var series = new RunSeries[reader.ReadInt32()];
        for (int i = 0; i < series.Length; i++)
        {
            string name = reader.ReadString();
            (double[] x, double[] y) = (new double[reader.ReadInt32()], []);
            y = new double[x.Length];
            for (int k = 0; k < x.Length; k++) x[k] = reader.ReadDouble();
            for (int k = 0; k < y.Length; k++) y[k] = reader.ReadDouble();
            series[i] = new RunSeries(name, x, y);
        }

        return series;
    }
}
