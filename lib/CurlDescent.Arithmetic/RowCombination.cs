using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>Linear combinations of a few rows: v += Σ_b s_b A_b.</summary>
internal static class RowCombination
{
    /// <summary>Adds the combination.</summary>
    /// <param name="matrix">A, row-major; readable up to a vector beyond the last row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Row length, a multiple of 4.</param>
    /// <param name="factors">s, one per row.</param>
    /// <param name="vector">v, padded to a multiple of 8; what is left in the padding means nothing.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<double> matrix, int rows, int columns, ReadOnlySpan<double> factors, Span<double> vector)
    {
        ref double first = ref MemoryMarshal.GetReference(matrix);
        ref double s = ref MemoryMarshal.GetReference(factors);
        ref double v = ref MemoryMarshal.GetReference(vector);
        nuint n = (nuint)columns;
        for (nuint i = 0; i < n; i += Lanes.Count)
        {
            // Even and odd rows apart, to halve the chain of dependent additions.
            Vector512<double> even = default, odd = default;
            ref double a = ref Unsafe.Add(ref first, i);
            int b = 0;
            for (; b + 2 <= rows; b += 2)
            {
                even = Lanes.MultiplyAdd(Vector512.Create(Unsafe.Add(ref s, b)), Vector512.LoadUnsafe(ref a), even);
                odd = Lanes.MultiplyAdd(Vector512.Create(Unsafe.Add(ref s, b + 1)), Vector512.LoadUnsafe(ref a, n), odd);
                a = ref Unsafe.Add(ref a, 2 * n);
            }

            if (b < rows) even = Lanes.MultiplyAdd(Vector512.Create(Unsafe.Add(ref s, b)), Vector512.LoadUnsafe(ref a), even);
            (Vector512.LoadUnsafe(ref v, i) + (even + odd)).StoreUnsafe(ref v, i);
        }
    }
}
