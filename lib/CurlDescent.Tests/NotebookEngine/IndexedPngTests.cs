using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using CurlDescent.NotebookEngine.Headless;

namespace CurlDescent.Tests.NotebookEngine;

public class IndexedPngTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void AFewColoursAreKeptExactlyWhateverTheFilter(byte filter)
    {
        byte[] noise = new byte[64 * 48];
        new Random(5).NextBytes(noise);
        (byte R, byte G, byte B)[,] pixels =
            Pixels(64, 48, (x, y) => noise[y * 64 + x] % 200 is var k ? ((byte)k, (byte)(255 - k), (byte)(3 * k)) : default);
        byte[] small = IndexedPng.Shrink(Png(pixels, alpha: true, filter));
        Assert.Equal(pixels, ReadIndexed(small));
    }

    [Fact]
    public void ManyColoursAreMergedToSimilarOnesAndTheFileShrinks()
    {
        (byte R, byte G, byte B)[,] pixels = Pixels(200, 150, (x, y) => ((byte)x, (byte)(y + 50), (byte)((x + y) / 2)));
        byte[] png = Png(pixels, alpha: false, filter: 0), small = IndexedPng.Shrink(png);
        Assert.True(small.Length < png.Length / 2, $"{png.Length} bytes became {small.Length}");
        (byte R, byte G, byte B)[,] read = ReadIndexed(small);
        int most = 0;
        for (int y = 0; y < 150; y++)
        {
            for (int x = 0; x < 200; x++)
                most = Math.Max(
                    most, Math.Max(
                        Math.Abs(read[y, x].R - pixels[y, x].R),
                        Math.Max(Math.Abs(read[y, x].G - pixels[y, x].G), Math.Abs(read[y, x].B - pixels[y, x].B))));
        }

        Assert.InRange(most, 1, 16);
    }

    [Fact]
    public void ATransparentPixelLiesOverWhite()
    {
        var raw = new byte[32 * (1 + 32 * 4)];
        for (int y = 0; y < 32; y++) (raw[y * 129 + 1], raw[y * 129 + 4]) = (10, 51);
        (byte R, byte G, byte B)[,] read = ReadIndexed(IndexedPng.Shrink(File(32, 32, 6, raw)));
        Assert.Equal(((byte)206, (byte)204, (byte)204), read[0, 0]);
        Assert.Equal(((byte)255, (byte)255, (byte)255), read[0, 1]);
    }

    [Fact]
    public void WhatIsNoSuchPictureComesBackAsItIs()
    {
        byte[] png = Png(Pixels(16, 16, (x, y) => ((byte)x, (byte)y, 0)), alpha: false, filter: 0);
        byte[] cut = png[..60], text = Encoding.UTF8.GetBytes("this is a text that is longer than the header of a picture");
        byte[] sixteen = (byte[])png.Clone();
        sixteen[24] = 16;
        foreach (byte[] other in new byte[][] { [], [1, 2, 3], cut, text, sixteen }) Assert.Same(other, IndexedPng.Shrink(other));
    }

    private static (byte R, byte G, byte B)[,] Pixels(int width, int height, Func<int, int, (byte, byte, byte)> color)
    {
        var pixels = new (byte, byte, byte)[height, width];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++) pixels[y, x] = color(x, y);
        }

        return pixels;
    }

    private static byte[] Png((byte R, byte G, byte B)[,] pixels, bool alpha, byte filter)
    {
        int height = pixels.GetLength(0), width = pixels.GetLength(1), channels = alpha ? 4 : 3, stride = width * channels;
        byte[] above = new byte[stride], line = new byte[stride], raw = new byte[height * (stride + 1)];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (line[x * channels], line[x * channels + 1], line[x * channels + 2]) = pixels[y, x];
                if (alpha) line[x * channels + 3] = 255;
            }

            raw[y * (stride + 1)] = filter;
            for (int i = 0; i < stride; i++)
            {
                int left = i < channels ? 0 : line[i - channels], up = above[i], corner = i < channels ? 0 : above[i - channels];
                int p = left + up - corner, a = Math.Abs(p - left), b = Math.Abs(p - up), c = Math.Abs(p - corner);
                int predicted = filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    _ =>
                    a <= b && a <= c ? left : b <= c ? up : corner
                };
                raw[y * (stride + 1) + 1 + i] = (byte)(line[i] - predicted);
            }

            line.CopyTo(above, 0);
        }

        return File(width, height, alpha ? (byte)6 : (byte)2, raw);
    }

    // The checks of the chunks are not read here; the library's are judged by a browser.
    private static byte[] File(int width, int height, byte colorType, byte[] raw)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(raw);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, colorType);
        byte[] Chunk(string type, byte[] body)
        {
            byte[] length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, body.Length);
            return [.. length, .. Encoding.ASCII.GetBytes(type), .. body, 0, 0, 0, 0];
        }

        return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()),
            .. Chunk("IEND", [])];
    }

    private static (byte R, byte G, byte B)[,] ReadIndexed(byte[] png)
    {
        int width = 0, height = 0;
        byte[] palette = [];
        using var packed = new MemoryStream();
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            byte[] body = png[(at + 8)..(at + 8 + length)];
            switch (Encoding.ASCII.GetString(png, at + 4, 4))
            {
                case "IHDR":
                    (width, height) = (BinaryPrimitives.ReadInt32BigEndian(body), BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(4)));
                    Assert.Equal(3, body[9]);
                    break;
                case "PLTE":
                    palette = body;
                    Assert.InRange(palette.Length / 3, 1, 256);
                    break;
                case "IDAT":
                    packed.Write(body);
                    break;
            }

            at += 12 + length;
        }

        packed.Position = 0;
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        byte[] raw = new byte[height * (width + 1)];
        zlib.ReadExactly(raw);
        return Pixels(
            width, height,
            (x, y) => raw[y * (width + 1) + 1 + x] is var k ? (palette[3 * k], palette[3 * k + 1], palette[3 * k + 2]) : default);
    }
}
