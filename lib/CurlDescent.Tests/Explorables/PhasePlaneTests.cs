using System.Text.Json;
using CurlDescent.Figures;
using CurlDescent.Tests.Gallery;
using Microsoft.Playwright;

namespace CurlDescent.Tests.Explorables;

/// <summary>The plane of two synapses, by hand and key, against the library.</summary>
[Collection(nameof(LiveFigures))]
public sealed class PhasePlaneTests(BrowserFixture browser)
{
    private static readonly PhasePlaneExplorable Figure = new();

    [Fact]
    public async Task AllNumbersAreThoseOfTheLibraryAfterEveryTouch()
    {
        await using LiveFigure live = await LiveFigure.OpenAsync(browser, Figure);
        AssertAgrees(await live.NumbersAsync(), 1, 0, 2, false, true);
        Assert.InRange(Circulation(await live.NumbersAsync()), 0.79, 0.81);
        await live.SaveAsync("plane");

        // Keys: target down by 0.15, step to 0.12, box to 2.3, both synapses flipped, then one.
        await live.PressAsync("target t", "ArrowLeft", 3);
        await live.PressAsync("step η", "ArrowRight", 12);
        await live.PressAsync("box ±", "ArrowRight", 3);
        AssertAgrees(await live.NumbersAsync(), 0.85, 0.12, 2.3, false, true);
        await live.SaveAsync("plane-steps");
        await live.PressAsync("flip w1", "Space");
        AssertAgrees(await live.NumbersAsync(), 0.85, 0.12, 2.3, true, true);
        await live.SaveAsync("plane-both-flipped");
        await live.PressAsync("flip w2", "Enter");
        await live.PressAsync("step η", "Home");
        AssertAgrees(await live.NumbersAsync(), 0.85, 0, 2.3, true, false);
        await live.PressAsync("flip w1", "Space");
        JsonElement unflipped = await live.NumbersAsync();
        AssertAgrees(unflipped, 0.85, 0, 2.3, false, false);
        Assert.Equal(0, Circulation(unflipped), 12);
        await live.SaveAsync("plane-no-flip");
        live.AssertQuiet();
    }

    [Fact]
    public async Task TheStartIsDraggedAndMovedByKeysAndCannotLeaveTheBox()
    {
        await using LiveFigure live = await LiveFigure.OpenAsync(browser, Figure);
        ILocator start = live.Page.GetByLabel("start of learning");
        await live.StrokeAsync(start, (13, 13), (40, 30), (133, -27));
        double[] dragged = Start(await live.NumbersAsync());
        double[] given = [Figure.Start.W1, Figure.Start.W2];
        Assert.True(dragged[0] > given[0] + 0.5 && dragged[1] > given[1] + 0.1, $"dragged to {dragged[0]}, {dragged[1]}");
        await live.PressAsync("start of learning", "ArrowRight");
        await live.PressAsync("start of learning", "Shift+ArrowDown");
        double[] moved = Start(await live.NumbersAsync());
        Assert.Equal(dragged[0] + 0.05, moved[0], 10);
        Assert.Equal(dragged[1] - 0.25, moved[1], 10);
        AssertAgrees(await live.NumbersAsync(), 1, 0, 2, false, true);

        // Inside of r² = 2t learning goes round for ever, and the figure says so.
        for (int k = 0; k < 30; k++)
            await live.PressAsync("start of learning", k % 2 == 0 ? "Shift+ArrowUp" : "Shift+ArrowRight");
        double[] corner = Start(await live.NumbersAsync());
        Assert.Equal([2.0, 2.0], corner);
        await live.PressAsync("start of learning", "Shift+ArrowLeft", 7);
        await live.PressAsync("start of learning", "Shift+ArrowDown", 6);
        Assert.Contains("for ever", await live.NoteAsync(), StringComparison.Ordinal);
        await live.SaveAsync("plane-inside");
        live.AssertQuiet();
    }

    [Fact]
    public async Task DotsRunAlongThePathsUnlessTheReaderWantsNoMotion()
    {
        await using LiveFigure calm = await LiveFigure.OpenAsync(browser, Figure);
        Assert.True(await calm.EvaluateAsync<bool>("figure.frame.animation === null"));
        await using LiveFigure lively = await LiveFigure.OpenAsync(browser, Figure, motion: ReducedMotion.NoPreference);
        int frames = await lively.EvaluateAsync<int>("figure.frame.frames");
        await lively.WaitAsync($"figure.frame.frames > {frames + 5}");
        lively.AssertQuiet();
    }

    [Fact]
    public async Task ALoopDrawnWithTheMouseHasTheCirculationOfTheCurlInside()
    {
        await using LiveFigure live = await LiveFigure.OpenAsync(browser, Figure);
        ILocator plane = live.Page.Locator(".plot.draw");

        // An eight: one half is run round in the other sense.
        (double X, double Y)[] stroke =
        [
            .. Enumerable.Range(0, 60).Select(k => 2 * Math.PI * k / 60).Select(a => (300 + 130 * Math.Sin(a), 260 + 90 * Math.Sin(2 * a))),
        ];
        await live.StrokeAsync(plane, stroke);
        JsonElement numbers = await live.NumbersAsync();
        Assert.InRange(numbers.GetProperty("state").GetProperty("loop").GetArrayLength(), 40, 60);
        AssertAgrees(numbers, 1, 0, 2, false, true);
        await live.SaveAsync("plane-drawn");

        // A click draws nothing.
        await plane.ClickAsync(
            new LocatorClickOptions
            {
                Position = new Position { X = 120, Y = 60 },
            }
        );
        Assert.Equal(Circulation(numbers), Circulation(await live.NumbersAsync()));
        await live.PressAsync("middle of the loop; plus and minus change its size", "+", 3);
        await live.PressAsync("middle of the loop; plus and minus change its size", "ArrowUp", 2);
        AssertAgrees(await live.NumbersAsync(), 1, 0, 2, false, true);
        await live.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "circle again" }).ClickAsync();
        Assert.InRange(Circulation(await live.NumbersAsync()), 0.79, 0.81);
        live.AssertQuiet();
    }

    private static double[] Start(JsonElement numbers) => numbers.GetProperty("state").GetProperty("start").Numbers();

    private static double Circulation(JsonElement numbers) => numbers.GetProperty("work")[1].Numbers()[^1];

    private static void AssertAgrees(JsonElement page, double target, double step, double half, bool flipHidden, bool flipReadout)
    {
        JsonElement state = page.GetProperty("state");
        Agreement.Assert(
            "state",
            [target, step, half],
            [state.GetProperty("target").GetDouble(), state.GetProperty("step").GetDouble(), state.GetProperty("half").GetDouble()],
            1e-12
        );
        Assert.Equal(
            (flipHidden, flipReadout),
            (state.GetProperty("flipHidden").GetBoolean(), state.GetProperty("flipReadout").GetBoolean())
        );
        double duration = state.GetProperty("duration").GetDouble();
        double[] start = Start(page);
        double[][] loop = [.. state.GetProperty("loop").EnumerateArray().Select(point => point.Numbers())];
        TwoWeightToy[] toys = [new(target), new(target, flipHidden, flipReadout)];
        for (int k = 0; k < 2; k++)
        {
            TwoWeightToy toy = toys[k];
            double[][] path = step == 0 ? Flow(toy, start, duration) : Steps(toy, start, step, duration);
            double[] xs = page.GetProperty("paths")[k].GetProperty("xs").Numbers(),
                ys = page.GetProperty("paths")[k].GetProperty("ys").Numbers();

            // The page stops drawing where a path is far outside of the box.
            int shown = xs.Length < path.Length && Math.Max(Math.Abs(xs[^1]), Math.Abs(ys[^1])) >= 4 * half ? xs.Length - 1 : path.Length;
            Agreement.Assert($"path {k}, w1", [.. path.Take(shown).Select(p => p[0])], xs[..shown]);
            Agreement.Assert($"path {k}, w2", [.. path.Take(shown).Select(p => p[1])], ys[..shown]);
            Agreement.Assert($"conserved {k}", [toy.ConservedQuantity(start[0], start[1])], [page.GetProperty("conserved")[k].GetDouble()]);

            // Both integrals of polynomials: what is left is rounding, in units of what is added up.
            Loop polygon = Loop.Polygon(loop);
            QuadratureResult around = CurlDescent.Circulation.Along(toy, polygon),
                inside = CurlDescent.Circulation.SurfaceIntegral(toy, polygon);
            Assert.Equal(around.Value, page.GetProperty("work")[k].Numbers()[^1], 1e-10 * around.Scale);
            Assert.Equal(inside.Value, page.GetProperty("inside")[k].GetDouble(), 1e-10 * Math.Max(inside.Scale, around.Scale));
            Assert.Equal(around.Value, inside.Value, 1e-9 * around.Scale);
        }

        // Work of gradient descent is what the loss gives back, at every corner of the loop.
        Agreement.Assert(
            "work of gradient descent",
            [.. loop.Append(loop[0]).Select(corner => toys[0].Loss(loop[0][0], loop[0][1]) - toys[0].Loss(corner[0], corner[1]))],
            page.GetProperty("work")[0].Numbers()
        );

        var grid = new RectangleGrid(-half, half, -half, half, 64, 64);
        HelmholtzDecomposition parts = HelmholtzDecomposition.Compute(toys[1], grid);
        Agreement.Assert("potential", [.. parts.Potential.Cast<double>()], page.GetProperty("potential").Numbers());
        double flux = parts.Field.Norm() * 1e-10;
        Assert.All(parts.StreamFunction.Cast<double>().Zip(page.GetProperty("stream").Numbers()), pair =>
            Assert.Equal(pair.First, pair.Second, flux)
        );
        Assert.Equal(parts.RotationalFraction, page.GetProperty("rotationalFraction").GetDouble(), 1e-10);
        AssertSplitByHand(toys[1], page.GetProperty("hand"));
        Assert.Equal(HandFraction(toys[1], grid), page.GetProperty("handFraction").GetDouble(), 1e-10);
    }

    // ‖R‖/‖F‖ of the polynomials' split, by the midpoint rule on the cells.
    private static double HandFraction(TwoWeightToy toy, RectangleGrid grid)
    {
        double rest = 0,
            whole = 0,
            d1 = toy.ConservedQuantity(1, 0);
        var value = new double[2];
        for (int k = 0; k < grid.CellsX * grid.CellsY; k++)
        {
            (double x, double y) = (grid.CellX(k / grid.CellsY), grid.CellY(k % grid.CellsY));
            toy.Evaluate([x, y], value);
            (double u, double v) = toy.IsGradient ? (value[0], value[1]) : (d1 * x * x * x / 3, -d1 * y * y * y / 3);
            rest += (value[0] - u) * (value[0] - u) + (value[1] - v) * (value[1] - v);
            whole += value[0] * value[0] + value[1] * value[1];
        }

        return Math.Sqrt(rest / whole);
    }

    // The polynomials add up to the field, and u has its divergence as Laplacian: central differences of the page's own numbers would need
    // more points, so the gradient
    // is held against the closed form of the notebook.
    private static void AssertSplitByHand(TwoWeightToy toy, JsonElement hand)
    {
        double[][] places =
        [
            [0.7, -1.1],
            [-1.3, 0.4],
        ];
        for (int k = 0; k < places.Length; k++)
        {
            (double x, double y) = (places[k][0], places[k][1]);
            double[] page = hand[k].Numbers();
            var value = new double[2];
            toy.Evaluate([x, y], value);
            double d1 = toy.ConservedQuantity(1, 0);
            double[] expected = toy.IsGradient
                ? [-d1 * toy.Loss(x, y), 0, value[0], value[1]]
                :
                [
                    d1 * (Math.Pow(x, 4) - Math.Pow(y, 4)) / 12,
                    d1 * (x * x + y * y) * (toy.Target / 2 - x * y / 3),
                    d1 * x * x * x / 3,
                    -d1 * y * y * y / 3,
                ];
            Agreement.Assert("split by hand", expected, page);
        }
    }

    private static double[][] Flow(TwoWeightToy toy, double[] start, double duration) =>
        [.. Trajectory.Integrate(toy, start, duration, maxStep: 0.05, maxSteps: 4000).Points];

    private static double[][] Steps(TwoWeightToy toy, double[] start, double step, double duration)
    {
        var path = new List<double[]> { start };
        Span<double> value = stackalloc double[2];
        for (int k = 0; k < (int)Math.Round(duration / step); k++)
        {
            toy.Evaluate(path[k], value);
            path.Add([path[k][0] + step * value[0], path[k][1] + step * value[1]]);
        }

        return [.. path];
    }
}
