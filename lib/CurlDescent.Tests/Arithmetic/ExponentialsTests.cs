using System.Runtime.Intrinsics;
using CurlDescent.Arithmetic;

namespace CurlDescent.Tests.Arithmetic;

public class ExponentialsTests
{
    // Points per binade and sign; every binade in which the function is neither its argument nor a constant, and some beyond.
    private const int PointsPerBinade = 4096;

    [Fact]
    public void TanhIsWithinFourUlp()
    {
        double worst = 0, at = 0;
        foreach (double x in Sweep(-60, 6))
        {
            double error = Ulps(First(Exponentials.Tanh(Vector512.Create(x))), PairNumber.Tanh(x));
            if (error > worst) (worst, at) = (error, x);
        }

        Assert.True(worst <= 4, $"{worst:f2} ulp at {at:r}");
        TestContext.Current.SendDiagnosticMessage($"tanh: worst {worst:f2} ulp at {at:r}");
    }

    [Fact]
    public void TheLogisticFunctionIsWithinFourUlp()
    {
        double worst = 0, at = 0;
        foreach (double x in Sweep(-60, 9).Where(x => Math.Abs(x) <= 708))
        {
            double error = Ulps(First(Exponentials.Sigmoid(Vector512.Create(x))), PairNumber.Sigmoid(x));
            if (error > worst) (worst, at) = (error, x);
        }

        Assert.True(worst <= 4, $"{worst:f2} ulp at {at:r}");
        TestContext.Current.SendDiagnosticMessage($"logistic function: worst {worst:f2} ulp at {at:r}");
    }

    [Fact]
    public void SpecialValues()
    {
        foreach (double x in new[] { 0.0, -0.0, double.Epsilon, -1e-310, 1e-300, double.MaxValue, double.MinValue, double.PositiveInfinity,
            double.NegativeInfinity })
            Assert.Equal(
                BitConverter.DoubleToInt64Bits(Math.Tanh(x)),
                BitConverter.DoubleToInt64Bits(First(Exponentials.Tanh(Vector512.Create(x)))));
        Assert.True(double.IsNaN(First(Exponentials.Tanh(Vector512.Create(double.NaN)))));
        Assert.True(double.IsNaN(First(Exponentials.Sigmoid(Vector512.Create(double.NaN)))));
        Assert.Equal(1, First(Exponentials.Sigmoid(Vector512.Create(double.PositiveInfinity))));
        Assert.Equal(0.5, First(Exponentials.Sigmoid(Vector512.Create(-0.0))));
        Assert.InRange(First(Exponentials.Sigmoid(Vector512.Create(double.NegativeInfinity))), 0, 1e-307);
    }

    [Fact]
    public void LanesDoNotMix()
    {
        Vector512<double> x = Vector512.Create(-30, -1, -0.1, 0, 1e-9, 0.7, 3, 800);
        for (int k = 0; k < 8; k++)
        {
            Assert.Equal(First(Exponentials.Tanh(Vector512.Create(x[k]))), Exponentials.Tanh(x)[k]);
            Assert.Equal(First(Exponentials.Sigmoid(Vector512.Create(x[k]))), Exponentials.Sigmoid(x)[k]);
        }
    }

    [Fact]
    public void TheReferenceOfTheseTestsIsRight()
    {
        // tanh 1 and 1/(1 + e) to 32 digits, as high and low part.
        Assert.Equal(0.7615941559557649, PairNumber.Tanh(1).High);
        Assert.Equal(3.7090214482164924e-17, PairNumber.Tanh(1).Low, 1e-29);
        Assert.Equal(0.2689414213699951, PairNumber.Sigmoid(-1).High);
        Assert.Equal(1.679727399649845e-17, PairNumber.Sigmoid(-1).Low, 1e-29);
    }

    private static double First(Vector512<double> v) => v.ToScalar();

    private static double Ulps(double computed, PairNumber exact) =>
        Math.Abs((computed - exact.High - exact.Low) / (Math.BitIncrement(Math.Abs(exact.High)) - Math.Abs(exact.High)));

    private static IEnumerable<double> Sweep(int fromExponent, int toExponent)
    {
        for (int e = fromExponent; e <= toExponent; e++)
        {
            for (int k = 0; k < PointsPerBinade; k++)
            {
                double x = Math.ScaleB(1 + (k + 0.37) / PointsPerBinade, e);
                yield return x;
                yield return -x;
            }
        }
    }
}
