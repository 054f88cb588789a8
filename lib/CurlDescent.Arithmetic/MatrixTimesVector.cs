using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>y = A·v.</summary>
internal static class MatrixTimesVector
{
    /// <summary>Computes y_i = A_i·v for all rows.</summary>
    /// <param name="matrix">A in <see cref="Panels"/>.</param>
    /// <param name="rows">Number of rows, a multiple of 4.</param>
    /// <param name="stride">Row length, a multiple of 8.</param>
    /// <param name="vector">v, <paramref name="stride"/> numbers.</param>
    /// <param name="product">y, <paramref name="rows"/> numbers, overwritten.</param>
    public static void Compute(ReadOnlySpan<double> matrix, int rows, int stride, ReadOnlySpan<double> vector, Span<double> product)
    {
        if (Vector512.IsHardwareAccelerated) Compute<Vector512<double>>(matrix, rows, stride, vector, product);
        else Compute<Vector256<double>>(matrix, rows, stride, vector, product);
    }

    /// <inheritdoc cref="Compute(ReadOnlySpan{double}, int, int, ReadOnlySpan{double}, Span{double})"/>
    /// <typeparam name="TVector">See <see cref="Quad{TVector}"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Compute<TVector>(
        ReadOnlySpan<double> matrix, int rows, int stride, ReadOnlySpan<double> vector, Span<double> product)
        where TVector : struct
    {
        ref double a = ref MemoryMarshal.GetReference(matrix);
        ref double v = ref MemoryMarshal.GetReference(vector);
        ref double y = ref MemoryMarshal.GetReference(product);
        int i = 0;
        for (; i + Panels.Height <= rows; i += Panels.Height)
        {
            (Vector256<double> first,
                Vector256<double> second) = Panel<TVector, On>(ref Unsafe.Add(ref a, i * (nint)stride), ref v, (nuint)stride);
            first.StoreUnsafe(ref y, (nuint)i);
            second.StoreUnsafe(ref y, (nuint)i + 4);
        }

        if (i < rows) Panel<TVector, Off>(ref Unsafe.Add(ref a, i * (nint)stride), ref v, (nuint)stride).First.StoreUnsafe(ref y, (nuint)i);
    }

    /// <summary>Computes the products of the first and second four rows of one panel with v.</summary>
    /// <typeparam name="TVector">See <see cref="Quad{TVector}"/>.</typeparam>
    /// <typeparam name="TTall">On: eight rows; off: four.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<double> First, Vector256<double> Second) Panel<TVector, TTall>(ref double panel, ref double v, nuint stride)
        where TVector : struct
        where TTall : struct, IFlag
    {
        nuint height = TTall.IsOn ? (nuint)Panels.Height : Panels.ShortHeight;
        Quad<TVector> a = default, b = default;
        for (nuint j = 0, p = 0; j < stride; j += Lanes.Count, p += height * Lanes.Count)
            AddProducts<TVector, TTall>(ref panel, p, ref v, j, ref a, ref b);
        Vector256<double> first = a.Sums(), second = TTall.IsOn ? b.Sums() : default;
        if (Quad<TVector>.IsWhole) return (first, second);
        a = b = default;
        for (nuint j = 4, p = 4; j < stride; j += Lanes.Count, p += height * Lanes.Count)
            AddProducts<TVector, TTall>(ref panel, p, ref v, j, ref a, ref b);
        return (first + a.Sums(), TTall.IsOn ? second + b.Sums() : default);
    }

    /// <summary>Adds the products of one vector of v with those of the rows of a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProducts<TVector, TTall>(
        ref double panel, nuint at, ref double v, nuint j, ref Quad<TVector> a, ref Quad<TVector> b)
        where TVector : struct
        where TTall : struct, IFlag
    {
        TVector vj = Vectors.Load<TVector>(ref v, j);
        a.V0 = Vectors.MultiplyAdd(vj, Vectors.Load<TVector>(ref panel, at), a.V0);
        a.V1 = Vectors.MultiplyAdd(vj, Vectors.Load<TVector>(ref panel, at + Lanes.Count), a.V1);
        a.V2 = Vectors.MultiplyAdd(vj, Vectors.Load<TVector>(ref panel, at + 2 * Lanes.Count), a.V2);
        a.V3 = Vectors.MultiplyAdd(vj, Vectors.Load<TVector>(ref panel, at + 3 * Lanes.Count), a.V3);
        if (!TTall.IsOn) return;
        b.V0 = Vectors.MultiplyAdd(vj, Vectors.Load<TVector>(ref panel, at + 4 * Lanes.Count), b.V0);
        b.V1 = Vectors.MultiplyAdd(vj, Vectors.Load<TVector>(ref panel, at + 5 * Lanes.Count), b.V1);
        b.V2 = Vectors.MultiplyAdd(vj, Vectors.Load<TVector>(ref panel, at + 6 * Lanes.Count), b.V2);
        b.V3 = Vectors.MultiplyAdd(vj, Vectors.Load<TVector>(ref panel, at + 7 * Lanes.Count), b.V3);
    }
}
