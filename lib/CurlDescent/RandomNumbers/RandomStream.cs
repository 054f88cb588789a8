using System.Runtime.CompilerServices;
using MathNet.Numerics.Distributions;

namespace CurlDescent;

/// <summary>
/// A stream of random numbers named by (seed, run, purpose, index). Streams with different names never share a Philox block,
/// so they cannot collide, and each can be regenerated alone.
/// </summary>
/// <remarks>
/// The seed is the Philox key; the counter words are (block, index, run, purpose). A stream holds 2³² blocks of four words.
/// Not thread-safe: give each thread its own stream.
/// </remarks>
public sealed class RandomStream
{
    /// <summary>The run number of whatever all runs of a cell share.</summary>
    public const uint SharedRun = uint.MaxValue;

    private readonly ulong seed;
    private readonly uint run, purpose;
    private uint index, block;
    private Words words;
    private int next = Words.Count;

    /// <summary>Opens a stream at its beginning.</summary>
    /// <param name="seed">Seed of the experiment.</param>
    /// <param name="run">Number of the run, or <see cref="SharedRun"/>.</param>
    /// <param name="purpose">What the numbers are for.</param>
    /// <param name="index">Part of the purpose, such as an epoch or a row.</param>
    public RandomStream(ulong seed, uint run, RandomPurpose purpose, uint index = 0)
    {
        this.seed = seed;
        this.run = run;
        this.purpose = (uint)purpose;
        this.index = index;
    }

    /// <summary>Returns the next 32 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint NextUInt32()
    {
        if (next == Words.Count) Refill();
        return words[next++];
    }

    /// <summary>Returns the next 64 random bits: two times 32, low ones first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64()
    {
        ulong low = NextUInt32();
        return low | ((ulong)NextUInt32() << 32);
    }

    /// <summary>Returns a uniform number in the open interval (0, 1): (k + ½)/2⁵³ with a uniform 53-bit k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextUniform() => ((NextUInt64() >> 11) + 0.5) * (1.0 / (1UL << 53));

    /// <summary>Returns a uniform number in (−<paramref name="range"/>, <paramref name="range"/>).</summary>
    /// <param name="range">Half width; finite.</param>
    public double NextUniform(double range) => range * (2 * NextUniform() - 1);

    /// <summary>Returns a standard normal number: the inverse distribution function of one uniform number.</summary>
    public double NextNormal() => Normal.InvCDF(0, 1, NextUniform());

    /// <summary>Returns a uniform integer in 0 … <paramref name="bound"/> − 1, without bias (Lemire, 2019).</summary>
    /// <param name="bound">At least 1.</param>
    public int NextInt32(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return BoundedInt32(bound);
    }

    /// <summary>
    /// Fills <paramref name="destination"/> with uniform numbers in (−<paramref name="range"/>, <paramref name="range"/>).
    /// </summary>
    /// <param name="range">Half width; finite.</param>
    /// <param name="destination">Any length.</param>
    public void FillUniform(double range, Span<double> destination)
    {
        foreach (ref double value in destination) value = NextUniform(range);
    }

    /// <summary>Fills <paramref name="destination"/> with normal numbers of mean 0.</summary>
    /// <param name="standardDeviation">Standard deviation; finite.</param>
    /// <param name="destination">Any length.</param>
    public void FillNormal(double standardDeviation, Span<double> destination)
    {
        foreach (ref double value in destination) value = standardDeviation * NextNormal();
    }

    /// <summary>Permutes <paramref name="items"/> uniformly (Fisher–Yates).</summary>
    /// <typeparam name="T">Any type.</typeparam>
    /// <param name="items">Permuted in place.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = BoundedInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Goes to the beginning of the stream with another index: as if opened anew.</summary>
    internal void Reopen(uint newIndex)
    {
        index = newIndex;
        block = 0;
        next = Words.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int BoundedInt32(int bound)
    {
        ulong product = (ulong)NextUInt32() * (uint)bound;
        if ((uint)product < (uint)bound)
        {
            uint threshold = (uint)(-bound) % (uint)bound;
            while ((uint)product < threshold) product = (ulong)NextUInt32() * (uint)bound;
        }

        return (int)(product >> 32);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refill()
    {
        Philox4x32.Fill(seed, block, index, run, purpose, words);
        block += Words.Count / 4;
        next = 0;
    }

    [InlineArray(Count)]
    private struct Words
    {
        public const int Count = Philox4x32.WordsPerVectorPass;

        private uint first;
    }
}
