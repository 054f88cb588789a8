using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>
/// What training in single precision does between its two products (<see cref="SinglePanels"/>): element by element, and sums over units.
/// </summary>
/// <typeparam name="TActivation">φ of both layers.</typeparam>
internal static class SingleStages<TActivation>
    where TActivation : struct, IVectorActivation
{
    /// <summary>Computes h = φ(s·a) and replaces a by φ'(s·a).</summary>
    /// <param name="scale">s.</param>
    /// <param name="preactivations">a on entry, φ' on return.</param>
    /// <param name="count">Number of values, a multiple of 16.</param>
    /// <param name="activations">h, overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Activate(float scale, ref float preactivations, int count, ref float activations)
    {
        Vector512<float> s = Vector512.Create(scale);
        for (nuint j = 0; j < (nuint)count; j += SinglePanels.Lanes)
        {
            Vector512<float> value = Vector512.LoadUnsafe(ref preactivations, j) * s;
            Vector512<float> activation = TActivation.Apply(value);
            activation.StoreUnsafe(ref activations, j);
            TActivation.Derivative(value, activation).StoreUnsafe(ref preactivations, j);
        }
    }

    /// <summary>Computes y_b = Σ_i w_i h_bi.</summary>
    /// <param name="activations">h in panels of <paramref name="samples"/> rows.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="columns">N padded.</param>
    /// <param name="readout">w, as many numbers.</param>
    /// <param name="products">y, one per sample; overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Dots(ref float activations, int samples, int columns, ref float readout, ref float products)
    {
        for (int b = 0; b < samples; b++)
        {
            Vector512<float> sum = default;
            for (int panel = 0; panel < columns; panel += SinglePanels.Width)
            {
                int width = Math.Min(SinglePanels.Width, columns - panel);
                ref float h = ref Unsafe.Add(ref activations, panel * (nint)samples + b * width);
                ref float w = ref Unsafe.Add(ref readout, panel);
                sum = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref h), Vector512.LoadUnsafe(ref w), sum);
                if (width == SinglePanels.Lanes) continue;
                sum = Vector512.FusedMultiplyAdd(
                    Vector512.LoadUnsafe(ref h, SinglePanels.Lanes), Vector512.LoadUnsafe(ref w, SinglePanels.Lanes), sum);
            }

            Unsafe.Add(ref products, b) = SingleVectors.Sum(sum);
        }
    }

    /// <summary>Computes δ = φ(s·a) − y, times φ'(s·a) if chosen.</summary>
    /// <typeparam name="TDerivative">On: times φ'(s·a).</typeparam>
    /// <param name="scale">s.</param>
    /// <param name="preactivations">a on entry, δ on return; whole vectors are read and written.</param>
    /// <param name="count">Number of values.</param>
    /// <param name="targets">y.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Errors<TDerivative>(float scale, ref float preactivations, int count, ref float targets)
        where TDerivative : struct, IFlag
    {
        Vector512<float> s = Vector512.Create(scale);
        for (nuint j = 0; j < (nuint)count; j += SinglePanels.Lanes)
        {
            Vector512<float> value = Vector512.LoadUnsafe(ref preactivations, j) * s;
            Vector512<float> output = TActivation.Apply(value);
            Vector512<float> error = output - Vector512.LoadUnsafe(ref targets, j);
            if (TDerivative.IsOn) error *= TActivation.Derivative(value, output);
            error.StoreUnsafe(ref preactivations, j);
        }
    }

    /// <summary>
    /// Computes c_bi = p_i·φ'_bi·Σ_k F_ki δ_kb, the errors at the hidden units, and adds the batch to the gradient of the readout weights,
    /// G_ki += Σ_b δ_kb h_bi.
    /// </summary>
    /// <param name="derivatives">φ' in panels of <paramref name="samples"/> rows.</param>
    /// <param name="activations">h, as φ'.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="columns">N padded.</param>
    /// <param name="outputs">K.</param>
    /// <param name="errors">δ, K rows.</param>
    /// <param name="errorStride">Their length.</param>
    /// <param name="feedback">F, K rows of <paramref name="columns"/> numbers.</param>
    /// <param name="factors">p, <paramref name="columns"/> numbers, 0 in the padding.</param>
    /// <param name="step">Multiplies p.</param>
    /// <param name="coefficients">c in panels of <paramref name="most"/> rows; overwritten from row <paramref name="first"/>.</param>
    /// <param name="most">Samples of the part of the batch.</param>
    /// <param name="first">First sample within that part.</param>
    /// <param name="gradient">G, K rows of <paramref name="columns"/> numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(
        ref float derivatives, ref float activations, int samples, int columns, int outputs, ref float errors, int errorStride,
        ref float feedback, ref float factors, float step, ref float coefficients, int most, int first, ref float gradient)
    {
        for (int column = 0; column < columns; column += SinglePanels.Lanes)
        {
            int panel = column & ~(SinglePanels.Width - 1), width = Math.Min(SinglePanels.Width, columns - panel);
            nint from = panel * (nint)samples + (column - panel);
            ref float d = ref Unsafe.Add(ref derivatives, from), h = ref Unsafe.Add(ref activations, from);
            ref float c = ref Unsafe.Add(ref coefficients, panel * (nint)most + first * width + (column - panel));
            Vector512<float> p = Vector512.LoadUnsafe(ref factors, (nuint)column) * step;
            Vector512<float> f = Vector512.LoadUnsafe(ref feedback, (nuint)column) * p;
            Vector512<float> g = Vector512.LoadUnsafe(ref gradient, (nuint)column);
            for (int b = 0; b < samples; b++)
            {
                Vector512<float> e = Vector512.Create(Unsafe.Add(ref errors, b)), sum = f * e;
                g = Vector512.FusedMultiplyAdd(e, Vector512.LoadUnsafe(ref h, (nuint)(b * width)), g);
                for (int k = 1; k < outputs; k++)
                {
                    sum = Vector512.FusedMultiplyAdd(
                        Vector512.LoadUnsafe(ref feedback, (nuint)(k * (nint)columns + column)) * p,
                        Vector512.Create(Unsafe.Add(ref errors, k * errorStride + b)), sum);
                }

                (sum * Vector512.LoadUnsafe(ref d, (nuint)(b * width))).StoreUnsafe(ref c, (nuint)(b * width));
            }

            g.StoreUnsafe(ref gradient, (nuint)column);
            for (int k = 1; k < outputs; k++)
            {
                nuint at = (nuint)(k * (nint)columns + column);
                g = Vector512.LoadUnsafe(ref gradient, at);
                for (int b = 0; b < samples; b++)
                {
                    g = Vector512.FusedMultiplyAdd(
                        Vector512.Create(Unsafe.Add(ref errors, k * errorStride + b)), Vector512.LoadUnsafe(ref h, (nuint)(b * width)), g);
                }

                g.StoreUnsafe(ref gradient, at);
            }
        }
    }

    /// <summary>Updates W2 += q·e∘G and clears G.</summary>
    /// <param name="weights">W2; updated.</param>
    /// <param name="count">Number of weights, a multiple of 16.</param>
    /// <param name="factors">e, 0 in the padding.</param>
    /// <param name="step">q.</param>
    /// <param name="gradient">G; cleared.</param>
    /// <returns>Squared norm of W2 after the update.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float UpdateReadout(ref float weights, int count, ref float factors, float step, ref float gradient)
    {
        Vector512<float> squares = default;
        for (nuint i = 0; i < (nuint)count; i += SinglePanels.Lanes)
        {
            Vector512<float> factor = Vector512.LoadUnsafe(ref factors, i) * step;
            Vector512<float> after =
                Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref gradient, i), Vector512.LoadUnsafe(ref weights, i));
            after.StoreUnsafe(ref weights, i);
            Vector512<float>.Zero.StoreUnsafe(ref gradient, i);
            squares = Vector512.FusedMultiplyAdd(after, after, squares);
        }

        return SingleVectors.Sum(squares);
    }

    /// <summary>Computes W += C and clears C.</summary>
    /// <param name="weights">W; updated.</param>
    /// <param name="count">Number of weights.</param>
    /// <param name="change">C; cleared.</param>
    /// <returns>Squared norm of W after the update.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float AddChange(ref float weights, int count, ref float change)
    {
        Vector512<float> squares = default;
        for (nuint i = 0; i < (nuint)count; i += SinglePanels.Lanes)
        {
            Vector512<float> after = Vector512.LoadUnsafe(ref weights, i) + Vector512.LoadUnsafe(ref change, i);
            after.StoreUnsafe(ref weights, i);
            Vector512<float>.Zero.StoreUnsafe(ref change, i);
            squares = Vector512.FusedMultiplyAdd(after, after, squares);
        }

        return SingleVectors.Sum(squares);
    }
}
