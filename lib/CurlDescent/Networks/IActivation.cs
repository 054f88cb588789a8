namespace CurlDescent;

/// <summary>
/// A nonlinearity φ as a stateless struct, so that generic kernels are compiled once for each φ with no indirect call.
/// To add one: implement this on a <c>readonly struct</c> and add a line to the conformance suite of the tests.
/// </summary>
public interface IActivation
{
    /// <summary>Name in specifications and tables, lower case.</summary>
    static abstract string Name { get; }

    /// <summary>
    /// Whether φ(s·a) = s·φ(a) for s &gt; 0: then the balance of every hidden unit is conserved (see <see cref="ConservedBalance"/>).
    /// </summary>
    static abstract bool IsHomogeneous { get; }

    /// <summary>Computes φ(a).</summary>
    /// <param name="a">Preactivation.</param>
    static abstract double Apply(double a);

    /// <summary>Computes φ'(a). Where φ is not differentiable, a fixed one-sided value.</summary>
    /// <param name="a">Preactivation.</param>
    /// <param name="h">φ(a), already computed.</param>
    static abstract double Derivative(double a, double h);

    /// <summary>Computes φ''(a), for tangent dynamics.</summary>
    /// <param name="a">Preactivation.</param>
    /// <param name="h">φ(a), already computed.</param>
    static abstract double SecondDerivative(double a, double h);
}
