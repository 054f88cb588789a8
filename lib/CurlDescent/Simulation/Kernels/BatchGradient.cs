using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Simulation.Kernels;

/// <summary>The gradient of the loss of a linear network with one output with respect to its product u = W2·W1, over one batch.</summary>
internal static class BatchGradient
{
    /// <summary>Computes g = (1/B) Σ_b (r·x_b) x_b.</summary>
    /// <param name="inputs">X, rows of <paramref name="stride"/> numbers, padded with zeros.</param>
    /// <param name="stride">Row length, a multiple of 8.</param>
    /// <param name="samples">The B rows of the batch.</param>
    /// <param name="residual">r = u − T; <paramref name="stride"/> numbers.</param>
    /// <param name="scratch">B numbers; overwritten by (r·x_b)/B.</param>
    /// <param name="gradient">g; <paramref name="stride"/> numbers, overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(
        ReadOnlySpan<double> inputs, int stride, ReadOnlySpan<int> samples, ReadOnlySpan<double> residual, Span<double> scratch, Span<double> gradient)
    {
        ref double x = ref MemoryMarshal.GetReference(inputs);
        ref double r = ref MemoryMarshal.GetReference(residual);
        ref double s = ref MemoryMarshal.GetReference(scratch);
        ref int order = ref MemoryMarshal.GetReference(samples);
        int batch = samples.Length;
        double perSample = 1.0 / batch;

        int b = 0;
        for (; b + 10 <= batch; b += 10)
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
            Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default, a8 = default, a9 = default;
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

        for (; b + 4 <= batch; b += 4)
        {
            ref double x0 = ref Row(ref x, stride, Unsafe.Add(ref order, b));
            ref double x1 = ref Row(ref x, stride, Unsafe.Add(ref order, b + 1));
            ref double x2 = ref Row(ref x, stride, Unsafe.Add(ref order, b + 2));
            ref double x3 = ref Row(ref x, stride, Unsafe.Add(ref order, b + 3));
            Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default;
            for (nuint j = 0; j < (nuint)stride; j += Lanes.Count)
            {
                Vector512<double> rj = Vector512.LoadUnsafe(ref r, j);
                a0 = Lanes.MultiplyAdd(rj, Vector512.LoadUnsafe(ref x0, j), a0);
                a1 = Lanes.MultiplyAdd(rj, Vector512.LoadUnsafe(ref x1, j), a1);
                a2 = Lanes.MultiplyAdd(rj, Vector512.LoadUnsafe(ref x2, j), a2);
                a3 = Lanes.MultiplyAdd(rj, Vector512.LoadUnsafe(ref x3, j), a3);
            }

            (Lanes.Sums(a0, a1, a2, a3) * perSample).StoreUnsafe(ref s, (nuint)b);
        }

        for (; b < batch; b++)
        {
            ref double x0 = ref Row(ref x, stride, Unsafe.Add(ref order, b));
            Vector512<double> a0 = default;
            for (nuint j = 0; j < (nuint)stride; j += Lanes.Count)
                a0 = Lanes.MultiplyAdd(Vector512.LoadUnsafe(ref r, j), Vector512.LoadUnsafe(ref x0, j), a0);
            Unsafe.Add(ref s, b) = Lanes.Sum(a0) * perSample;
        }

        Combine(ref x, stride, samples, ref s, gradient);
    }

    // g = Σ_b s_b x_b: even and odd samples in two sums, to halve the chain of dependent additions.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Combine(ref double x, int stride, ReadOnlySpan<int> samples, ref double s, Span<double> gradient)
    {
        ref double g = ref MemoryMarshal.GetReference(gradient);
        ref int order = ref MemoryMarshal.GetReference(samples);
        nuint j = 0;
        for (; j + 4 * Lanes.Count <= (nuint)stride; j += 4 * Lanes.Count)
        {
            Vector512<double> e0 = default, e1 = default, e2 = default, e3 = default, o0 = default, o1 = default, o2 = default, o3 = default;
            int b = 0;
            for (; b + 2 <= samples.Length; b += 2)
            {
                ref double even = ref Unsafe.Add(ref Row(ref x, stride, Unsafe.Add(ref order, b)), j);
                ref double odd = ref Unsafe.Add(ref Row(ref x, stride, Unsafe.Add(ref order, b + 1)), j);
                Vector512<double> se = Vector512.Create(Unsafe.Add(ref s, b)), so = Vector512.Create(Unsafe.Add(ref s, b + 1));
                e0 = Lanes.MultiplyAdd(se, Vector512.LoadUnsafe(ref even), e0);
                e1 = Lanes.MultiplyAdd(se, Vector512.LoadUnsafe(ref even, Lanes.Count), e1);
                e2 = Lanes.MultiplyAdd(se, Vector512.LoadUnsafe(ref even, 2 * Lanes.Count), e2);
                e3 = Lanes.MultiplyAdd(se, Vector512.LoadUnsafe(ref even, 3 * Lanes.Count), e3);
                o0 = Lanes.MultiplyAdd(so, Vector512.LoadUnsafe(ref odd), o0);
                o1 = Lanes.MultiplyAdd(so, Vector512.LoadUnsafe(ref odd, Lanes.Count), o1);
                o2 = Lanes.MultiplyAdd(so, Vector512.LoadUnsafe(ref odd, 2 * Lanes.Count), o2);
                o3 = Lanes.MultiplyAdd(so, Vector512.LoadUnsafe(ref odd, 3 * Lanes.Count), o3);
            }

            if (b < samples.Length)
            {
                ref double even = ref Unsafe.Add(ref Row(ref x, stride, Unsafe.Add(ref order, b)), j);
                Vector512<double> se = Vector512.Create(Unsafe.Add(ref s, b));
                e0 = Lanes.MultiplyAdd(se, Vector512.LoadUnsafe(ref even), e0);
                e1 = Lanes.MultiplyAdd(se, Vector512.LoadUnsafe(ref even, Lanes.Count), e1);
                e2 = Lanes.MultiplyAdd(se, Vector512.LoadUnsafe(ref even, 2 * Lanes.Count), e2);
                e3 = Lanes.MultiplyAdd(se, Vector512.LoadUnsafe(ref even, 3 * Lanes.Count), e3);
            }

            (e0 + o0).StoreUnsafe(ref g, j);
            (e1 + o1).StoreUnsafe(ref g, j + Lanes.Count);
            (e2 + o2).StoreUnsafe(ref g, j + 2 * Lanes.Count);
            (e3 + o3).StoreUnsafe(ref g, j + 3 * Lanes.Count);
        }

        for (; j < (nuint)stride; j += Lanes.Count)
        {
            Vector512<double> e = default, o = default;
            int b = 0;
            for (; b + 2 <= samples.Length; b += 2)
            {
                e = Lanes.MultiplyAdd(Vector512.Create(Unsafe.Add(ref s, b)), Vector512.LoadUnsafe(ref Row(ref x, stride, Unsafe.Add(ref order, b)), j), e);
                o = Lanes.MultiplyAdd(Vector512.Create(Unsafe.Add(ref s, b + 1)), Vector512.LoadUnsafe(ref Row(ref x, stride, Unsafe.Add(ref order, b + 1)), j), o);
            }

            if (b < samples.Length)
                e = Lanes.MultiplyAdd(Vector512.Create(Unsafe.Add(ref s, b)), Vector512.LoadUnsafe(ref Row(ref x, stride, Unsafe.Add(ref order, b)), j), e);
            (e + o).StoreUnsafe(ref g, j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref double Row(ref double first, int stride, int row) => ref Unsafe.Add(ref first, (nint)row * stride);
}
