using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Simulation.Kernels;

/// <summary>y = A·v.</summary>
internal static class MatrixTimesVector
{
    /// <summary>Computes y_i = A_i·v for all rows.</summary>
    /// <param name="matrix">A in <see cref="Panels"/>.</param>
    /// <param name="rows">Number of rows, a multiple of 4.</param>
    /// <param name="stride">Row length, a multiple of 8.</param>
    /// <param name="vector">v, <paramref name="stride"/> numbers.</param>
    /// <param name="product">y, <paramref name="rows"/> numbers, overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(ReadOnlySpan<double> matrix, int rows, int stride, ReadOnlySpan<double> vector, Span<double> product)
    {
        ref double v = ref MemoryMarshal.GetReference(vector);
        ref double y = ref MemoryMarshal.GetReference(product);
        ref double w = ref MemoryMarshal.GetReference(matrix);
        nuint s = (nuint)stride;
        int i = 0;
        for (; i + Panels.Height <= rows; i += Panels.Height)
        {
            Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
            for (nuint j = 0, p = 0; j < s; j += Lanes.Count, p += 8 * Lanes.Count)
            {
                ref double wj = ref Unsafe.Add(ref w, p);
                Vector512<double> vj = Vector512.LoadUnsafe(ref v, j);
                a0 = Lanes.MultiplyAdd(vj, Vector512.LoadUnsafe(ref wj), a0);
                a1 = Lanes.MultiplyAdd(vj, Vector512.LoadUnsafe(ref wj, Lanes.Count), a1);
                a2 = Lanes.MultiplyAdd(vj, Vector512.LoadUnsafe(ref wj, 2 * Lanes.Count), a2);
                a3 = Lanes.MultiplyAdd(vj, Vector512.LoadUnsafe(ref wj, 3 * Lanes.Count), a3);
                a4 = Lanes.MultiplyAdd(vj, Vector512.LoadUnsafe(ref wj, 4 * Lanes.Count), a4);
                a5 = Lanes.MultiplyAdd(vj, Vector512.LoadUnsafe(ref wj, 5 * Lanes.Count), a5);
                a6 = Lanes.MultiplyAdd(vj, Vector512.LoadUnsafe(ref wj, 6 * Lanes.Count), a6);
                a7 = Lanes.MultiplyAdd(vj, Vector512.LoadUnsafe(ref wj, 7 * Lanes.Count), a7);
            }

            Lanes.Sums(a0, a1, a2, a3, a4, a5, a6, a7).StoreUnsafe(ref y, (nuint)i);
            w = ref Unsafe.Add(ref w, Panels.Height * s);
        }

        if (i < rows)
        {
            Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default;
            for (nuint j = 0, p = 0; j < s; j += Lanes.Count, p += 4 * Lanes.Count)
            {
                ref double wj = ref Unsafe.Add(ref w, p);
                Vector512<double> vj = Vector512.LoadUnsafe(ref v, j);
                a0 = Lanes.MultiplyAdd(vj, Vector512.LoadUnsafe(ref wj), a0);
                a1 = Lanes.MultiplyAdd(vj, Vector512.LoadUnsafe(ref wj, Lanes.Count), a1);
                a2 = Lanes.MultiplyAdd(vj, Vector512.LoadUnsafe(ref wj, 2 * Lanes.Count), a2);
                a3 = Lanes.MultiplyAdd(vj, Vector512.LoadUnsafe(ref wj, 3 * Lanes.Count), a3);
            }

            Lanes.Sums(a0, a1, a2, a3).StoreUnsafe(ref y, (nuint)i);
        }
    }
}
