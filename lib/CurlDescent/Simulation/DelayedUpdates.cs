using CurlDescent.Arithmetic;

namespace CurlDescent.Simulation;

/// <summary>
/// Updates of W1 that wait as pairs of vectors (c_s, h_s) until several are written at once; see
/// <see cref="LinearRows{TFixedFeedback,TSquares,TDelayed}"/>. Until then they enter products with W1 from here.
/// </summary>
/// <param name="rent">Rents memory.</param>
/// <param name="rows">N, padded.</param>
/// <param name="stride">M, padded.</param>
internal sealed class DelayedUpdates(Func<long, AlignedBuffer> rent, int rows, int stride)
{
    /// <summary>How many may wait.</summary>
    public const int Most = 8;

    private static readonly int[] All = [.. Enumerable.Range(0, Most)];

    private readonly AlignedBuffer coefficients = rent((long)Most * rows), directions = rent((long)Most * stride), factors = rent(Most);
    private int count;

    /// <summary>Whether the next update must be preceded by <see cref="Write"/>.</summary>
    public bool IsFull => count == Most;

    /// <summary>Where the c of the next update belongs.</summary>
    public Span<double> NextCoefficients => coefficients.Span[(count * rows)..];

    /// <summary>Adds Σ c_s (h_s·g), what waits of W1·g, to <paramref name="product"/>.</summary>
    public void AddProduct(ReadOnlySpan<double> gradient, Span<double> product)
    {
        RowDots.Compute(directions.Span, count, stride, gradient, factors.Span);
        RowCombination.Add(coefficients.Span, count, rows, factors.Span, product);
    }

    /// <summary>Sets the h of the next update.</summary>
    public void SetDirection(ReadOnlySpan<double> direction) => direction.CopyTo(directions.Span[(count * stride)..]);

    /// <summary>Takes in the next update, whose c and h are set, and adds Σ h_s (c_s·w), what waits of wW1, to a product.</summary>
    public void Take(ReadOnlySpan<double> readout, Span<double> product)
    {
        count++;
        RowDots.Compute(coefficients.Span, count, rows, readout, factors.Span);
        RowCombination.Add(directions.Span, count, stride, factors.Span, product);
    }

    /// <summary>Adds what waits to weights; it goes on waiting.</summary>
    public void AddTo(Span<double> weights, ReadOnlySpan<double> columnSigns, int hiddenUnits)
    {
        if (count == 0) return;
        HiddenUpdate<Off, Off>.Apply(
            coefficients.Span, directions.Span, All.AsSpan(0, count), columnSigns, hiddenUnits, rows, stride, weights);
    }

    /// <summary>Writes what waits into weights; nothing waits afterwards.</summary>
    public void Write(Span<double> weights, ReadOnlySpan<double> columnSigns, int hiddenUnits)
    {
        AddTo(weights, columnSigns, hiddenUnits);
        count = 0;
    }
}
