using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CurlDescent.Arithmetic;

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

    public static MachineLimits Measure() => Vector512.IsHardwareAccelerated ? Measure<Vector512<double>>() : Measure<Vector256<double>>();

    private static MachineLimits Measure<TVector>()
        where TVector : struct
    {
        double share = Quad<TVector>.IsWhole ? 1 : 0.5;
        const int repetitions = 2000;
        return new MachineLimits
        {
            MultiplyAdds = 12.0 * share * repetitions / BestTime.OfCall(() => Sink(MultiplyAddLoop<TVector>(repetitions)), 1),
            Divisions = 4.0 * repetitions / BestTime.OfCall(() => Sink(DivisionLoop(repetitions)), 0.5),
            FirstLevelLoads = Stream(FirstLevelKilobytes, LoadLoop<TVector>),
            FirstLevelUpdates = Stream(FirstLevelKilobytes, UpdateLoop),
            SecondLevelLoads = Stream(SecondLevelKilobytes, LoadLoop<TVector>),
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
    private static void Sink<TVector>(TVector value)
        where TVector : struct => GC.KeepAlive(value);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TVector MultiplyAddLoop<TVector>(int repetitions)
        where TVector : struct
    {
        TVector m = Vectors.Fill<TVector>(0.999), c = Vectors.Fill<TVector>(1e-3);
        var a = new Quad<TVector> { V0 = c, V1 = c, V2 = c, V3 = c };
        Quad<TVector> b = a, d = a;
        for (int n = 0; n < repetitions; n++)
        {
            a = Shrink(a, m, c);
            b = Shrink(b, m, c);
            d = Shrink(d, m, c);
        }

        return Vectors.Add(Vectors.Add(a.V0, Vectors.Add(a.V1, Vectors.Add(a.V2, a.V3))), Vectors.Add(
            Vectors.Add(b.V0, Vectors.Add(b.V1, Vectors.Add(b.V2, b.V3))), Vectors.Add(d.V0, Vectors.Add(d.V1, Vectors.Add(d.V2, d.V3)))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Quad<TVector> Shrink<TVector>(Quad<TVector> a, TVector m, TVector c)
        where TVector : struct => new()
        {
            V0 = Vectors.MultiplyAdd(a.V0, m, c),
            V1 = Vectors.MultiplyAdd(a.V1, m, c),
            V2 = Vectors.MultiplyAdd(a.V2, m, c),
            V3 = Vectors.MultiplyAdd(a.V3, m, c),
        };

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
    private static void LoadLoop<TVector>(AlignedBuffer data)
        where TVector : struct
    {
        nuint count = Quad<TVector>.IsWhole ? 8u : 4;
        ref double x = ref data.First;
        Quad<TVector> a = default, b = default;
        for (nuint j = 0; j < (nuint)data.Length; j += 8 * count)
        {
            ref double y = ref Unsafe.Add(ref x, j);
            a.V0 = Vectors.Add(a.V0, Vectors.Load<TVector>(ref y, 0));
            a.V1 = Vectors.Add(a.V1, Vectors.Load<TVector>(ref y, count));
            a.V2 = Vectors.Add(a.V2, Vectors.Load<TVector>(ref y, 2 * count));
            a.V3 = Vectors.Add(a.V3, Vectors.Load<TVector>(ref y, 3 * count));
            b.V0 = Vectors.Add(b.V0, Vectors.Load<TVector>(ref y, 4 * count));
            b.V1 = Vectors.Add(b.V1, Vectors.Load<TVector>(ref y, 5 * count));
            b.V2 = Vectors.Add(b.V2, Vectors.Load<TVector>(ref y, 6 * count));
            b.V3 = Vectors.Add(b.V3, Vectors.Load<TVector>(ref y, 7 * count));
        }

        Sink(Vectors.Add(
            Vectors.Add(Vectors.Add(a.V0, a.V1), Vectors.Add(a.V2, a.V3)), Vectors.Add(Vectors.Add(b.V0, b.V1), Vectors.Add(b.V2, b.V3))));
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
