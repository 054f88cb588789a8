namespace CurlDescent;

/// <summary>φ(a) = a.</summary>
public readonly struct Linear : IActivation
{
    /// <inheritdoc/>
    public static string Name => "linear";

    /// <inheritdoc/>
    public static bool IsHomogeneous => true;

    /// <inheritdoc/>
    public static double Apply(double a) => a;

    /// <inheritdoc/>
    public static double Derivative(double a, double h) => 1;

    /// <inheritdoc/>
    public static double SecondDerivative(double a, double h) => 0;
}

/// <summary>φ(a) = tanh a.</summary>
public readonly struct Tanh : IActivation
{
    /// <inheritdoc/>
    public static string Name => "tanh";

    /// <inheritdoc/>
    public static bool IsHomogeneous => false;

    /// <inheritdoc/>
    public static double Apply(double a) => Math.Tanh(a);

    /// <inheritdoc/>
    public static double Derivative(double a, double h) => 1 - h * h;

    /// <inheritdoc/>
    public static double SecondDerivative(double a, double h) => -2 * h * (1 - h * h);
}

/// <summary>φ(a) = max(a, 0), with φ'(0) = 0.</summary>
public readonly struct ReLU : IActivation
{
    /// <inheritdoc/>
    public static string Name => "relu";

    /// <inheritdoc/>
    public static bool IsHomogeneous => true;

    /// <inheritdoc/>
    public static double Apply(double a) => a > 0 ? a : a <= 0 ? 0 : a;

    /// <inheritdoc/>
    public static double Derivative(double a, double h) => a > 0 ? 1 : 0;

    /// <inheritdoc/>
    public static double SecondDerivative(double a, double h) => 0;
}

/// <summary>φ(a) = 1/(1 + e⁻ᵃ).</summary>
public readonly struct Sigmoid : IActivation
{
    /// <inheritdoc/>
    public static string Name => "sigmoid";

    /// <inheritdoc/>
    public static bool IsHomogeneous => false;

    /// <inheritdoc/>
    public static double Apply(double a) => 1 / (1 + Math.Exp(-a));

    /// <inheritdoc/>
    public static double Derivative(double a, double h) => h * (1 - h);

    /// <inheritdoc/>
    public static double SecondDerivative(double a, double h) => h * (1 - h) * (1 - 2 * h);
}
