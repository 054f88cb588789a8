namespace CurlDescent.Arithmetic;

/// <summary>
/// How the hidden weights of a network lie in single precision: with the units in the lanes (<see cref="SinglePanels"/>), or, where they
/// are few and the inputs many, with the inputs there (<see cref="SingleRows"/>). The choice follows from the sizes alone.
/// </summary>
internal readonly struct SingleLayout
{
    private readonly bool byRows;
    private readonly int rows;

    public SingleLayout(int inputs, int units)
    {
        Columns = SinglePanels.RoundUp(units);
        Stride = InputStride(inputs);
        int padded = SinglePanels.RoundUpRows(inputs), paddedUnits = SingleRows.RoundUpUnits(units);

        // Vectors of weights, and three instructions for each sum over lanes, against vectors of units, whose update costs a fifth more.
        byRows = units <= SingleRows.MostUnits && 5 * paddedUnits * (Stride / SinglePanels.Lanes + 3) <= 6 * padded;
        rows = byRows ? paddedUnits : padded;
    }

    /// <summary>N padded to a multiple of 16: the width of what a batch leaves at the units.</summary>
    public int Columns { get; }

    /// <summary>M padded to a multiple of 16, and enough for both layouts.</summary>
    public int Stride { get; }

    /// <summary>Numbers in W1.</summary>
    public long Size => (long)rows * (byRows ? Stride : Columns);

    /// <summary>Returns the length of a row of inputs.</summary>
    public static int InputStride(int inputs) => SinglePanels.RoundUp(SinglePanels.RoundUpRows(inputs));

    /// <summary>Returns where a weight lies.</summary>
    public int Offset(int input, int unit) =>
        byRows ? checked(unit * Stride + input) : checked((int)SinglePanels.Offset(rows, Columns, input, unit));

    /// <inheritdoc cref="SinglePanels.Forward(ref float, int, int, int, ref float, ReadOnlySpan{int}, ref float)"/>
    public void Forward(ref float weights, ref float inputs, ReadOnlySpan<int> samples, ref float preactivations)
    {
        if (byRows) SingleRows.Forward(ref weights, rows, Stride, ref inputs, samples, ref preactivations);
        else SinglePanels.Forward(ref weights, rows, Columns, Stride, ref inputs, samples, ref preactivations);
    }

    /// <summary>Adds the batch's products to W1: W1 += Cᵀ·X·D1.</summary>
    /// <param name="coefficients">C in panels of as many rows as samples.</param>
    /// <param name="inputs">X, rows of <see cref="Stride"/> numbers.</param>
    /// <param name="samples">The rows of X to take.</param>
    /// <param name="signs">D1, 0 in the padding.</param>
    /// <param name="weights">W1.</param>
    /// <param name="squares">Added to: squares of W1 after the update; <see cref="SinglePanels.Width"/> numbers.</param>
    public void Update(
        ref float coefficients, ref float inputs, ReadOnlySpan<int> samples, ref float signs, ref float weights,
        ref float squares)
    {
        if (byRows) SingleRows.Update(ref coefficients, ref inputs, samples, ref signs, rows, Stride, ref weights, ref squares);
        else SinglePanels.Update(ref coefficients, ref inputs, samples, ref signs, rows, Columns, Stride, ref weights, ref squares);
    }
}
