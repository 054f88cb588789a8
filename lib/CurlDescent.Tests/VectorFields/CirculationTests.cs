using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.VectorFields;

public class CirculationTests
{
    private sealed class LinearField(Matrix<double> matrix) : IDifferentiableField
    {
        public int Dimension => matrix.RowCount;

        public void Evaluate(ReadOnlySpan<double> point, Span<double> value) =>
            (matrix * Vector<double>.Build.DenseOfArray(point.ToArray())).AsArray().CopyTo(value);

        public Matrix<double> Jacobian(ReadOnlySpan<double> point) => matrix;
    }

    private static readonly PlanarField Curled = new((x, y) => (Math.Sin(y) * x - y * y * y, x * x * y + Math.Exp(0.3 * x)));

    public static TheoryData<string, Loop> PlanarLoops => new()
    {
        { "circle", Loop.Circle(0.3, -0.2, 1.1) },
        { "ellipse", Loop.Ellipse([0.1, 0.5], [1, 0.4], [-0.3, 0.8]) },
        { "parallelogram", Loop.Parallelogram([-1, -0.5], [2, 0.3], [0.5, 1.5]) },
        { "polygon", Loop.Polygon([0, 0], [2, 0.1], [2.5, 1], [1, 2], [-0.5, 1]) },
    };

    [Theory]
    [MemberData(nameof(PlanarLoops))]
    public void CirculationIsTheSurfaceIntegralOfTheCurl(string name, Loop loop)
    {
        QuadratureResult around = Circulation.Along(Curled, loop), across = Circulation.SurfaceIntegral(Curled, loop, 1e-9);
        TestContext.Current.SendDiagnosticMessage($"{name}: {around.Value:r} − {across.Value:r} = {around.Value - across.Value:e2}");
        Assert.True(around.Converged && across.Converged);
        Assert.True(Math.Abs(around.Value) > 0.1);
        Assert.Equal(around.Value, across.Value, 1e-8);
    }

    [Theory]
    [MemberData(nameof(PlanarLoops))]
    public void AGradientFieldDoesNotCirculate(string name, Loop loop)
    {
        var gradient = new PlanarField((x, y) => (y * Math.Cos(x * y) + 2 * x, x * Math.Cos(x * y)));
        QuadratureResult around = Circulation.Along(gradient, loop);
        Assert.True(around.Converged, name);
        Assert.True(Math.Abs(around.Value) < 1e-12 * Math.Max(around.Scale, 1), $"{name}: {around.Value:e2}");
    }

    [Fact]
    public void ALinearFieldCirculatesByItsCurlTimesTheArea()
    {
        Matrix<double> matrix = Matrix<double>.Build.Random(6, 6, 7);
        var field = new LinearField(matrix);
        double[] centre = [1, 2, 3, 4, 5, 6], a = [1, 0, 2, 0, -1, 0.5], b = [0, 1, 0.3, 0, 2, -1];
        double curl = Circulation.Curl(matrix, a, b);
        Assert.Equal(Math.PI * curl, Circulation.Along(field, Loop.Ellipse(centre, a, b)).Value, 1e-11);
        Assert.Equal(curl, Circulation.Along(field, Loop.Parallelogram(centre, a, b)).Value, 1e-11);
        Assert.Equal(curl, Circulation.SurfaceIntegral(field, Loop.Parallelogram(centre, a, b)).Value, 1e-11);

        Vector<double> u = Vector<double>.Build.DenseOfArray(a), v = Vector<double>.Build.DenseOfArray(b);
        Assert.Equal(v * (matrix * u) - u * (matrix * v), curl, 1e-12);
    }

    [Fact]
    public void TheErrorEstimateBoundsTheErrorAndTellsWhenItCouldNotConverge()
    {
        // ∮ around the unit circle of (−y, x)·g(y) with an oscillating g: the refinements matter.
        var wavy = new PlanarField((x, y) => (-y * Math.Sin(40 * x * y + 1), x * Math.Sin(40 * x * y + 1)));
        QuadratureResult fine = Circulation.Along(wavy, Loop.Circle(0, 0, 1), 1e-13),
            coarse = Circulation.Along(wavy, Loop.Circle(0, 0, 1), 1e-3);
        Assert.True(fine.Converged);
        Assert.True(Math.Abs(fine.Value - coarse.Value) <= coarse.ErrorEstimate + 1e-12);

        var jump = new PlanarField((x, _) => (0, x > 0.1234567 ? 1 : -1));
        QuadratureResult rough = Circulation.Along(jump, Loop.Circle(0, 0, 1), 1e-15);
        Assert.False(rough.Converged);
        Assert.True(rough.ErrorEstimate > 0);
    }

    [Fact]
    public void BadInputIsNamed()
    {
        Assert.Equal(
            "Loop.Dimension",
            Assert.Throws<SpecException>(() => Circulation.Along(Curled, Loop.Ellipse([0, 0, 0], [1, 0, 0], [0, 1, 0]))).Field);
        Assert.Equal("Loop.Points", Assert.Throws<SpecException>(() => Loop.Polygon([0, 0], [1, 1])).Field);
        Assert.Equal("Loop.b", Assert.Throws<SpecException>(() => Loop.Ellipse([0, 0], [1, 0], [1])).Field);
        Assert.Equal("tolerance", Assert.Throws<SpecException>(() => Circulation.Along(Curled, Loop.Circle(0, 0, 1), 0)).Field);
    }

    [Fact]
    public void SplitIsExactAndTheCurlNormRatioSpans0To1()
    {
        Matrix<double> jacobian = Matrix<double>.Build.Random(5, 5, 3);
        var split = new JacobianSplit(jacobian);
        Assert.Equal(0, (split.Symmetric + split.Antisymmetric - jacobian).FrobeniusNorm(), 1e-15);
        Assert.Equal(0, (split.Antisymmetric + split.Antisymmetric.Transpose()).FrobeniusNorm(), 1e-15);
        Assert.Equal(split.Antisymmetric.FrobeniusNorm() / jacobian.FrobeniusNorm(), split.CurlNormRatio, 1e-15);
        Assert.Equal(0, new JacobianSplit(jacobian + jacobian.Transpose()).CurlNormRatio);
        Assert.Equal(1, new JacobianSplit(jacobian - jacobian.Transpose()).CurlNormRatio);
        Assert.Equal(0, new JacobianSplit(Matrix<double>.Build.Dense(2, 2)).CurlNormRatio);
        Assert.Throws<ArgumentException>(() => new JacobianSplit(Matrix<double>.Build.Dense(2, 3)));
    }
}
