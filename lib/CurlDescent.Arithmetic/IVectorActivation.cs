using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>A nonlinearity on eight lanes, or on sixteen in single precision.</summary>
internal interface IVectorActivation
{
    /// <summary>Whether φ(NaN) is NaN.</summary>
    static abstract bool KeepsNaN { get; }

    /// <summary>Computes φ(a).</summary>
    static abstract Vector512<double> Apply(Vector512<double> a);

    /// <summary>Computes φ'(a) from a and h = φ(a).</summary>
    static abstract Vector512<double> Derivative(Vector512<double> a, Vector512<double> h);

    /// <summary>Computes φ(a) in single precision.</summary>
    static abstract Vector512<float> Apply(Vector512<float> a);

    /// <summary>Computes φ'(a) from a and h = φ(a) in single precision.</summary>
    static abstract Vector512<float> Derivative(Vector512<float> a, Vector512<float> h);
}

/// <summary>φ(a) = a.</summary>
internal readonly struct VectorLinear : IVectorActivation
{
    public static bool KeepsNaN => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Apply(Vector512<double> a) => a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Derivative(Vector512<double> a, Vector512<double> h) => Vector512<double>.One;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Apply(Vector512<float> a) => a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Derivative(Vector512<float> a, Vector512<float> h) => Vector512<float>.One;
}

/// <summary>φ(a) = max(a, 0); NaN stays NaN.</summary>
internal readonly struct VectorReLU : IVectorActivation
{
    public static bool KeepsNaN => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Apply(Vector512<double> a) =>
        Vector512.ConditionalSelect(Vector512.LessThanOrEqual(a, Vector512<double>.Zero), Vector512<double>.Zero, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Derivative(Vector512<double> a, Vector512<double> h) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(a, Vector512<double>.Zero), Vector512<double>.One, Vector512<double>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Apply(Vector512<float> a) =>
        Vector512.ConditionalSelect(Vector512.LessThanOrEqual(a, Vector512<float>.Zero), Vector512<float>.Zero, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Derivative(Vector512<float> a, Vector512<float> h) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(a, Vector512<float>.Zero), Vector512<float>.One, Vector512<float>.Zero);
}

/// <summary>φ(a) = tanh a.</summary>
internal readonly struct VectorTanh : IVectorActivation
{
    public static bool KeepsNaN => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Apply(Vector512<double> a) => Exponentials.Tanh(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Derivative(Vector512<double> a, Vector512<double> h) =>
        Vector512.FusedMultiplyAdd(-h, h, Vector512<double>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Apply(Vector512<float> a) => Exponentials.Tanh(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Derivative(Vector512<float> a, Vector512<float> h) =>
        Vector512.FusedMultiplyAdd(-h, h, Vector512<float>.One);
}

/// <summary>φ(a) = 1/(1 + e⁻ᵃ).</summary>
internal readonly struct VectorSigmoid : IVectorActivation
{
    public static bool KeepsNaN => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Apply(Vector512<double> a) => Exponentials.Sigmoid(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Derivative(Vector512<double> a, Vector512<double> h) => h * (Vector512<double>.One - h);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Apply(Vector512<float> a) => Exponentials.Sigmoid(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Derivative(Vector512<float> a, Vector512<float> h) => h * (Vector512<float>.One - h);
}
