using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>Scalar products of a few rows with one vector: y_b = A_b·v.</summary>
internal static class RowDots
{
    /// <summary>Computes y_b for all rows.</summary>
    /// <param name="matrix">A, row-major; readable up to a vector beyond the last row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Row length, a multiple of 4.</param>
    /// <param name="vector">v, padded with zeros to a multiple of 8.</param>
    /// <param name="products">y, one per row; overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(ReadOnlySpan<double> matrix, int rows, int columns, ReadOnlySpan<double> vector, Span<double> products)
    {
        ref double a = ref MemoryMarshal.GetReference(matrix);
        ref double v = ref MemoryMarshal.GetReference(vector);
        ref double y = ref MemoryMarshal.GetReference(products);
        nuint n = (nuint)columns;
        int b = 0;
        for (; b + 4 <= rows; b += 4)
        {
            Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default;
            ref double a1 = ref Unsafe.Add(ref a, n);
            ref double a2 = ref Unsafe.Add(ref a1, n);
            ref double a3 = ref Unsafe.Add(ref a2, n);
            for (nuint i = 0; i < n; i += Lanes.Count)
            {
                Vector512<double> vi = Vector512.LoadUnsafe(ref v, i);
                s0 = Lanes.MultiplyAdd(vi, Vector512.LoadUnsafe(ref a, i), s0);
                s1 = Lanes.MultiplyAdd(vi, Vector512.LoadUnsafe(ref a1, i), s1);
                s2 = Lanes.MultiplyAdd(vi, Vector512.LoadUnsafe(ref a2, i), s2);
                s3 = Lanes.MultiplyAdd(vi, Vector512.LoadUnsafe(ref a3, i), s3);
            }

            Lanes.Sums(s0, s1, s2, s3).StoreUnsafe(ref y, (nuint)b);
            a = ref Unsafe.Add(ref a3, n);
        }

        for (; b < rows; b++)
        {
            Vector512<double> s = default;
            for (nuint i = 0; i < n; i += Lanes.Count)
                s = Lanes.MultiplyAdd(Vector512.LoadUnsafe(ref v, i), Vector512.LoadUnsafe(ref a, i), s);
            Unsafe.Add(ref y, b) = Lanes.Sum(s);
            a = ref Unsafe.Add(ref a, n);
        }
    }
}
