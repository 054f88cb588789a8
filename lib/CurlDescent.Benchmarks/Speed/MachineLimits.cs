using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CurlDescent.Simulation.Kernels;

namespace CurlDescent.Benchmarks.Speed;

/// <summary>What one core of this machine can do, measured; rates per second in vectors of eight doubles (64 bytes).</summary>
internal sealed class MachineLimits
{
    private const int FirstLevelKilobytes = 24, SecondLevelKilobytes = 256;

    private MachineLimits()
    {
    }

    /// <summary>Independent multiply–adds.</summary>
    public required double MultiplyAdds { get; init; }

    /// <summary>Independent divisions.</summary>
    public required double Divisions { get; init; }

    /// <summary>Loads from the first-level cache.</summary>
    public required double FirstLevelLoads { get; init; }

    /// <summary>Load–modify–store passes over data in the first-level cache.</summary>
    public required double FirstLevelUpdates { get; init; }

    /// <summary>Loads from the second-level cache.</summary>
    public required double SecondLevelLoads { get; init; }

    /// <summary>Load–modify–store passes over data in the second-level cache.</summary>
    public required double SecondLevelUpdates { get; init; }

    public static MachineLimits Measure()
    {
        const int repetitions = 2000;
        return new MachineLimits
        {
            MultiplyAdds = 12.0 * repetitions / BestTime.OfCall(() => Sink(MultiplyAddLoop(repetitions)), 1),
            Divisions = 4.0 * repetitions / BestTime.OfCall(() => Sink(DivisionLoop(repetitions)), 0.5),
            FirstLevelLoads = Stream(FirstLevelKilobytes, LoadLoop),
            FirstLevelUpdates = Stream(FirstLevelKilobytes, UpdateLoop),
            SecondLevelLoads = Stream(SecondLevelKilobytes, LoadLoop),
            SecondLevelUpdates = Stream(SecondLevelKilobytes, UpdateLoop),
        };
    }

    private static double Stream(int kilobytes, Action<AlignedBuffer> pass)
    {
        using var data = new AlignedBuffer(kilobytes * 128);
        data.Span.Fill(1e-3);
        return data.Length / Lanes.Count / BestTime.OfCall(() => pass(data), 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Sink(Vector512<double> value) => GC.KeepAlive(value[0] == 12345 ? "" : null);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> MultiplyAddLoop(int repetitions)
    {
        Vector512<double> m = Vector512.Create(0.999), c = Vector512.Create(1e-3);
        Vector512<double> a0 = c, a1 = c, a2 = c, a3 = c, a4 = c, a5 = c, a6 = c, a7 = c, a8 = c, a9 = c, a10 = c, a11 = c;
        for (int n = 0; n < repetitions; n++)
        {
            a0 = Lanes.MultiplyAdd(a0, m, c);
            a1 = Lanes.MultiplyAdd(a1, m, c);
            a2 = Lanes.MultiplyAdd(a2, m, c);
            a3 = Lanes.MultiplyAdd(a3, m, c);
            a4 = Lanes.MultiplyAdd(a4, m, c);
            a5 = Lanes.MultiplyAdd(a5, m, c);
            a6 = Lanes.MultiplyAdd(a6, m, c);
            a7 = Lanes.MultiplyAdd(a7, m, c);
            a8 = Lanes.MultiplyAdd(a8, m, c);
            a9 = Lanes.MultiplyAdd(a9, m, c);
            a10 = Lanes.MultiplyAdd(a10, m, c);
            a11 = Lanes.MultiplyAdd(a11, m, c);
        }

        return a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> DivisionLoop(int repetitions)
    {
        Vector512<double> d = Vector512.Create(1.001), a0 = d, a1 = d + d, a2 = d * d, a3 = d;
        for (int n = 0; n < repetitions; n++)
        {
            a0 /= d;
            a1 /= d;
            a2 /= d;
            a3 /= d;
        }

        return a0 + a1 + a2 + a3;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LoadLoop(AlignedBuffer data)
    {
        ref double x = ref data.First;
        Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
        for (nuint j = 0; j < (nuint)data.Length; j += 8 * Lanes.Count)
        {
            ref double y = ref Unsafe.Add(ref x, j);
            a0 += Vector512.LoadUnsafe(ref y);
            a1 += Vector512.LoadUnsafe(ref y, Lanes.Count);
            a2 += Vector512.LoadUnsafe(ref y, 2 * Lanes.Count);
            a3 += Vector512.LoadUnsafe(ref y, 3 * Lanes.Count);
            a4 += Vector512.LoadUnsafe(ref y, 4 * Lanes.Count);
            a5 += Vector512.LoadUnsafe(ref y, 5 * Lanes.Count);
            a6 += Vector512.LoadUnsafe(ref y, 6 * Lanes.Count);
            a7 += Vector512.LoadUnsafe(ref y, 7 * Lanes.Count);
        }

        Sink(a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void UpdateLoop(AlignedBuffer data)
    {
        ref double x = ref data.First;
        Vector512<double> c = Vector512.Create(1e-9);
        for (nuint j = 0; j < (nuint)data.Length; j += 4 * Lanes.Count)
        {
            ref double y = ref Unsafe.Add(ref x, j);
            (Vector512.LoadUnsafe(ref y) + c).StoreUnsafe(ref y);
            (Vector512.LoadUnsafe(ref y, Lanes.Count) + c).StoreUnsafe(ref y, Lanes.Count);
            (Vector512.LoadUnsafe(ref y, 2 * Lanes.Count) + c).StoreUnsafe(ref y, 2 * Lanes.Count);
            (Vector512.LoadUnsafe(ref y, 3 * Lanes.Count) + c).StoreUnsafe(ref y, 3 * Lanes.Count);
        }
    }
}
