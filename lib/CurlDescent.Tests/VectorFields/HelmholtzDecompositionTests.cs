using CurlDescent.Tests.Support;

namespace CurlDescent.Tests.VectorFields;

public class HelmholtzDecompositionTests
{
    // On [-1, 2] × [0, 1.5]: a potential with flux through every side, and a stream function that vanishes on all of them.
    private static double Potential(double x, double y) => Math.Cos(1.3 * x) * Math.Exp(0.7 * y) + x * y;

    private static double Stream(double x, double y) => (x + 1) * (2 - x) * y * (1.5 - y) * Math.Sin(x + 2 * y);

    private static readonly PlanarField Field = new((x, y) =>
    {
        double q = (x + 1) * (2 - x), p = y * (1.5 - y), sin = Math.Sin(x + 2 * y), cos = Math.Cos(x + 2 * y);
        double streamX = p * ((1 - 2 * x) * sin + q * cos), streamY = q * ((1.5 - 2 * y) * sin + 2 * p * cos);
        return (-1.3 * Math.Sin(1.3 * x) * Math.Exp(0.7 * y) + y + streamY, 0.7 * Math.Cos(1.3 * x) * Math.Exp(0.7 * y) + x - streamX);
    });

    private static RectangleGrid Grid(int nx, int ny) => new(-1, 2, 0, 1.5, nx, ny);

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 5)]
    [InlineData(64, 32)]
    [InlineData(97, 45)]
    [InlineData(200, 128)]
    [InlineData(700, 513)]
    public void DiscreteEquationsHoldToRounding(int nx, int ny)
    {
        HelmholtzDecomposition parts = HelmholtzDecomposition.Compute(Field, Grid(nx, ny));
        (double divergence, double reconstruction, double boundary) = parts.Residuals();
        Assert.True(divergence < 1e-8, $"div R = {divergence:e2}");
        Assert.True(reconstruction < 1e-8, $"∇u + curl ψ − F = {reconstruction:e2}");
        Assert.True(boundary < 1e-8, $"ψ on the boundary = {boundary:e2}");
        double squares = Math.Pow(parts.Gradient.Norm(), 2) + Math.Pow(parts.Rotational.Norm(), 2);
        Assert.Equal(Math.Pow(parts.Field.Norm(), 2), squares, 1e-10 * squares);
        TestContext.Current.SendDiagnosticMessage($"{nx}×{ny}: {divergence:e2} {reconstruction:e2} {boundary:e2}");
    }

    [Fact]
    public void KnownPotentialAndStreamFunctionAreRecoveredWithSecondOrder()
    {
        var spacings = new List<double>();
        var potentialErrors = new List<double>();
        var streamErrors = new List<double>();
        foreach (int n in (int[])[16, 32, 64, 128])
        {
            RectangleGrid grid = Grid(2 * n, n + 1);
            HelmholtzDecomposition parts = HelmholtzDecomposition.Compute(Field, grid);
            double mean = 0;
            for (int i = 0; i < grid.CellsX; i++)
            {
                for (int j = 0; j < grid.CellsY; j++) mean += Potential(grid.CellX(i), grid.CellY(j)) / (grid.CellsX * grid.CellsY);
            }

            double potentialError = 0, streamError = 0;
            for (int i = 0; i < grid.CellsX; i++)
            {
                for (int j = 0; j < grid.CellsY; j++)
                    potentialError =
                        Math.Max(potentialError, Math.Abs(parts.Potential[i, j] + mean - Potential(grid.CellX(i), grid.CellY(j))));
            }

            for (int i = 0; i <= grid.CellsX; i++)
            {
                for (int j = 0; j <= grid.CellsY; j++)
                    streamError = Math.Max(streamError, Math.Abs(parts.StreamFunction[i, j] - Stream(grid.VertexX(i), grid.VertexY(j))));
            }

            spacings.Add(grid.SpacingX);
            potentialErrors.Add(potentialError);
            streamErrors.Add(streamError);
        }

        double potentialSlope = PowerLaw.Slope(spacings, potentialErrors), streamSlope = PowerLaw.Slope(spacings, streamErrors);
        TestContext.Current.SendDiagnosticMessage(
            $"slopes {potentialSlope:f3} {streamSlope:f3}, errors {potentialErrors[^1]:e2} {streamErrors[^1]:e2}");
        Assert.InRange(potentialSlope, 1.8, 2.2);
        Assert.InRange(streamSlope, 1.8, 2.2);
    }

    [Fact]
    public void AGradientFieldHasNoRotationalPartAndARotationIsAllCurl()
    {
        // A quadratic potential is differentiated exactly by face differences.
        var gradient = new PlanarField((x, y) => (2 * x + y, x - 3 * y));
        Assert.True(HelmholtzDecomposition.Compute(gradient, Grid(40, 30)).RotationalFraction < 1e-12);

        // ψ = sin²(πx)·sin²(πy) on the unit square: tangent to the boundary.
        var rotation = new PlanarField((x, y) => (
            Math.PI * Math.Pow(Math.Sin(Math.PI * x), 2) * Math.Sin(2 * Math.PI * y),
            -Math.PI * Math.Sin(2 * Math.PI * x) * Math.Pow(Math.Sin(Math.PI * y), 2)));
        var unit = new RectangleGrid(0, 1, 0, 1, 64, 64);
        Assert.Equal(1, HelmholtzDecomposition.Compute(rotation, unit).RotationalFraction, 1e-5);
        Assert.Equal(0, HelmholtzDecomposition.Compute(new PlanarField((_, _) => (0, 0)), unit).RotationalFraction);
    }

    [Fact]
    public void DiscreteCurlOfTheFieldIsTheCurlOfTheRotationalPart()
    {
        HelmholtzDecomposition parts = HelmholtzDecomposition.Compute(Field, Grid(20, 24));
        for (int i = 1; i < 20; i++)
        {
            // Faces on the boundary carry no R: compare where all four faces are inner ones.
            for (int j = 1; j < 24; j++) Assert.Equal(parts.Field.Curl(i, j), parts.Rotational.Curl(i, j), 1e-9);
        }
    }

    [Fact]
    public void FlippingOneWeightOfTheToyTurnsItsFieldFromGradientToRotational()
    {
        var grid = new RectangleGrid(-2, 2, -2, 2, 128, 128);
        HelmholtzDecomposition gradient = HelmholtzDecomposition.Compute(new TwoWeightToy(1), grid);
        HelmholtzDecomposition curl = HelmholtzDecomposition.Compute(new TwoWeightToy(1, flipReadout: true), grid);
        Assert.True(gradient.RotationalFraction < 1e-3, $"{gradient.RotationalFraction:e2}");
        Assert.True(curl.RotationalFraction > 0.3, $"{curl.RotationalFraction:f3}");

        // Without flips −u is the loss up to its mean.
        double mean = 0, error = 0;
        for (int i = 0; i < 128; i++)
        {
            for (int j = 0; j < 128; j++) mean += new TwoWeightToy(1).Loss(grid.CellX(i), grid.CellY(j)) / (128 * 128);
        }

        for (int i = 0; i < 128; i++)
        {
            for (int j = 0; j < 128; j++)
                error = Math.Max(error, Math.Abs(mean - new TwoWeightToy(1).Loss(grid.CellX(i), grid.CellY(j)) - gradient.Potential[i, j]));
        }

        Assert.True(error < 0.01, $"{error:e2}");
    }

    [Fact]
    public void ValuesAtCellsAndBadInput()
    {
        var grid = new RectangleGrid(0, 1, 0, 2, 4, 4);
        FaceField linear = FaceField.Sample(new PlanarField((x, y) => (x, 2 * y)), grid);
        Assert.Equal((grid.CellX(1), 2 * grid.CellY(3)), linear.AtCell(1, 3));
        Assert.Equal(3, linear.Divergence(2, 1), 1e-12);
        Assert.Equal("Grid.CellsX", Assert.Throws<SpecException>(() => new RectangleGrid(0, 1, 0, 1, 1, 4)).Field);
        Assert.Equal("Grid.Right − Grid.Left", Assert.Throws<SpecException>(() => new RectangleGrid(1, 0, 0, 1, 4, 4)).Field);
        Assert.Equal(
            "Field.X",
            Assert.Throws<SpecException>(() => HelmholtzDecomposition.Compute(new PlanarField((x, _) => (1 / (x - x), 0)), grid)).Field);
    }
}
