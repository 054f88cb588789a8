namespace CurlDescent.Tests.RandomNumbers;

public class Philox4x32Tests
{
    /// <summary>The known answers published with Random123 for philox4x32-10.</summary>
    [Theory]
    [InlineData(0UL, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(
        ulong.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(
        0x299f31d0a4093822UL, 0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void GivesThePublishedAnswers(ulong key, uint c0, uint c1, uint c2, uint c3, uint x0, uint x1, uint x2, uint x3)
    {
        Assert.Equal((x0, x1, x2, x3), Philox4x32.Block(key, c0, c1, c2, c3));
        var words = new uint[4 * 40];
        Philox4x32.Fill(key, c0, c1, c2, c3, words);
        Assert.Equal([x0, x1, x2, x3], words[..4]);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(uint.MaxValue - 20)]
    public void FillingGivesTheBlocksInOrderForEveryLength(uint first)
    {
        for (int blocks = 0; blocks <= 70; blocks++)
        {
            var words = new uint[4 * blocks + 4];
            words.AsSpan(4 * blocks).Fill(12345);
            Philox4x32.Fill(0xfedcba9876543210, first, 3, 5, 7, words.AsSpan(0, 4 * blocks));
            for (int n = 0; n < blocks; n++)
                Assert.Equal(
                    Philox4x32.Block(0xfedcba9876543210, first + (uint)n, 3, 5, 7),
                    (words[4 * n], words[4 * n + 1], words[4 * n + 2], words[4 * n + 3]));
            Assert.All(words[(4 * blocks)..], w => Assert.Equal(12345u, w));
        }
    }

    [Fact]
    public void AStreamIsTheBlocksOfItsName()
    {
        var stream = new RandomStream(99, 4, RandomPurpose.Design, 17);
        for (uint block = 0; block < 100; block++)
        {
            (uint x0, uint x1, uint x2, uint x3) = Philox4x32.Block(99, block, 17, 4, (uint)RandomPurpose.Design);
            Assert.Equal(x0 | ((ulong)x1 << 32), stream.NextUInt64());
            Assert.Equal(x2, stream.NextUInt32());
            Assert.Equal(x3, stream.NextUInt32());
        }
    }

    [Fact]
    public void ShufflesAreUniform()
    {
        // 24 permutations of 4 items; 48,000 shuffles. χ² with 23 degrees of freedom is below 60 but for one in 40,000 seeds.
        var counts = new Dictionary<string, int>();
        var stream = new RandomStream(5, 0, RandomPurpose.Design);
        for (int n = 0; n < 48_000; n++)
        {
            char[] items = ['a', 'b', 'c', 'd'];
            stream.Shuffle(items.AsSpan());
            counts[new string(items)] = counts.GetValueOrDefault(new string(items)) + 1;
        }

        Assert.Equal(24, counts.Count);
        Assert.InRange(counts.Values.Sum(c => (c - 2000.0) * (c - 2000.0) / 2000), 5, 60);
    }

    [Fact]
    public void BoundedIntegersAreInRangeAndUniform()
    {
        var stream = new RandomStream(6, 0, RandomPurpose.Design);
        var counts = new int[10];
        for (int n = 0; n < 100_000; n++) counts[stream.NextInt32(10)]++;
        Assert.All(counts, c => Assert.InRange(c, 9_600, 10_400));
        Assert.Equal(0, stream.NextInt32(1));
        Assert.InRange(stream.NextInt32(int.MaxValue), 0, int.MaxValue - 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.NextInt32(0));
    }
}
