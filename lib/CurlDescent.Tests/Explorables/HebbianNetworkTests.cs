using System.Text.Json;
using CurlDescent.Figures;
using CurlDescent.Tests.Gallery;
using MathNet.Numerics.LinearAlgebra;
using Microsoft.Playwright;

namespace CurlDescent.Tests.Explorables;

/// <summary>The network of excitatory and inhibitory neurons, painted and correlated, against the library.</summary>
[Collection(nameof(LiveFigures))]
public sealed class HebbianNetworkTests(BrowserFixture browser)
{
    private const int Neurons = 5;

    [Fact]
    public async Task AllNumbersAreThoseOfTheLibraryWhateverIsPainted()
    {
        await using LiveFigure live = await LiveFigure.OpenAsync(browser, new HebbianNetworkExplorable());
        JsonElement first = await live.NumbersAsync();
        AssertAgrees(first, [1, 1, 1, 1, -1], 0.3, 0.4);
        Assert.InRange(first.GetProperty("ratio").GetDouble(), 0.38, 0.39);
        Assert.True(Rise(first.GetProperty("plain")) > 1e-3 && Rise(first.GetProperty("whitened")) < 1e-9);
        await live.SaveAsync("neurons");

        // A second inhibitory neuron by mouse, a third by key; then a loop between neurons of one type.
        await live.Page.GetByLabel("neuron 2 inhibitory").ClickAsync();
        AssertAgrees(await live.NumbersAsync(), [1, -1, 1, 1, -1], 0.3, 0.4);
        await live.PressAsync("neuron 3 inhibitory", "Space");
        AssertAgrees(await live.NumbersAsync(), [1, -1, -1, 1, -1], 0.3, 0.4);
        await live.ChooseAsync("w14");
        JsonElement within = await live.NumbersAsync();
        AssertAgrees(within, [1, -1, -1, 1, -1], 0.3, 0.4);
        Assert.Equal(0, within.GetProperty("loop").GetDouble(), 12);
        await live.ChooseAsync("random");
        await live.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "another" }).ClickAsync();
        AssertAgrees(await live.NumbersAsync(), [1, -1, -1, 1, -1], 0.3, 0.4);
        await live.SaveAsync("neurons-mixed");
        live.AssertQuiet();
    }

    [Fact]
    public async Task WithoutCorrelationOrWithOneTypeLearningIsAGradientInBothMetrics()
    {
        await using LiveFigure live = await LiveFigure.OpenAsync(browser, new HebbianNetworkExplorable());
        await live.PressAsync("between the types", "ArrowLeft", 40);
        JsonElement apart = await live.NumbersAsync();
        AssertAgrees(apart, [1, 1, 1, 1, -1], 0.3, 0);
        Assert.Equal(0, apart.GetProperty("ratio").GetDouble(), 12);
        Assert.True(Rise(apart.GetProperty("plain")) < 1e-9);
        await live.ChooseAsync("symmetric");
        await live.SaveAsync("neurons-uncorrelated");
        await live.PressAsync("neuron 5 inhibitory", "Enter");
        JsonElement excitatory = await live.NumbersAsync();
        AssertAgrees(excitatory, [1, 1, 1, 1, 1], 0.3, 0);
        Assert.Contains("one type", await live.NoteAsync(), StringComparison.Ordinal);
        Assert.True(await live.Page.GetByLabel("between the types", new PageGetByLabelOptions { Exact = true }).IsDisabledAsync());
        live.AssertQuiet();
    }

    [Fact]
    public async Task CorrelationsWithoutACovarianceCannotBeReached()
    {
        await using LiveFigure live = await LiveFigure.OpenAsync(browser, new HebbianNetworkExplorable());
        await live.PressAsync("between the types", "End");
        await live.PressAsync("correlation within a type", "Home");
        double[] signs = [1, 1, 1, 1, -1];
        foreach (int painted in new[] { 1, 2, 3 })
        {
            await live.Page.GetByLabel($"neuron {painted} inhibitory").ClickAsync();
            signs[painted - 1] = -1;
            JsonElement numbers = await live.NumbersAsync();
            double between = numbers.GetProperty("state").GetProperty("between").GetDouble();
            Assert.InRange(between, 0.2, 0.6);
            AssertAgrees(numbers, signs, 0, between);
        }

        live.AssertQuiet();
    }

    private static double Rise(JsonElement values)
    {
        double least = double.PositiveInfinity,
            most = 0;
        foreach (double value in values.Numbers())
        {
            least = Math.Min(least, value);
            most = Math.Max(most, value - least);
        }

        return most;
    }

    private static void AssertAgrees(JsonElement page, double[] signs, double within, double between)
    {
        JsonElement state = page.GetProperty("state");
        Assert.Equal(signs, state.GetProperty("signs").Numbers());
        Agreement.Assert(
            "state",
            [within, between],
            [state.GetProperty("within").GetDouble(), state.GetProperty("between").GetDouble()],
            1e-12
        );
        DaleSigns types = DaleSigns.Create(Neurons, LayerFlips.Signs([.. signs.Select(s => (int)s)]));
        Matrix<double> covariance = 0.15 * types.InputCovariance(within, between),
            root = Root(covariance, 0.5),
            inverse = Root(covariance, -0.5);
        var network = new RecurrentNetwork(types, covariance);
        HebbianField learning = new(network),
            growth = new(network, decay: false);
        var zero = new double[SymmetricBasis.Dimension(Neurons)];
        JacobianSplit split = JacobianSplit.At(growth, zero);
        Agreement.Assert("Jacobian", growth.Jacobian(zero).ToRowMajorArray(), page.GetProperty("jacobian").Numbers());
        double[] antisymmetric = split.Antisymmetric.ToRowMajorArray(),
            shown = page.GetProperty("antisymmetric").Numbers();
        for (int k = 0; k < shown.Length; k++)
            Assert.Equal(antisymmetric[k], shown[k], 1e-12);
        Assert.Equal(split.CurlNormRatio, page.GetProperty("ratio").GetDouble(), 1e-12);

        // The loop of weights, in both metrics; the whitened field has the same values in other coordinates.
        int partner = state.GetProperty("partner").GetInt32();
        double radius = state.GetProperty("radius").GetDouble();
        double[] centre = SymmetricBasis.Flatten(Matrix<double>.Build.Dense(Neurons, Neurons, 0.1)),
            a = new double[zero.Length],
            b = new double[zero.Length];
        centre[0] = 0.3;
        centre[partner] = 0.3;
        a[0] = radius;
        b[partner] = radius;
        QuadratureResult loop = Circulation.Along(learning, Loop.Ellipse(centre, a, b));
        Assert.Equal(loop.Value, page.GetProperty("loop").GetDouble(), 1e-10 * loop.Scale);
        Assert.Equal(loop.Value, page.GetProperty("curl").GetDouble() * Math.PI * radius * radius, 1e-10 * loop.Scale);
        var whitened = new Whitened(learning, root, inverse);
        QuadratureResult white = Circulation.Along(whitened, Loop.Ellipse(whitened.Into(centre), whitened.Into(a), whitened.Into(b)));
        Assert.Equal(white.Value, page.GetProperty("whitenedLoop").GetDouble(), 1e-10 * white.Scale);
        Assert.Equal(0, white.Value, 1e-10 * white.Scale);

        // One run, and both objectives along it.
        double[] start = state.GetProperty("start").Numbers();
        Trajectory run = Trajectory.Integrate(learning, start, state.GetProperty("duration").GetDouble(), maxStep: 0.1, maxSteps: 4000);
        Agreement.Assert("times", [.. run.Times], page.GetProperty("times").Numbers());
        Agreement.Assert("end of the run", run.Points[^1], page.GetProperty("last").Numbers());
        Matrix<double> s = root * types.Matrix() * root,
            df = types.Matrix() * covariance;
        Matrix<double>[] weights = [.. run.Points.Select(point => SymmetricBasis.Unflatten(point, Neurons))];
        Agreement.Assert(
            "V(W)",
            [.. weights.Select(w => (w * w).Trace() / 2 - (covariance * w).Trace() - (df * w * w).Trace())],
            page.GetProperty("plain").Numbers()
        );
        Agreement.Assert(
            "V(Z)",
            [.. weights.Select(w => inverse * w * inverse).Select(z => (z * z).Trace() / 2 - z.Trace() - (s * z * z).Trace())],
            page.GetProperty("whitened").Numbers()
        );
        if (split.CurlNormRatio < 1e-12)
            Agreement.Assert("V(W) of the library", [.. weights.Select(learning.Objective)], page.GetProperty("plain").Numbers());
        if (state.GetProperty("begin").GetString() != "least")
            return;

        // V(W) is least where its gradient, the symmetric part of the Jacobian with the inputs, is 0.
        Vector<double> gradient =
            Vector<double>.Build.Dense(start)
            - split.Symmetric * Vector<double>.Build.Dense(start)
            - Vector<double>.Build.Dense(SymmetricBasis.Flatten(covariance));
        Assert.Equal(0, gradient.L2Norm(), 1e-12);
    }

    private static Matrix<double> Root(Matrix<double> matrix, double power)
    {
        var parts = matrix.Evd(Symmetricity.Symmetric);
        return parts.EigenVectors
            * Matrix<double>.Build.DiagonalOfDiagonalVector(parts.EigenValues.Real().PointwisePower(power))
            * parts.EigenVectors.Transpose();
    }

    private sealed class Whitened(HebbianField learning, Matrix<double> root, Matrix<double> inverse) : IVectorField
    {
        public int Dimension => learning.Dimension;

        public double[] Into(ReadOnlySpan<double> weights) =>
            SymmetricBasis.Flatten(inverse * SymmetricBasis.Unflatten(weights, Neurons) * inverse);

        public void Evaluate(ReadOnlySpan<double> point, Span<double> value) =>
            SymmetricBasis.Flatten(inverse * learning.Velocity(root * SymmetricBasis.Unflatten(point, Neurons) * root) * inverse, value);
    }
}
