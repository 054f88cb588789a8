using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace CurlDescent.NotebookEngine.Headless;

/// <summary>
/// Writes a PNG picture again with a palette of at most 256 colours: a quarter of the size that a browser's canvas gives for a chart.
/// Charts have few colours and many shades of their antialiased edges; up to 256 the picture is unchanged, beyond that similar shades are
/// merged (median cut, Heckbert 1982).
/// </summary>
public static class IndexedPng
{
    private const int MostColors = 256;

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Returns the smaller form of a picture.</summary>
    /// <param name="png">A PNG file.</param>
    /// <returns>The picture with a palette, transparent pixels over white; the file itself if it is not a PNG of 8-bit RGB or RGBA without
    /// interlacing.</returns>
    public static byte[] Shrink(byte[] png)
    {
        if (!TryRead(png, out int width, out int height, out uint[] pixels)) return png;
        (uint[] palette, Dictionary<uint, byte> index) = Palette(pixels);
        byte[] small = Write(width, height, pixels, palette, index);
        return small.Length < png.Length ? small : png;
    }

    // Pixels as 0xRRGGBB.
    private static bool TryRead(byte[] png, out int width, out int height, out uint[] pixels)
    {
        (width, height, pixels) = (0, 0, []);
        if (png.Length < 33 || !png.AsSpan(0, 8).SequenceEqual(Signature)) return false;
        using var packed = new MemoryStream();
        int channels = 0;
        for (int at = 8; at + 12 <= png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            if (length < 0 || length > png.Length - at - 12) return false;
            ReadOnlySpan<byte> body = png.AsSpan(at + 8, length);
            switch (Encoding.ASCII.GetString(png, at + 4, 4))
            {
                case "IHDR":
                    (width, height) = (BinaryPrimitives.ReadInt32BigEndian(body), BinaryPrimitives.ReadInt32BigEndian(body[4..]));
                    channels = (body[8], body[9], body[12]) switch { (8, 2, 0) => 3, (8, 6, 0) => 4, _ => 0 };
                    if (channels == 0 || width < 1 || height < 1 || (long)width * height > 100_000_000) return false;
                    break;
                case "IDAT":
                    packed.Write(body);
                    break;
            }

            at += 12 + length;
        }

        if (channels == 0) return false;
        packed.Position = 0;
        byte[] lines = new byte[height * (width * channels + 1)];
        try
        {
            using var inflated = new ZLibStream(packed, CompressionMode.Decompress);
            inflated.ReadExactly(lines);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return false;
        }

        pixels = new uint[width * height];
        byte[] above = new byte[width * channels];
        for (int y = 0; y < height; y++)
        {
            Span<byte> line = lines.AsSpan(y * (width * channels + 1) + 1, width * channels);
            if (!TryUnfilter(lines[y * (width * channels + 1)], line, above, channels)) return false;
            line.CopyTo(above);
            for (int x = 0; x < width; x++) pixels[y * width + x] = OverWhite(line.Slice(x * channels, channels));
        }

        return true;
    }

    // The five filters of the PNG specification, section 9.
    private static bool TryUnfilter(byte filter, Span<byte> line, ReadOnlySpan<byte> above, int channels)
    {
        if (filter > 4) return false;
        for (int i = 0; i < line.Length; i++)
        {
            int left = i < channels ? 0 : line[i - channels], up = above[i], corner = i < channels ? 0 : above[i - channels];
            line[i] += (byte)(filter switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) });
        }

        return true;
    }

    private static int Paeth(int left, int up, int corner)
    {
        int estimate = left + up - corner, toLeft = Math.Abs(estimate - left), toUp = Math.Abs(estimate - up),
            toCorner = Math.Abs(estimate - corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static uint OverWhite(ReadOnlySpan<byte> pixel)
    {
        int alpha = pixel.Length == 4 ? pixel[3] : 255;
        uint Channel(byte value) => (uint)((value * alpha + 255 * (255 - alpha) + 127) / 255);
        return Channel(pixel[0]) << 16 | Channel(pixel[1]) << 8 | Channel(pixel[2]);
    }

    private static (uint[] Colors, Dictionary<uint, byte> Index) Palette(uint[] pixels)
    {
        var counts = new Dictionary<uint, int>();
        foreach (uint pixel in pixels) counts[pixel] = counts.GetValueOrDefault(pixel) + 1;
        var all = new Box([.. counts.Keys.Order()], counts);
        var boxes = new PriorityQueue<Box, double>([(all, -all.Weight)]);
        var index = new Dictionary<uint, byte>();
        while (boxes.Count < Math.Min(MostColors, counts.Count) && boxes.Peek().Weight > 0)
        {
            foreach (Box half in boxes.Dequeue().Halves(counts)) boxes.Enqueue(half, -half.Weight);
        }

        var colors = new List<uint>();
        foreach ((Box box, _) in boxes.UnorderedItems)
        {
            foreach (uint color in box.Colors) index[color] = (byte)colors.Count;
            colors.Add(box.Mean(counts));
        }

        return ([.. colors], index);
    }

    private static byte[] Write(int width, int height, uint[] pixels, uint[] palette, Dictionary<uint, byte> index)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 3);
        Chunk(file, "IHDR", header);
        Chunk(file, "PLTE", [.. palette.SelectMany(c => new[] { (byte)(c >> 16), (byte)(c >> 8), (byte)c })]);
        using var packed = new MemoryStream();
        using (var deflated = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            byte[] line = new byte[width + 1];
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++) line[x + 1] = index[pixels[y * width + x]];
                deflated.Write(line);
            }
        }

        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void Chunk(MemoryStream file, string type, byte[] body)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. body], number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
        file.Write(number);
        file.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(named));
        file.Write(number);
    }

    private static uint Crc32(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
        }

        return ~crc;
    }

    /// <summary>Colours that become one.</summary>
    private sealed class Box
    {
        private readonly int axis;

        public Box(uint[] colors, Dictionary<uint, int> counts)
        {
            Colors = colors;
            int[] spread = [.. Enumerable.Range(0, 3)
                .Select(channel => colors.Max(c => Channel(c, channel)) - colors.Min(c => Channel(c, channel)))];
            axis = Array.IndexOf(spread, spread.Max());

            // Rare shades count too: the square root keeps a thin line from vanishing beside large areas.
            Weight = spread.Max() * Math.Sqrt(colors.Sum(c => (double)counts[c]));
        }

        public uint[] Colors { get; }

        /// <summary>How much is lost if its colours become one; 0 for a single colour.</summary>
        public double Weight { get; }

        public IEnumerable<Box> Halves(Dictionary<uint, int> counts)
        {
            uint[] sorted = [.. Colors.OrderBy(c => Channel(c, axis)).ThenBy(c => c)];
            double half = sorted.Sum(c => (double)counts[c]) / 2, sum = 0;
            int cut = 0;
            while (cut < sorted.Length - 1 && (cut == 0 || sum + counts[sorted[cut]] / 2.0 < half)) sum += counts[sorted[cut++]];
            return [new Box(sorted[..cut], counts), new Box(sorted[cut..], counts)];
        }

        public uint Mean(Dictionary<uint, int> counts)
        {
            double total = Colors.Sum(c => (double)counts[c]);
            return (uint)Enumerable.Range(0, 3)
                .Sum(channel => (long)Math.Round(Colors.Sum(c => (double)Channel(c, channel) * counts[c]) / total) << (8 * channel));
        }

        private static int Channel(uint color, int channel) => (int)(color >> (8 * channel) & 255);
    }
}
