using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>What vectors of either width can do in single precision; see <see cref="Vectors"/>.</summary>
internal static class SingleVectors
{
    /// <summary>Numbers in a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Count<TVector>() where TVector : struct => Unsafe.SizeOf<TVector>() / sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load<TVector>(ref float first, nint at) where TVector : struct => typeof(TVector) == typeof(Vector512<float>)
        ? Unsafe.BitCast<Vector512<float>, TVector>(Vector512.LoadUnsafe(ref first, (nuint)at))
        : Unsafe.BitCast<Vector256<float>, TVector>(Vector256.LoadUnsafe(ref first, (nuint)at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Fill<TVector>(float value) where TVector : struct => typeof(TVector) == typeof(Vector512<float>)
        ? Unsafe.BitCast<Vector512<float>, TVector>(Vector512.Create(value))
        : Unsafe.BitCast<Vector256<float>, TVector>(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TVector>(TVector vector, ref float first, nint at) where TVector : struct
    {
        if (typeof(TVector) == typeof(Vector512<float>))
            Unsafe.BitCast<TVector, Vector512<float>>(vector).StoreUnsafe(ref first, (nuint)at);
        else Unsafe.BitCast<TVector, Vector256<float>>(vector).StoreUnsafe(ref first, (nuint)at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Add<TVector>(TVector a, TVector b) where TVector : struct => typeof(TVector) == typeof(Vector512<float>)
        ? Unsafe.BitCast<Vector512<float>, TVector>(
            Unsafe.BitCast<TVector, Vector512<float>>(a) + Unsafe.BitCast<TVector, Vector512<float>>(b))
        : Unsafe.BitCast<Vector256<float>, TVector>(
            Unsafe.BitCast<TVector, Vector256<float>>(a) + Unsafe.BitCast<TVector, Vector256<float>>(b));

    /// <summary>Computes a·b + c with one rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector MultiplyAdd<TVector>(TVector a, TVector b, TVector c) where TVector : struct =>
        typeof(TVector) == typeof(Vector512<float>)
            ? Unsafe.BitCast<Vector512<float>, TVector>(Vector512.FusedMultiplyAdd(
                Unsafe.BitCast<TVector, Vector512<float>>(a), Unsafe.BitCast<TVector, Vector512<float>>(b),
                Unsafe.BitCast<TVector, Vector512<float>>(c)))
            : Unsafe.BitCast<Vector256<float>, TVector>(Vector256.FusedMultiplyAdd(
                Unsafe.BitCast<TVector, Vector256<float>>(a), Unsafe.BitCast<TVector, Vector256<float>>(b),
                Unsafe.BitCast<TVector, Vector256<float>>(c)));

    /// <summary>Sums sixteen lanes: halves, quarters, eighths, and the last two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> v) => Sum(v.GetLower() + v.GetUpper());

    /// <summary>The rest of that sum, from the sum of the halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> half)
    {
        Vector128<float> quarter = half.GetLower() + half.GetUpper();
        Vector128<float> pair = quarter + Vector128.Shuffle(quarter, Vector128.Create(2, 3, 2, 3));
        return pair.ToScalar() + pair.GetElement(1);
    }

    /// <summary>Sums two vectors, one after the other in memory, and sets them to 0.</summary>
    public static float TakeSum(ref float first)
    {
        Vector512<float> sum = Vector512.LoadUnsafe(ref first) + Vector512.LoadUnsafe(ref first, SinglePanels.Lanes);
        Vector512<float>.Zero.StoreUnsafe(ref first);
        Vector512<float>.Zero.StoreUnsafe(ref first, SinglePanels.Lanes);
        return Sum(sum);
    }
}
