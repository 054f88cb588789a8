using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>
/// Short vector operations with the fixed reduction order of <see cref="Lanes"/>. Lengths are multiples of 8 unless said; a destination may
/// be one of the operands.
/// </summary>
internal static class VectorAlgebra
{
    /// <summary>Computes r = s·a − b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScaleSubtract(ReadOnlySpan<double> a, double factor, ReadOnlySpan<double> b, Span<double> destination)
    {
        ref double x = ref MemoryMarshal.GetReference(a), y = ref MemoryMarshal.GetReference(b),
            r = ref MemoryMarshal.GetReference(destination);
        Vector512<double> s = Vector512.Create(factor);
        for (nuint j = 0; j < (nuint)a.Length; j += Lanes.Count)
            (Vector512.LoadUnsafe(ref x, j) * s - Vector512.LoadUnsafe(ref y, j)).StoreUnsafe(ref r, j);
    }

    /// <summary>Computes r = a∘b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> destination)
    {
        ref double x = ref MemoryMarshal.GetReference(a), y = ref MemoryMarshal.GetReference(b),
            r = ref MemoryMarshal.GetReference(destination);
        for (nuint j = 0; j < (nuint)a.Length; j += Lanes.Count)
            (Vector512.LoadUnsafe(ref x, j) * Vector512.LoadUnsafe(ref y, j)).StoreUnsafe(ref r, j);
    }

    /// <summary>Computes r = s·a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(ReadOnlySpan<double> a, double factor, Span<double> destination)
    {
        ref double x = ref MemoryMarshal.GetReference(a), r = ref MemoryMarshal.GetReference(destination);
        Vector512<double> s = Vector512.Create(factor);
        for (nuint j = 0; j < (nuint)a.Length; j += Lanes.Count) (Vector512.LoadUnsafe(ref x, j) * s).StoreUnsafe(ref r, j);
    }

    /// <summary>Computes a·b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ref double x = ref MemoryMarshal.GetReference(a), y = ref MemoryMarshal.GetReference(b);
        nuint length = (nuint)a.Length, j = 0;
        Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default;
        for (; j + 4 * Lanes.Count <= length; j += 4 * Lanes.Count)
        {
            s0 = Lanes.MultiplyAdd(Vector512.LoadUnsafe(ref x, j), Vector512.LoadUnsafe(ref y, j), s0);
            s1 = Lanes.MultiplyAdd(Vector512.LoadUnsafe(ref x, j + Lanes.Count), Vector512.LoadUnsafe(ref y, j + Lanes.Count), s1);
            s2 = Lanes.MultiplyAdd(Vector512.LoadUnsafe(ref x, j + 2 * Lanes.Count), Vector512.LoadUnsafe(ref y, j + 2 * Lanes.Count), s2);
            s3 = Lanes.MultiplyAdd(Vector512.LoadUnsafe(ref x, j + 3 * Lanes.Count), Vector512.LoadUnsafe(ref y, j + 3 * Lanes.Count), s3);
        }

        for (; j < length; j += Lanes.Count) s0 = Lanes.MultiplyAdd(Vector512.LoadUnsafe(ref x, j), Vector512.LoadUnsafe(ref y, j), s0);
        return Lanes.Sum((s0 + s1) + (s2 + s3));
    }

    /// <summary>Computes ‖a‖².</summary>
    public static double SumOfSquares(ReadOnlySpan<double> a) => Dot(a, a);

    /// <summary>Computes y += s·x for any length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        ref double a = ref MemoryMarshal.GetReference(x), r = ref MemoryMarshal.GetReference(y);
        Vector512<double> s = Vector512.Create(factor);
        int j = 0;
        for (; j + Lanes.Count <= x.Length; j += Lanes.Count)
            Lanes.MultiplyAdd(s, Vector512.LoadUnsafe(ref a, (nuint)j), Vector512.LoadUnsafe(ref r, (nuint)j)).StoreUnsafe(ref r, (nuint)j);
        for (; j < x.Length; j++) y[j] = Math.FusedMultiplyAdd(factor, x[j], y[j]);
    }

    /// <summary>Computes v·A = Σ_i v_i A_i for row-major rows of any length.</summary>
    /// <param name="vector">v.</param>
    /// <param name="matrix">A.</param>
    /// <param name="columns">Row length.</param>
    /// <param name="product">At least <paramref name="columns"/> numbers; overwritten.</param>
    public static void TimesMatrix(ReadOnlySpan<double> vector, ReadOnlySpan<double> matrix, int columns, Span<double> product)
    {
        product.Clear();
        for (int i = 0; i < vector.Length; i++) AddScaled(vector[i], matrix.Slice(i * columns, columns), product);
    }
}
