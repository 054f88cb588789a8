using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Simulation.Kernels;

/// <summary>The gradient with respect to one output's weights, summed over samples: G += Σ_b δ_b h_b.</summary>
internal static class ReadoutGradient
{
    /// <summary>Adds the samples' contributions.</summary>
    /// <param name="activations">h, rows of <paramref name="rows"/> numbers; readable up to a vector beyond the last.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="rows">N, a multiple of 4.</param>
    /// <param name="errors">δ, one per sample.</param>
    /// <param name="gradient">G, padded to a multiple of 8; the padding is overwritten with meaningless values.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<double> activations, int samples, int rows, ReadOnlySpan<double> errors, Span<double> gradient)
    {
        ref double first = ref MemoryMarshal.GetReference(activations);
        ref double e = ref MemoryMarshal.GetReference(errors);
        ref double g = ref MemoryMarshal.GetReference(gradient);
        nuint n = (nuint)rows;
        for (nuint i = 0; i < n; i += Lanes.Count)
        {
            // Even and odd samples apart, to halve the chain of dependent additions.
            Vector512<double> even = default, odd = default;
            ref double h = ref Unsafe.Add(ref first, i);
            int b = 0;
            for (; b + 2 <= samples; b += 2)
            {
                even = Lanes.MultiplyAdd(Vector512.Create(Unsafe.Add(ref e, b)), Vector512.LoadUnsafe(ref h), even);
                odd = Lanes.MultiplyAdd(Vector512.Create(Unsafe.Add(ref e, b + 1)), Vector512.LoadUnsafe(ref h, n), odd);
                h = ref Unsafe.Add(ref h, 2 * n);
            }

            if (b < samples) even = Lanes.MultiplyAdd(Vector512.Create(Unsafe.Add(ref e, b)), Vector512.LoadUnsafe(ref h), even);
            (Vector512.LoadUnsafe(ref g, i) + (even + odd)).StoreUnsafe(ref g, i);
        }
    }
}
