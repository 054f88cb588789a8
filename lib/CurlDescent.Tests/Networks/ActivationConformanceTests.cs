using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Networks;

/// <summary>Every nonlinearity passes this suite: add its name to <see cref="Names"/> for a new one.</summary>
public class ActivationConformanceTests
{
    private static readonly string[] Names = ["linear", "tanh", "relu", "sigmoid"];

    public static TheoryData<string> All => [.. Names];

    [Fact]
    public void TheSuiteCoversEveryActivationOfTheLibrary() =>
        Assert.Equal(Activation.All.Select(a => a.Name).Order(), Names.Order());

    [Theory, MemberData(nameof(All))]
    public void DerivativeMatchesCentralDifferences(string name)
    {
        Activation phi = Activation.Parse(name);
        Matrix<double> points = Points();
        const double h = 1e-6;
        Matrix<double> difference = (phi.Apply(points + h) - phi.Apply(points - h)) / (2 * h);
        Assert.True((difference - phi.Derivative(points)).InfinityNorm() < 1e-8 * points.ColumnCount);
    }

    [Theory, MemberData(nameof(All))]
    public void SecondDerivativeMatchesCentralDifferences(string name) => Activation.Parse(name).Accept(new SecondDerivativeCheck());

    [Theory, MemberData(nameof(All))]
    public void HomogeneityIsAsDeclared(string name)
    {
        Activation phi = Activation.Parse(name);
        Matrix<double> points = Points();
        bool homogeneous = (phi.Apply(2.5 * points) - 2.5 * phi.Apply(points)).FrobeniusNorm() < 1e-12;
        Assert.Equal(phi.IsHomogeneous, homogeneous);
    }

    [Theory, MemberData(nameof(All))]
    public void NaNStaysNaN(string name) =>
        Assert.True(double.IsNaN(Activation.Parse(name).Apply(Matrix<double>.Build.Dense(1, 1, double.NaN))[0, 0]));

    [Fact]
    public void AUsersStructIsFoundByItsNameOnceUsed()
    {
        Activation cube = Activation.Of<Cube>();
        Assert.Same(cube, Activation.Parse("cube-of-a-user"));
        Assert.Equal(-8, cube.Apply(Matrix<double>.Build.Dense(1, 1, -2))[0, 0]);
        Assert.Contains("cube-of-a-user", Activation.Names);
        Assert.DoesNotContain(cube, Activation.All);
    }

    [Fact]
    public void AStructDefinedAgainTakesThePlaceOfTheOldOne()
    {
        Activation first = Activation.Of<Draft<int>>(), second = Activation.Of<Draft<long>>();
        Assert.NotSame(first, second);
        Assert.Same(second, Activation.Parse("draft-of-a-user"));
        Assert.Same(second, Activation.Of<Draft<long>>());
    }

    [Fact]
    public void ANameOfTheLibraryOrInUpperCaseIsRefused()
    {
        Assert.Contains("tanh", Assert.Throws<SpecException>(() => Activation.Of<SecondTanh>()).Message);
        Assert.Contains("lower case", Assert.Throws<SpecException>(() => Activation.Of<Shouted>()).Message);
        Assert.Same(Activation.Tanh, Activation.Parse("tanh"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("softplus")]
    [InlineData("tanh ")]
    public void AnUnknownNameIsOneClearError(string name)
    {
        SpecException error = Assert.Throws<SpecException>(() => Activation.Parse(name));
        Assert.Contains("tanh", error.Message);
        Assert.Equal("Activation", error.Field);
    }

    // Away from 0, where ReLU has its kink.
    private static Matrix<double> Points() => Matrix<double>.Build.Dense(1, 40, (_, j) => (j - 19.7) / 6);

    private sealed class SecondDerivativeCheck : IActivationVisitor<bool>
    {
        public bool Visit<TActivation>() where TActivation : struct, IActivation
        {
            const double h = 1e-5;
            foreach (double a in Points().Enumerate())
            {
                double Slope(double x) => TActivation.Derivative(x, TActivation.Apply(x));
                Assert.Equal((Slope(a + h) - Slope(a - h)) / (2 * h), TActivation.SecondDerivative(a, TActivation.Apply(a)), 1e-8);
            }

            return true;
        }
    }

    private readonly struct Cube : IActivation
    {
        public static string Name => "cube-of-a-user";

        public static bool IsHomogeneous => false;

        public static double Apply(double a) => a * a * a;

        public static double Derivative(double a, double h) => 3 * a * a;

        public static double SecondDerivative(double a, double h) => 6 * a;
    }

    private readonly struct Draft<T> : IActivation
    {
        public static string Name => "draft-of-a-user";

        public static bool IsHomogeneous => true;

        public static double Apply(double a) => a;

        public static double Derivative(double a, double h) => 1;

        public static double SecondDerivative(double a, double h) => 0;
    }

    private readonly struct SecondTanh : IActivation
    {
        public static string Name => "tanh";

        public static bool IsHomogeneous => true;

        public static double Apply(double a) => a;

        public static double Derivative(double a, double h) => 1;

        public static double SecondDerivative(double a, double h) => 0;
    }

    private readonly struct Shouted : IActivation
    {
        public static string Name => "Shouted";

        public static bool IsHomogeneous => true;

        public static double Apply(double a) => a;

        public static double Derivative(double a, double h) => 1;

        public static double SecondDerivative(double a, double h) => 0;
    }
}
