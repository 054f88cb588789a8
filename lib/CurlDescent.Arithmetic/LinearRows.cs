using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>
/// The fused pass over both layers of a linear network with one output. For each hidden unit i, with the weights before the step on the
/// right: d_i = W1_i·g, c_i = p·f_i·W2_i (fixed feedback: p·f_i), W1_i += c_i·h, W2_i += q·e_i·d_i; and from the weights after the step u =
/// Σ_i W2_i·W1_i. Three multiply–adds, one load from memory and one store per weight.
/// </summary>
/// <remarks>
/// Delayed writes are for weights beyond the first-level cache, where writing costs three times as much as reading: W1 stays as it was some
/// steps ago, and the updates since then wait as pairs of vectors (c_s, h_s), to be added to W1 together. What they contribute to W1·g
/// comes in as an offset, d_i = o_i + W1_i·g; what they contribute to u the caller adds. Two multiply–adds and one load from memory per
/// weight.
/// </remarks>
/// <typeparam name="TFixedFeedback">On: the error reaches hidden unit i through f_i alone and not through W2_i.</typeparam>
/// <typeparam name="TSquares">On: the squared norm of W1 after the step is summed too.</typeparam>
/// <typeparam name="TDelayed">On: W1 is only read.</typeparam>
internal static class LinearRows<TFixedFeedback, TSquares, TDelayed>
    where TFixedFeedback : struct, IFlag
    where TSquares : struct, IFlag
    where TDelayed : struct, IFlag
{
    /// <summary>Runs the pass.</summary>
    /// <param name="hidden">W1 in <see cref="Panels"/>; updated unless writes are delayed.</param>
    /// <param name="rows">N, a multiple of 4 (rows of zeros beyond the network's).</param>
    /// <param name="stride">Row length, a multiple of 8.</param>
    /// <param name="readout">W2, <paramref name="rows"/> numbers; updated.</param>
    /// <param name="gradient">g.</param>
    /// <param name="offsets">o, one per row; not read unless writes are delayed.</param>
    /// <param name="hiddenDirection">h; not read if writes are delayed.</param>
    /// <param name="hiddenFactors">f, one per row.</param>
    /// <param name="hiddenStep">p.</param>
    /// <param name="readoutFactors">e, one per row.</param>
    /// <param name="readoutStep">q.</param>
    /// <param name="coefficients">c, one per row; overwritten.</param>
    /// <param name="product">u, overwritten.</param>
    /// <param name="wide">Whether vectors have 512 bits; those of the processor if not given. The bits of the result do not tell.</param>
    /// <returns>Squared norms of W1 (0 unless asked for) and W2 after the step.</returns>
    public static (double Hidden, double Readout) Step(
        Span<double> hidden,
        int rows,
        int stride,
        Span<double> readout,
        ReadOnlySpan<double> gradient,
        ReadOnlySpan<double> offsets,
        ReadOnlySpan<double> hiddenDirection,
        ReadOnlySpan<double> hiddenFactors,
        double hiddenStep,
        ReadOnlySpan<double> readoutFactors,
        double readoutStep,
        Span<double> coefficients,
        Span<double> product,
        bool? wide = null)
    {
        var pass = new Operands
        {
            Stride = (nuint)stride,
            HiddenStep = hiddenStep,
            ReadoutStep = readoutStep,
            Hidden = ref MemoryMarshal.GetReference(hidden),
            Readout = ref MemoryMarshal.GetReference(readout),
            Gradient = ref MemoryMarshal.GetReference(gradient),
            Offsets = ref MemoryMarshal.GetReference(offsets),
            Direction = ref MemoryMarshal.GetReference(hiddenDirection),
            HiddenFactors = ref MemoryMarshal.GetReference(hiddenFactors),
            ReadoutFactors = ref MemoryMarshal.GetReference(readoutFactors),
            Coefficients = ref MemoryMarshal.GetReference(coefficients),
            Product = ref MemoryMarshal.GetReference(product),
        };
        product[..stride].Clear();
        return wide ?? Vector512.IsHardwareAccelerated
            ? Run<Vector512<double>>(ref pass, rows) : Run<Vector256<double>>(ref pass, rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Hidden, double Readout) Run<TVector>(ref Operands pass, int rows)
        where TVector : struct
    {
        // Panel i is multiplied with g while panel b before it is summed into u: what b needs was ready long ago, so neither waits.
        Quad<TVector> squares = default;
        int full = rows & ~(Panels.Height - 1), lag = Quad<TVector>.IsWhole ? 2 * Panels.Height : Panels.Height;
        for (int i = 0, b = -lag; b < full; i += Panels.Height, b += Panels.Height)
        {
            if (Quad<TVector>.IsWhole && i < full && b >= 0)
            {
                Panel<TVector, On, On, On>(ref pass, i, b, ref squares);
                continue;
            }

            if (i < full) Panel<TVector, On, Off, On>(ref pass, i, b, ref squares);
            if (b >= 0) Panel<TVector, Off, On, On>(ref pass, i, b, ref squares);
        }

        if (full < rows)
        {
            Panel<TVector, On, Off, Off>(ref pass, full, full, ref squares);
            Panel<TVector, Off, On, Off>(ref pass, full, full, ref squares);
        }

        double readoutSquares = (Lanes.Sum(pass.ReadoutSquares.V0) + Lanes.Sum(pass.ReadoutSquares.V1)) + Lanes.Sum(pass.ReadoutSquares.V2);
        if (!TSquares.IsOn) return (0, readoutSquares);
        double lower = Vectors.Sum(squares.V0);
        return (Quad<TVector>.IsWhole ? lower : lower + Vectors.Sum(squares.V1), readoutSquares);
    }

    // One or both of: d, c and W2 for panel i (TDots); W1 and u for panel b (TSums). TTall: panels of eight rows, else four.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel<TVector, TDots, TSums, TTall>(ref Operands pass, int i, int b, ref Quad<TVector> squares)
        where TVector : struct
        where TDots : struct, IFlag
        where TSums : struct, IFlag
        where TTall : struct, IFlag
    {
        nuint height = TTall.IsOn ? (nuint)Panels.Height : Panels.ShortHeight, stride = pass.Stride;
        ref double wi = ref Unsafe.Add(ref pass.Hidden, i * (nint)stride);
        ref double g = ref pass.Gradient;
        Quad<TVector> a = default, a2 = default;
        Vector256<double> d = default, d2 = default;
        if (TDots.IsOn && !Quad<TVector>.IsWhole) (d, d2) = MatrixTimesVector.Panel<TVector, TTall>(ref wi, ref g, stride);

        ref double wb = ref Unsafe.Add(ref pass.Hidden, b * (nint)stride);
        ref double h = ref pass.Direction;
        ref double u = ref pass.Product;
        ref double cb = ref Unsafe.Add(ref pass.Coefficients, b);
        ref double nb = ref Unsafe.Add(ref pass.Readout, b);
        Quad<TVector> c = default, c2 = default, n = default, n2 = default;

        // With few registers the factors are loaded where they are needed.
        bool keeps = Quad<TVector>.IsWhole || TDelayed.IsOn;
        if (TSums.IsOn && keeps)
        {
            n = Quad<TVector>.Fill(ref nb);
            if (TTall.IsOn) n2 = Quad<TVector>.Fill(ref Unsafe.Add(ref nb, 4));
            if (!TDelayed.IsOn) c = Quad<TVector>.Fill(ref cb);
            if (!TDelayed.IsOn && TTall.IsOn) c2 = Quad<TVector>.Fill(ref Unsafe.Add(ref cb, 4));
        }

        TVector lower = squares.V0, upper = squares.V1;
        for (nuint j = 0, p = 0; j < stride && (TSums.IsOn || Quad<TVector>.IsWhole); j += Lanes.Count, p += height * Lanes.Count)
        {
            if (TDots.IsOn && Quad<TVector>.IsWhole) MatrixTimesVector.AddProducts<TVector, TTall>(ref wi, p, ref g, j, ref a, ref a2);
            if (!TSums.IsOn) continue;
            ref double wj = ref Unsafe.Add(ref wb, p);
            TVector hj = TDelayed.IsOn ? default : Vectors.Load<TVector>(ref h, j);
            TVector hj2 = TDelayed.IsOn || Quad<TVector>.IsWhole ? default : Vectors.Load<TVector>(ref h, j + 4);
            TVector even = default, odd = default, even2 = default, odd2 = default;
            Row(ref wj, 0, keeps, ref cb, c.V0, ref nb, n.V0, hj, hj2, ref even, ref even2, ref lower, ref upper);
            Row(ref wj, 1, keeps, ref cb, c.V1, ref nb, n.V1, hj, hj2, ref odd, ref odd2, ref lower, ref upper);
            Row(ref wj, 2, keeps, ref cb, c.V2, ref nb, n.V2, hj, hj2, ref even, ref even2, ref lower, ref upper);
            Row(ref wj, 3, keeps, ref cb, c.V3, ref nb, n.V3, hj, hj2, ref odd, ref odd2, ref lower, ref upper);
            if (TTall.IsOn)
            {
                Row(ref wj, 4, keeps, ref cb, c2.V0, ref nb, n2.V0, hj, hj2, ref even, ref even2, ref lower, ref upper);
                Row(ref wj, 5, keeps, ref cb, c2.V1, ref nb, n2.V1, hj, hj2, ref odd, ref odd2, ref lower, ref upper);
                Row(ref wj, 6, keeps, ref cb, c2.V2, ref nb, n2.V2, hj, hj2, ref even, ref even2, ref lower, ref upper);
                Row(ref wj, 7, keeps, ref cb, c2.V3, ref nb, n2.V3, hj, hj2, ref odd, ref odd2, ref lower, ref upper);
            }

            Vectors.Store(Vectors.Add(Vectors.Load<TVector>(ref u, j), Vectors.Add(even, odd)), ref u, j);
            if (!Quad<TVector>.IsWhole)
            {
                Vectors.Store(Vectors.Add(Vectors.Load<TVector>(ref u, j + 4), Vectors.Add(even2, odd2)), ref u, j + 4);
            }
        }

        squares.V0 = lower;
        squares.V1 = upper;
        if (!TDots.IsOn) return;
        if (Quad<TVector>.IsWhole)
        {
            d = a.Sums();
            if (TTall.IsOn) d2 = a2.Sums();
        }

        if (TTall.IsOn)
        {
            Readout(ref pass, i, d, ref pass.ReadoutSquares.V0);
            Readout(ref pass, i + 4, d2, ref pass.ReadoutSquares.V1);
        }
        else
        {
            Readout(ref pass, i, d, ref pass.ReadoutSquares.V2);
        }
    }

    // Eight columns of row k: W += c·h, then the new weights times n on top of the sum so far.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<TVector>(
        ref double w, nuint k, bool keeps, ref double cb, TVector c, ref double nb, TVector n, TVector h, TVector h2, ref TVector sum,
        ref TVector sum2,
        ref TVector squares, ref TVector squares2)
        where TVector : struct
    {
        if (!keeps)
        {
            n = Vectors.Fill<TVector>(Unsafe.Add(ref nb, k));
            if (!TDelayed.IsOn) c = Vectors.Fill<TVector>(Unsafe.Add(ref cb, k));
        }

        TVector after = Vectors.Load<TVector>(ref w, k * Lanes.Count);
        if (!TDelayed.IsOn)
        {
            after = Vectors.MultiplyAdd(c, h, after);
            Vectors.Store(after, ref w, k * Lanes.Count);
        }

        if (TSquares.IsOn) squares = Vectors.MultiplyAdd(after, after, squares);
        sum = Vectors.MultiplyAdd(n, after, sum);
        if (Quad<TVector>.IsWhole) return;

        after = Vectors.Load<TVector>(ref w, k * Lanes.Count + 4);
        if (!TDelayed.IsOn)
        {
            after = Vectors.MultiplyAdd(c, h2, after);
            Vectors.Store(after, ref w, k * Lanes.Count + 4);
        }

        if (TSquares.IsOn) squares2 = Vectors.MultiplyAdd(after, after, squares2);
        sum2 = Vectors.MultiplyAdd(n, after, sum2);
    }

    // Four units.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Readout(ref Operands pass, int i, Vector256<double> d, ref Vector256<double> squares)
    {
        Vector256<double> old = Vector256.LoadUnsafe(ref pass.Readout, (nuint)i);
        Vector256<double> step = Vector256.LoadUnsafe(ref pass.HiddenFactors, (nuint)i) * pass.HiddenStep;
        if (!TFixedFeedback.IsOn) step *= old;
        step.StoreUnsafe(ref pass.Coefficients, (nuint)i);
        if (TDelayed.IsOn) d = Vector256.LoadUnsafe(ref pass.Offsets, (nuint)i) + d;
        Vector256<double> after =
            Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref pass.ReadoutFactors, (nuint)i) * pass.ReadoutStep, d, old);
        after.StoreUnsafe(ref pass.Readout, (nuint)i);
        squares = Vector256.FusedMultiplyAdd(after, after, squares);
    }

    // What Step says of its parameters.
    private ref struct Operands
    {
        public nuint Stride;
        public double HiddenStep, ReadoutStep;
        public ref double Hidden, Readout, Gradient, Offsets, Direction, HiddenFactors, ReadoutFactors, Coefficients, Product;
        public Quad<Vector256<double>> ReadoutSquares;
    }
}
