using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>
/// Sums over vectors of any length in one order, whatever the processor has: eight running sums in two alternating sets, one tree over
/// them, then what is left, one by one. A library's reductions add in an order that follows the vector width, and a chaotic map turns the
/// last bit of such a sum into another trajectory. Products are rounded before they are added, so that processors without fused
/// multiply–adds are not slow.
/// </summary>
internal static class FixedOrder
{
    /// <summary>Computes a·b.</summary>
    /// <param name="a">Any length.</param>
    /// <param name="b">At least as long as <paramref name="a"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        b = b[..a.Length];
        ref double x = ref MemoryMarshal.GetReference(a), y = ref MemoryMarshal.GetReference(b);
        Vector512<double> even = default, odd = default;
        int j = 0;
        for (; j + 2 * Lanes.Count <= a.Length; j += 2 * Lanes.Count)
        {
            even += At(ref x, j) * At(ref y, j);
            odd += At(ref x, j + Lanes.Count) * At(ref y, j + Lanes.Count);
        }

        if (j + Lanes.Count <= a.Length)
        {
            even += At(ref x, j) * At(ref y, j);
            j += Lanes.Count;
        }

        double sum = Lanes.Sum(even + odd);
        for (; j < a.Length; j++) sum += a[j] * b[j];
        return sum;
    }

    /// <summary>Computes a·x + b·y.</summary>
    /// <param name="a">Any length.</param>
    /// <param name="x">At least as long as <paramref name="a"/>.</param>
    /// <param name="b">At least as long as <paramref name="a"/>.</param>
    /// <param name="y">At least as long as <paramref name="a"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double DotTwo(ReadOnlySpan<double> a, ReadOnlySpan<double> x, ReadOnlySpan<double> b, ReadOnlySpan<double> y)
    {
        x = x[..a.Length];
        b = b[..a.Length];
        y = y[..a.Length];
        ref double a0 = ref MemoryMarshal.GetReference(a), x0 = ref MemoryMarshal.GetReference(x);
        ref double b0 = ref MemoryMarshal.GetReference(b), y0 = ref MemoryMarshal.GetReference(y);
        Vector512<double> first = default, second = default;
        int j = 0;
        for (; j + Lanes.Count <= a.Length; j += Lanes.Count)
        {
            first += At(ref a0, j) * At(ref x0, j);
            second += At(ref b0, j) * At(ref y0, j);
        }

        double sum = Lanes.Sum(first + second);
        for (; j < a.Length; j++) sum += a[j] * x[j] + b[j] * y[j];
        return sum;
    }

    /// <summary>Computes ‖a‖².</summary>
    public static double SumOfSquares(ReadOnlySpan<double> a) => Dot(a, a);

    /// <summary>Computes ‖a‖.</summary>
    public static double Norm(ReadOnlySpan<double> a) => Math.Sqrt(Dot(a, a));

    /// <summary>Computes ‖a − b‖.</summary>
    /// <param name="a">Any length.</param>
    /// <param name="b">At least as long as <paramref name="a"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        b = b[..a.Length];
        ref double x = ref MemoryMarshal.GetReference(a), y = ref MemoryMarshal.GetReference(b);
        Vector512<double> squares = default;
        int j = 0;
        for (; j + Lanes.Count <= a.Length; j += Lanes.Count)
        {
            Vector512<double> difference = At(ref x, j) - At(ref y, j);
            squares += difference * difference;
        }

        double sum = Lanes.Sum(squares);
        for (; j < a.Length; j++) sum += (a[j] - b[j]) * (a[j] - b[j]);
        return Math.Sqrt(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> At(ref double start, int index) => Vector512.LoadUnsafe(ref start, (nuint)index);
}
