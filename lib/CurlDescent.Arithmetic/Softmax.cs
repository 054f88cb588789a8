using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>Errors at outputs that are probabilities: softmax minus target.</summary>
internal static class Softmax
{
    /// <summary>Computes δ_kb = e^{a_kb − m_b}/Σ_l e^{a_lb − m_b} − y_kb with m_b the greatest a_kb. Works on whole vectors.</summary>
    /// <param name="preactivations">a on entry, δ on return; K rows.</param>
    /// <param name="outputs">K.</param>
    /// <param name="stride">Length of a row, a multiple of 8.</param>
    /// <param name="targets">y; K rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Errors(Span<double> preactivations, int outputs, int stride, ReadOnlySpan<double> targets)
    {
        ref double a = ref MemoryMarshal.GetReference(preactivations);
        ref double y = ref MemoryMarshal.GetReference(targets);
        for (int b = 0; b < stride; b += Lanes.Count)
        {
            Vector512<double> most = Vector512.LoadUnsafe(ref a, (nuint)b), sum = default;
            for (int k = 1; k < outputs; k++) most = Greater(most, Vector512.LoadUnsafe(ref a, (nuint)(k * stride + b)));
            for (int k = 0; k < outputs; k++)
            {
                nuint at = (nuint)(k * stride + b);
                Vector512<double> power = Exponentials.Exp(Vector512.LoadUnsafe(ref a, at) - most);
                power.StoreUnsafe(ref a, at);
                sum += power;
            }

            for (int k = 0; k < outputs; k++)
            {
                nuint at = (nuint)(k * stride + b);
                (Vector512.LoadUnsafe(ref a, at) / sum - Vector512.LoadUnsafe(ref y, at)).StoreUnsafe(ref a, at);
            }
        }
    }

    // A NaN on either side stays: the comparison is false, or its other operand is chosen and subtracts to NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Greater(Vector512<double> a, Vector512<double> b) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(b, a), b, a);
}
