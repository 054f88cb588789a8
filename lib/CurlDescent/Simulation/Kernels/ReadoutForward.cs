using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Simulation.Kernels;

/// <summary>Preactivations of one output for several samples: a_b = w·h_b.</summary>
internal static class ReadoutForward
{
    /// <summary>Computes a_b for all samples.</summary>
    /// <param name="activations">h, rows of <paramref name="rows"/> numbers; readable up to a vector beyond the last.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="rows">N, a multiple of 4.</param>
    /// <param name="weights">w, padded with zeros to a multiple of 8.</param>
    /// <param name="preactivations">a, one per sample; overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(ReadOnlySpan<double> activations, int samples, int rows, ReadOnlySpan<double> weights, Span<double> preactivations)
    {
        ref double h = ref MemoryMarshal.GetReference(activations);
        ref double w = ref MemoryMarshal.GetReference(weights);
        ref double a = ref MemoryMarshal.GetReference(preactivations);
        nuint n = (nuint)rows;
        int b = 0;
        for (; b + 4 <= samples; b += 4)
        {
            Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default;
            ref double h1 = ref Unsafe.Add(ref h, n);
            ref double h2 = ref Unsafe.Add(ref h1, n);
            ref double h3 = ref Unsafe.Add(ref h2, n);
            for (nuint i = 0; i < n; i += Lanes.Count)
            {
                Vector512<double> wi = Vector512.LoadUnsafe(ref w, i);
                a0 = Lanes.MultiplyAdd(wi, Vector512.LoadUnsafe(ref h, i), a0);
                a1 = Lanes.MultiplyAdd(wi, Vector512.LoadUnsafe(ref h1, i), a1);
                a2 = Lanes.MultiplyAdd(wi, Vector512.LoadUnsafe(ref h2, i), a2);
                a3 = Lanes.MultiplyAdd(wi, Vector512.LoadUnsafe(ref h3, i), a3);
            }

            Lanes.Sums(a0, a1, a2, a3).StoreUnsafe(ref a, (nuint)b);
            h = ref Unsafe.Add(ref h3, n);
        }

        for (; b < samples; b++)
        {
            Vector512<double> a0 = default;
            for (nuint i = 0; i < n; i += Lanes.Count)
                a0 = Lanes.MultiplyAdd(Vector512.LoadUnsafe(ref w, i), Vector512.LoadUnsafe(ref h, i), a0);
            Unsafe.Add(ref a, b) = Lanes.Sum(a0);
            h = ref Unsafe.Add(ref h, n);
        }
    }
}
