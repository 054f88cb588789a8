using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>The loss of a linear network with one output.</summary>
internal static class LinearLoss
{
    /// <summary>Computes ½·mean(u·x_p − y_p)².</summary>
    /// <param name="inputs">X, rows of <paramref name="stride"/> numbers, padded with zeros.</param>
    /// <param name="stride">Row length, a multiple of 8.</param>
    /// <param name="targets">y; its length is the number of samples.</param>
    /// <param name="product">u; <paramref name="stride"/> numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Compute(ReadOnlySpan<double> inputs, int stride, ReadOnlySpan<double> targets, ReadOnlySpan<double> product)
    {
        ref double x = ref MemoryMarshal.GetReference(inputs);
        ref double u = ref MemoryMarshal.GetReference(product);
        nuint s = (nuint)stride;
        double sum = 0;
        int i = 0;
        for (; i + 4 <= targets.Length; i += 4)
        {
            Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default;
            ref double x1 = ref Unsafe.Add(ref x, s);
            ref double x2 = ref Unsafe.Add(ref x1, s);
            ref double x3 = ref Unsafe.Add(ref x2, s);
            for (nuint j = 0; j < s; j += Lanes.Count)
            {
                Vector512<double> uj = Vector512.LoadUnsafe(ref u, j);
                a0 = Lanes.MultiplyAdd(uj, Vector512.LoadUnsafe(ref x, j), a0);
                a1 = Lanes.MultiplyAdd(uj, Vector512.LoadUnsafe(ref x1, j), a1);
                a2 = Lanes.MultiplyAdd(uj, Vector512.LoadUnsafe(ref x2, j), a2);
                a3 = Lanes.MultiplyAdd(uj, Vector512.LoadUnsafe(ref x3, j), a3);
            }

            Vector256<double> error = Lanes.Sums(a0, a1, a2, a3) - Vector256.Create(targets.Slice(i, 4));
            sum += Lanes.Sum(error * error);
            x = ref Unsafe.Add(ref x3, s);
        }

        for (; i < targets.Length; i++)
        {
            Vector512<double> a = default;
            for (nuint j = 0; j < s; j += Lanes.Count)
                a = Lanes.MultiplyAdd(Vector512.LoadUnsafe(ref u, j), Vector512.LoadUnsafe(ref x, j), a);
            double error = Lanes.Sum(a) - targets[i];
            sum += error * error;
            x = ref Unsafe.Add(ref x, s);
        }

        return sum / (2 * targets.Length);
    }
}
