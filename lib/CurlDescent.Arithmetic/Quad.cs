using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>
/// Four vectors in registers: the tile from which kernels with many sums are built. Such a kernel is written once for two kinds of vector:
/// all eight lanes where the processor has them (32 registers hold four tiles of sums), or else half of them at a time, lanes 0–3 and then
/// 4–7 (16 registers hold two tiles of sums and one of operands). Lanes never meet before the final tree of
/// <see cref="Lanes.Sum(Vector512{double})"/>, so both give the same bits.
/// </summary>
/// <typeparam name="TVector"><see cref="Vector512{T}"/> or <see cref="Vector256{T}"/> of double.</typeparam>
/// <remarks>Few and flat methods: the compiler inlines them all only as long as a kernel stays within its budget.</remarks>
[StructLayout(LayoutKind.Auto)]
internal struct Quad<TVector>
    where TVector : struct
{
    public TVector V0, V1, V2, V3;

    /// <summary>Whether a vector has all eight lanes; a constant to the compiler.</summary>
    public static bool IsWhole
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(TVector) == typeof(Vector512<double>);
    }

    /// <summary>Fills each vector with one of four numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad<TVector> Fill(ref double first) => new()
    {
        V0 = Vectors.Fill<TVector>(first),
        V1 = Vectors.Fill<TVector>(Unsafe.Add(ref first, 1)),
        V2 = Vectors.Fill<TVector>(Unsafe.Add(ref first, 2)),
        V3 = Vectors.Fill<TVector>(Unsafe.Add(ref first, 3)),
    };

    /// <summary>Adds x·y_k to each vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddProducts(TVector x, TVector y0, TVector y1, TVector y2, TVector y3)
    {
        V0 = Vectors.MultiplyAdd(x, y0, V0);
        V1 = Vectors.MultiplyAdd(x, y1, V1);
        V2 = Vectors.MultiplyAdd(x, y2, V2);
        V3 = Vectors.MultiplyAdd(x, y3, V3);
    }

    /// <summary>
    /// Sums each vector in the order of <see cref="Lanes.Sum(Vector512{double})"/>; of half vectors, its half of that sum.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector256<double> Sums() => typeof(TVector) == typeof(Vector512<double>)
        ? Lanes.Sums(
            Unsafe.BitCast<TVector, Vector512<double>>(V0), Unsafe.BitCast<TVector, Vector512<double>>(V1),
            Unsafe.BitCast<TVector, Vector512<double>>(V2), Unsafe.BitCast<TVector, Vector512<double>>(V3))
        : Lanes.Sums(
            Unsafe.BitCast<TVector, Vector256<double>>(V0), Unsafe.BitCast<TVector, Vector256<double>>(V1),
            Unsafe.BitCast<TVector, Vector256<double>>(V2), Unsafe.BitCast<TVector, Vector256<double>>(V3));
}

/// <summary>What vectors of either width can do.</summary>
internal static class Vectors
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load<TVector>(ref double first, nuint at) where TVector : struct => typeof(TVector) == typeof(Vector512<double>)
        ? Unsafe.BitCast<Vector512<double>, TVector>(Vector512.LoadUnsafe(ref first, at))
        : Unsafe.BitCast<Vector256<double>, TVector>(Vector256.LoadUnsafe(ref first, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Fill<TVector>(double value) where TVector : struct => typeof(TVector) == typeof(Vector512<double>)
        ? Unsafe.BitCast<Vector512<double>, TVector>(Vector512.Create(value))
        : Unsafe.BitCast<Vector256<double>, TVector>(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TVector>(TVector vector, ref double first, nuint at) where TVector : struct
    {
        if (typeof(TVector) == typeof(Vector512<double>)) Unsafe.BitCast<TVector, Vector512<double>>(vector).StoreUnsafe(ref first, at);
        else Unsafe.BitCast<TVector, Vector256<double>>(vector).StoreUnsafe(ref first, at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Add<TVector>(TVector a, TVector b) where TVector : struct => typeof(TVector) == typeof(Vector512<double>)
        ? Unsafe.BitCast<Vector512<double>, TVector>(
            Unsafe.BitCast<TVector, Vector512<double>>(a) + Unsafe.BitCast<TVector, Vector512<double>>(b))
        : Unsafe.BitCast<Vector256<double>, TVector>(
            Unsafe.BitCast<TVector, Vector256<double>>(a) + Unsafe.BitCast<TVector, Vector256<double>>(b));

    /// <summary>Computes <see cref="Lanes.Sum(Vector512{double})"/>; of half a vector, its half of that sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum<TVector>(TVector a) where TVector : struct => typeof(TVector) == typeof(Vector512<double>)
        ? Lanes.Sum(Unsafe.BitCast<TVector, Vector512<double>>(a))
        : Lanes.Sum(Unsafe.BitCast<TVector, Vector256<double>>(a));

    /// <summary>Computes a·b + c with one rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector MultiplyAdd<TVector>(TVector a, TVector b, TVector c) where TVector : struct =>
        typeof(TVector) == typeof(Vector512<double>)
            ? Unsafe.BitCast<Vector512<double>, TVector>(Vector512.FusedMultiplyAdd(
                Unsafe.BitCast<TVector, Vector512<double>>(a), Unsafe.BitCast<TVector, Vector512<double>>(b),
                Unsafe.BitCast<TVector, Vector512<double>>(c)))
            : Unsafe.BitCast<Vector256<double>, TVector>(Vector256.FusedMultiplyAdd(
                Unsafe.BitCast<TVector, Vector256<double>>(a), Unsafe.BitCast<TVector, Vector256<double>>(b),
                Unsafe.BitCast<TVector, Vector256<double>>(c)));
}
