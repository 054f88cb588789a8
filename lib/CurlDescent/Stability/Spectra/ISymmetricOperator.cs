namespace CurlDescent;

/// <summary>A symmetric matrix known only by its products with vectors.</summary>
public interface ISymmetricOperator
{
    /// <summary>Number of rows.</summary>
    int Dimension { get; }

    /// <summary>Computes the product with a vector. The bits of the result do not depend on the number of threads.</summary>
    /// <param name="vector"><see cref="Dimension"/> values; unchanged.</param>
    /// <param name="result"><see cref="Dimension"/> values, overwritten; must not overlap <paramref name="vector"/>.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    void Apply(ReadOnlySpan<double> vector, Span<double> result);
}
