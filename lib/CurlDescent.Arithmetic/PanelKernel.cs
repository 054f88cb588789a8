using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>
/// C += A·B for a row-major C and A and a B packed into panels of <see cref="Width"/> columns. A tile of C of 6 rows and one panel stays
/// in registers. Every element of C is summed in the same order whatever the number of threads.
/// </summary>
internal static class PanelKernel
{
    /// <summary>Columns of a panel: four 512-bit vectors.</summary>
    public const int Width = 32;

    private const int Lane = 8, TileRows = 6, DepthBlock = 128;

    /// <summary>Adds A·B to a block of rows of C.</summary>
    /// <param name="c">First element of the rows of C; <paramref name="rows"/> rows of <paramref name="width"/> columns.</param>
    /// <param name="strideC">Elements from one row of C to the next.</param>
    /// <param name="a">First element of the rows of A; <paramref name="depth"/> columns.</param>
    /// <param name="strideA">Elements from one row of A to the next.</param>
    /// <param name="panel">One packed panel of B: <paramref name="depth"/> rows of <see cref="Width"/>.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="depth">Columns of A, rows of B.</param>
    /// <param name="width">Columns of C, at most <see cref="Width"/>.</param>
    public static void MultiplyAdd(
        Span<double> c, int strideC, ReadOnlySpan<double> a, int strideA, ReadOnlySpan<double> panel, int rows, int depth, int width)
    {
        ref double cRef = ref MemoryMarshal.GetReference(c), aRef = ref MemoryMarshal.GetReference(a),
            bRef = ref MemoryMarshal.GetReference(panel);
        Span<double> tail = stackalloc double[Width];
        for (int from = 0; from < depth; from += DepthBlock)
        {
            int block = Math.Min(DepthBlock, depth - from);
            int row = 0;
            if (width == Width)
            {
                for (; row + TileRows <= rows; row += TileRows)
                {
                    Tile(ref Unsafe.Add(ref cRef, (nint)row * strideC), strideC, ref Unsafe.Add(ref aRef, (nint)row * strideA + from),
                        strideA,
                        ref Unsafe.Add(ref bRef, from * Width), block);
                }
            }

            for (; row < rows; row++)
            {
                Span<double> target = c.Slice(row * strideC, width);
                target.CopyTo(tail);
                Row(ref MemoryMarshal.GetReference(tail), ref Unsafe.Add(ref aRef, (nint)row * strideA + from),
                    ref Unsafe.Add(ref bRef, from * Width), block);
                tail[..width].CopyTo(target);
            }
        }
    }

    private static void Tile(ref double c, nint strideC, ref double a, nint strideA, ref double b, int depth)
    {
        ref double c1 = ref Unsafe.Add(ref c, strideC), c2 = ref Unsafe.Add(ref c1, strideC), c3 = ref Unsafe.Add(ref c2, strideC);
        ref double c4 = ref Unsafe.Add(ref c3, strideC), c5 = ref Unsafe.Add(ref c4, strideC);
        ref double a1 = ref Unsafe.Add(ref a, strideA), a2 = ref Unsafe.Add(ref a1, strideA), a3 = ref Unsafe.Add(ref a2, strideA);
        ref double a4 = ref Unsafe.Add(ref a3, strideA), a5 = ref Unsafe.Add(ref a4, strideA);
        Vector512<double> s00 = Load(ref c, 0), s01 = Load(ref c, 1), s02 = Load(ref c, 2), s03 = Load(ref c, 3);
        Vector512<double> s10 = Load(ref c1, 0), s11 = Load(ref c1, 1), s12 = Load(ref c1, 2), s13 = Load(ref c1, 3);
        Vector512<double> s20 = Load(ref c2, 0), s21 = Load(ref c2, 1), s22 = Load(ref c2, 2), s23 = Load(ref c2, 3);
        Vector512<double> s30 = Load(ref c3, 0), s31 = Load(ref c3, 1), s32 = Load(ref c3, 2), s33 = Load(ref c3, 3);
        Vector512<double> s40 = Load(ref c4, 0), s41 = Load(ref c4, 1), s42 = Load(ref c4, 2), s43 = Load(ref c4, 3);
        Vector512<double> s50 = Load(ref c5, 0), s51 = Load(ref c5, 1), s52 = Load(ref c5, 2), s53 = Load(ref c5, 3);
        for (nint k = 0; k < depth; k++)
        {
            Vector512<double> b0 = Load(ref b, 0), b1 = Load(ref b, 1), b2 = Load(ref b, 2), b3 = Load(ref b, 3);
            b = ref Unsafe.Add(ref b, Width);
            Vector512<double> x = Vector512.Create(Unsafe.Add(ref a, k));
            s00 = Vector512.FusedMultiplyAdd(x, b0, s00);
            s01 = Vector512.FusedMultiplyAdd(x, b1, s01);
            s02 = Vector512.FusedMultiplyAdd(x, b2, s02);
            s03 = Vector512.FusedMultiplyAdd(x, b3, s03);
            x = Vector512.Create(Unsafe.Add(ref a1, k));
            s10 = Vector512.FusedMultiplyAdd(x, b0, s10);
            s11 = Vector512.FusedMultiplyAdd(x, b1, s11);
            s12 = Vector512.FusedMultiplyAdd(x, b2, s12);
            s13 = Vector512.FusedMultiplyAdd(x, b3, s13);
            x = Vector512.Create(Unsafe.Add(ref a2, k));
            s20 = Vector512.FusedMultiplyAdd(x, b0, s20);
            s21 = Vector512.FusedMultiplyAdd(x, b1, s21);
            s22 = Vector512.FusedMultiplyAdd(x, b2, s22);
            s23 = Vector512.FusedMultiplyAdd(x, b3, s23);
            x = Vector512.Create(Unsafe.Add(ref a3, k));
            s30 = Vector512.FusedMultiplyAdd(x, b0, s30);
            s31 = Vector512.FusedMultiplyAdd(x, b1, s31);
            s32 = Vector512.FusedMultiplyAdd(x, b2, s32);
            s33 = Vector512.FusedMultiplyAdd(x, b3, s33);
            x = Vector512.Create(Unsafe.Add(ref a4, k));
            s40 = Vector512.FusedMultiplyAdd(x, b0, s40);
            s41 = Vector512.FusedMultiplyAdd(x, b1, s41);
            s42 = Vector512.FusedMultiplyAdd(x, b2, s42);
            s43 = Vector512.FusedMultiplyAdd(x, b3, s43);
            x = Vector512.Create(Unsafe.Add(ref a5, k));
            s50 = Vector512.FusedMultiplyAdd(x, b0, s50);
            s51 = Vector512.FusedMultiplyAdd(x, b1, s51);
            s52 = Vector512.FusedMultiplyAdd(x, b2, s52);
            s53 = Vector512.FusedMultiplyAdd(x, b3, s53);
        }

        Store(ref c, s00, s01, s02, s03);
        Store(ref c1, s10, s11, s12, s13);
        Store(ref c2, s20, s21, s22, s23);
        Store(ref c3, s30, s31, s32, s33);
        Store(ref c4, s40, s41, s42, s43);
        Store(ref c5, s50, s51, s52, s53);
    }

    private static void Row(ref double c, ref double a, ref double b, int depth)
    {
        Vector512<double> s0 = Load(ref c, 0), s1 = Load(ref c, 1), s2 = Load(ref c, 2), s3 = Load(ref c, 3);
        for (nint k = 0; k < depth; k++)
        {
            Vector512<double> x = Vector512.Create(Unsafe.Add(ref a, k));
            s0 = Vector512.FusedMultiplyAdd(x, Load(ref b, 0), s0);
            s1 = Vector512.FusedMultiplyAdd(x, Load(ref b, 1), s1);
            s2 = Vector512.FusedMultiplyAdd(x, Load(ref b, 2), s2);
            s3 = Vector512.FusedMultiplyAdd(x, Load(ref b, 3), s3);
            b = ref Unsafe.Add(ref b, Width);
        }

        Store(ref c, s0, s1, s2, s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load(ref double source, nuint vector) => Vector512.LoadUnsafe(ref source, vector * Lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref double target, Vector512<double> v0, Vector512<double> v1, Vector512<double> v2, Vector512<double> v3)
    {
        v0.StoreUnsafe(ref target);
        v1.StoreUnsafe(ref target, Lane);
        v2.StoreUnsafe(ref target, 2 * Lane);
        v3.StoreUnsafe(ref target, 3 * Lane);
    }
}
