namespace CurlDescent.Tests.Support;

/// <summary>Order of convergence: slope of log y against log x by least squares.</summary>
internal static class PowerLaw
{
    public static double Slope(IReadOnlyList<double> x, IReadOnlyList<double> y) =>
        MathNet.Numerics.LinearRegression.SimpleRegression.Fit([.. x.Select(v => Math.Log(v))], [.. y.Select(v => Math.Log(v))]).B;
}
