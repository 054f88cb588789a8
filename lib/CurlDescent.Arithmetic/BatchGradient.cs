using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>The gradient of the loss of a linear network with one output with respect to its product u = W2·W1, over one batch.</summary>
internal static class BatchGradient
{
    /// <summary>Computes g = (1/B) Σ_b (r·x_b) x_b.</summary>
    /// <param name="inputs">X, rows of <paramref name="stride"/> numbers, padded with zeros.</param>
    /// <param name="stride">Row length, a multiple of 8.</param>
    /// <param name="samples">The B rows of the batch.</param>
    /// <param name="residual">r = u − T; <paramref name="stride"/> numbers.</param>
    /// <param name="scratch">B numbers, writable up to a vector beyond; overwritten by (r·x_b)/B.</param>
    /// <param name="gradient">g; <paramref name="stride"/> numbers, overwritten.</param>
    public static void Compute(
        ReadOnlySpan<double> inputs, int stride, ReadOnlySpan<int> samples, ReadOnlySpan<double> residual, Span<double> scratch,
        Span<double> gradient)
    {
        if (Vector512.IsHardwareAccelerated) Compute<Vector512<double>>(inputs, stride, samples, residual, scratch, gradient);
        else Compute<Vector256<double>>(inputs, stride, samples, residual, scratch, gradient);
    }

    /// <inheritdoc cref="Compute(ReadOnlySpan{double}, int, ReadOnlySpan{int}, ReadOnlySpan{double}, Span{double}, Span{double})"/>
    /// <typeparam name="TVector">See <see cref="Quad{TVector}"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Compute<TVector>(
        ReadOnlySpan<double> inputs, int stride, ReadOnlySpan<int> samples, ReadOnlySpan<double> residual, Span<double> scratch,
        Span<double> gradient)
        where TVector : struct
    {
        ref double x = ref MemoryMarshal.GetReference(inputs);
        ref double r = ref MemoryMarshal.GetReference(residual);
        ref double s = ref MemoryMarshal.GetReference(scratch);
        ref int order = ref MemoryMarshal.GetReference(samples);
        int batch = samples.Length;
        double perSample = 1.0 / batch;

        int b = 0;
        for (; Quad<TVector>.IsWhole && b + 10 <= batch; b += 10)
        {
            ref double x0 = ref Row(ref x, stride, Unsafe.Add(ref order, b));
            ref double x1 = ref Row(ref x, stride, Unsafe.Add(ref order, b + 1));
            ref double x2 = ref Row(ref x, stride, Unsafe.Add(ref order, b + 2));
            ref double x3 = ref Row(ref x, stride, Unsafe.Add(ref order, b + 3));
            ref double x4 = ref Row(ref x, stride, Unsafe.Add(ref order, b + 4));
            ref double x5 = ref Row(ref x, stride, Unsafe.Add(ref order, b + 5));
            ref double x6 = ref Row(ref x, stride, Unsafe.Add(ref order, b + 6));
            ref double x7 = ref Row(ref x, stride, Unsafe.Add(ref order, b + 7));
            ref double x8 = ref Row(ref x, stride, Unsafe.Add(ref order, b + 8));
            ref double x9 = ref Row(ref x, stride, Unsafe.Add(ref order, b + 9));
            Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default,
                a7 = default, a8 = default, a9 = default;
            for (nuint j = 0; j < (nuint)stride; j += Lanes.Count)
            {
                Vector512<double> rj = Vector512.LoadUnsafe(ref r, j);
                a0 = Lanes.MultiplyAdd(rj, Vector512.LoadUnsafe(ref x0, j), a0);
                a1 = Lanes.MultiplyAdd(rj, Vector512.LoadUnsafe(ref x1, j), a1);
                a2 = Lanes.MultiplyAdd(rj, Vector512.LoadUnsafe(ref x2, j), a2);
                a3 = Lanes.MultiplyAdd(rj, Vector512.LoadUnsafe(ref x3, j), a3);
                a4 = Lanes.MultiplyAdd(rj, Vector512.LoadUnsafe(ref x4, j), a4);
                a5 = Lanes.MultiplyAdd(rj, Vector512.LoadUnsafe(ref x5, j), a5);
                a6 = Lanes.MultiplyAdd(rj, Vector512.LoadUnsafe(ref x6, j), a6);
                a7 = Lanes.MultiplyAdd(rj, Vector512.LoadUnsafe(ref x7, j), a7);
                a8 = Lanes.MultiplyAdd(rj, Vector512.LoadUnsafe(ref x8, j), a8);
                a9 = Lanes.MultiplyAdd(rj, Vector512.LoadUnsafe(ref x9, j), a9);
            }

            (Lanes.Sums(a0, a1, a2, a3, a4, a5, a6, a7) * perSample).StoreUnsafe(ref s, (nuint)b);
            Unsafe.Add(ref s, b + 8) = Lanes.Sum(a8) * perSample;
            Unsafe.Add(ref s, b + 9) = Lanes.Sum(a9) * perSample;
        }

        // Beyond the last sample the last one is taken again.
        for (; b < batch; b += 4)
        {
            ref double x0 = ref Row(ref x, stride, Unsafe.Add(ref order, b));
            ref double x1 = ref Row(ref x, stride, Unsafe.Add(ref order, Math.Min(b + 1, batch - 1)));
            ref double x2 = ref Row(ref x, stride, Unsafe.Add(ref order, Math.Min(b + 2, batch - 1)));
            ref double x3 = ref Row(ref x, stride, Unsafe.Add(ref order, Math.Min(b + 3, batch - 1)));
            Quad<TVector> lower = default, upper = default;
            for (nuint j = 0; j < (nuint)stride; j += Lanes.Count)
            {
                lower.AddProducts(
                    Vectors.Load<TVector>(ref r, j), Vectors.Load<TVector>(ref x0, j), Vectors.Load<TVector>(ref x1, j),
                    Vectors.Load<TVector>(ref x2, j),
                    Vectors.Load<TVector>(ref x3, j));
                if (Quad<TVector>.IsWhole) continue;
                upper.AddProducts(
                    Vectors.Load<TVector>(ref r, j + 4), Vectors.Load<TVector>(ref x0, j + 4), Vectors.Load<TVector>(ref x1, j + 4),
                    Vectors.Load<TVector>(ref x2, j + 4), Vectors.Load<TVector>(ref x3, j + 4));
            }

            Vector256<double> sums = Quad<TVector>.IsWhole ? lower.Sums() : lower.Sums() + upper.Sums();
            (sums * perSample).StoreUnsafe(ref s, (nuint)b);
        }

        Combine<TVector>(ref x, stride, samples, ref s, ref MemoryMarshal.GetReference(gradient));
    }

    // g = Σ_b s_b x_b: even and odd samples in two sums, to halve the chain of dependent additions.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine<TVector>(ref double x, int stride, ReadOnlySpan<int> samples, ref double s, ref double g)
        where TVector : struct
    {
        ref int order = ref MemoryMarshal.GetReference(samples);
        int count = Quad<TVector>.IsWhole ? Lanes.Count : 4, vectors = stride / count;
        for (int v = 0; v < vectors; v += 4)
        {
            // Beyond the last vector the last one is taken again, and what it gives is not used.
            int last = vectors - 1 - v;
            nuint second = (nuint)(Math.Min(1, last) * count), third = (nuint)(Math.Min(2, last) * count),
                fourth = (nuint)(Math.Min(3, last) * count);
            ref double xv = ref Unsafe.Add(ref x, v * count);
            Quad<TVector> even = default, odd = default;
            for (int b = 0; b < samples.Length; b += 2)
            {
                ref double xb = ref Row(ref xv, stride, Unsafe.Add(ref order, b));
                even.AddProducts(
                    Vectors.Fill<TVector>(Unsafe.Add(ref s, b)), Vectors.Load<TVector>(ref xb, 0), Vectors.Load<TVector>(ref xb, second),
                    Vectors.Load<TVector>(ref xb, third), Vectors.Load<TVector>(ref xb, fourth));
                if (b + 1 == samples.Length) break;
                xb = ref Row(ref xv, stride, Unsafe.Add(ref order, b + 1));
                odd.AddProducts(
                    Vectors.Fill<TVector>(Unsafe.Add(ref s, b + 1)), Vectors.Load<TVector>(ref xb, 0),
                    Vectors.Load<TVector>(ref xb, second),
                    Vectors.Load<TVector>(ref xb, third), Vectors.Load<TVector>(ref xb, fourth));
            }

            ref double gv = ref Unsafe.Add(ref g, v * count);
            Vectors.Store(Vectors.Add(even.V3, odd.V3), ref gv, fourth);
            Vectors.Store(Vectors.Add(even.V2, odd.V2), ref gv, third);
            Vectors.Store(Vectors.Add(even.V1, odd.V1), ref gv, second);
            Vectors.Store(Vectors.Add(even.V0, odd.V0), ref gv, 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref double Row(ref double first, int stride, int row) => ref Unsafe.Add(ref first, (nint)row * stride);
}
