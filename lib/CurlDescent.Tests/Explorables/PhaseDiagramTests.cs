using System.Text.Json;
using CurlDescent.Figures;
using CurlDescent.Tests.Gallery;
using Microsoft.Playwright;

namespace CurlDescent.Tests.Explorables;

/// <summary>The phase diagram with its spectra and students against the library.</summary>
[Collection(nameof(LiveFigures))]
public sealed class PhaseDiagramTests(BrowserFixture browser)
{
    private const int AtOnce = 2000,
        Compared = 200;

    [Fact]
    public async Task StudentsSpectraAndMotionsAreThoseOfTheLibrary()
    {
        await using LiveFigure live = await LiveFigure.OpenAsync(browser, new PhaseDiagramExplorable());
        foreach (
            (string preset, MotionKind kind) in new[]
            {
                ("rest", MotionKind.Rest),
                ("alternation", MotionKind.Alternation),
                ("rotation", MotionKind.Rotation),
                ("chaos", MotionKind.Other),
            }
        )
        {
            if (preset != "rest")
                await live.ChooseAsync(preset);
            await live.WaitAsync($"figure.hasSample && figure.epoch === {AtOnce}");
            JsonElement numbers = await live.NumbersAsync();
            Assert.Equal("worker", numbers.GetProperty("mode").GetString());
            TrainingSpec spec = AssertAgrees(numbers);

            // A long run is chaotic or about to be: statements, not digits.
            TrainingProblem problem = TrainingProblem.Create(spec with { Epochs = AtOnce });
            Recording recording = Trainer.Run(problem);
            Assert.Equal(kind, WeightMotion.At(problem, LearningField.Flatten(recording.Final)).Kind);
            Assert.Equal(kind.ToString().ToLowerInvariant(), numbers.GetProperty("motion").GetString());
            double[] late = numbers.GetProperty("train").Numbers()[^500..];
            if (kind == MotionKind.Rest)
                Assert.InRange(late.Max(), 0, 1e-25);
            else
                Assert.InRange(late.Min(), 1e-2, 100);
            await live.SaveAsync("phases-" + preset);
        }

        live.AssertQuiet();
    }

    [Fact]
    public async Task ThePointFollowsMouseAndKeysAndBothLayersCanBeFlipped()
    {
        await using LiveFigure live = await LiveFigure.OpenAsync(browser, new PhaseDiagramExplorable());
        await live.WaitAsync($"figure.hasSample && figure.epoch === {AtOnce}");
        await live.PressAsync("network", "ArrowRight", 3);
        await live.PressAsync("network", "ArrowUp", 2);
        await live.PressAsync("network", "Shift+ArrowRight");
        await AssertNetworkAsync(live, 15, 8, 0);
        await live.ChooseAsync("at a solution");
        await live.ChooseAsync("hidden units αr");
        await live.PressAsync("step η", "ArrowLeft", 4);
        await AssertNetworkAsync(live, 15, 0, 13);
        await live.SaveAsync("phases-readout");

        // A click, then a drag beyond the edge: the nearest network is taken.
        ILocator plane = live.Page.Locator(".plot").First;
        LocatorBoundingBoxResult box = (await plane.BoundingBoxAsync())!;
        await plane.ClickAsync(
            new LocatorClickOptions
            {
                Position = new Position { X = box.Width * 0.7f, Y = box.Height * 0.7f },
            }
        );
        (int Inputs, int Flipped) clicked = await NetworkAsync(live);
        Assert.True(clicked.Inputs > 24 && clicked.Flipped is > 0 and < 8, $"{clicked}");
        await live.StrokeAsync(
            live.Page.GetByLabel("network", new PageGetByLabelOptions { Exact = true }),
            (13, 13),
            (-40, -30),
            (-2000, -2000)
        );
        Assert.Equal((3, 37), await NetworkAsync(live));
        await AssertNetworkAsync(live, 3, 0, 37);
        live.AssertQuiet();
    }

    [Fact]
    public async Task AFigureOutOfSightStopsComputing()
    {
        await using LiveFigure live = await LiveFigure.OpenAsync(
            browser,
            new PhaseDiagramExplorable { First = PresetMotion.Chaos },
            motion: ReducedMotion.NoPreference
        );
        await live.WaitAsync("figure.epoch > 20");
        await SetVisibilityAsync(live, "hidden");
        await FramesAsync(live, 5);
        int frames = await live.EvaluateAsync<int>("figure.frame.frames"),
            epoch = await live.EvaluateAsync<int>("figure.epoch");
        await FramesAsync(live, 30);
        Assert.Equal(epoch, await live.EvaluateAsync<int>("figure.epoch"));
        Assert.Equal(frames, await live.EvaluateAsync<int>("figure.frame.frames"));
        await SetVisibilityAsync(live, "visible");
        await live.WaitAsync($"figure.epoch > {epoch + 20}");

        // The same when it is scrolled away.
        await live.Page.EvaluateAsync(
            "() => { const space = document.createElement('div'); space.style.height = '5000px'; document.body.prepend(space); scrollTo(0, "
            + "0); }"
        );
        await live.WaitAsync("!figure.frame.active");
        await FramesAsync(live, 5);
        epoch = await live.EvaluateAsync<int>("figure.epoch");
        await FramesAsync(live, 30);
        Assert.Equal(epoch, await live.EvaluateAsync<int>("figure.epoch"));
        live.AssertQuiet();
    }

    private static async Task SetVisibilityAsync(LiveFigure live, string state) =>
        await live.Page.EvaluateAsync(
            "state => { Object.defineProperty(document, 'visibilityState', { get: () => state, configurable: true }); "
            + "document.dispatchEvent(new Event('visibilitychange')); }",
            state
        );

    private static async Task FramesAsync(LiveFigure live, int count) =>
        await live.Page.EvaluateAsync(
            "async count => { for (let k = 0; k < count; k++) await new Promise(done => requestAnimationFrame(done)); }",
            count
        );

    private static async Task<(int Inputs, int Flipped)> NetworkAsync(LiveFigure live)
    {
        JsonElement spec = (await live.NumbersAsync()).GetProperty("spec");
        return (
            spec.GetProperty("inputs").GetInt32(),
            spec.GetProperty("flippedInputs").GetInt32() + spec.GetProperty("flippedUnits").GetInt32()
        );
    }

    private static async Task AssertNetworkAsync(LiveFigure live, int inputs, int flippedInputs, int flippedUnits)
    {
        await live.WaitAsync($"figure.hasSample && figure.epoch === {AtOnce}");
        JsonElement numbers = await live.NumbersAsync(),
            spec = numbers.GetProperty("spec");
        Assert.Equal(
            (inputs, flippedInputs, flippedUnits),
            (
                spec.GetProperty("inputs").GetInt32(),
                spec.GetProperty("flippedInputs").GetInt32(),
                spec.GetProperty("flippedUnits").GetInt32()
            )
        );
        AssertAgrees(numbers);
    }

    private static TrainingSpec AssertAgrees(JsonElement page)
    {
        JsonElement given = page.GetProperty("spec");
        int Of(string name) => given.GetProperty(name).GetInt32();
        (int inputs, int units, int flippedInputs, int flippedUnits) = (Of("inputs"), Of("units"), Of("flippedInputs"), Of("flippedUnits"));
        RuleFlips flips = RuleFlips.Counts(flippedInputs, flippedUnits);
        var spec = new TrainingSpec
        {
            Inputs = inputs,
            HiddenUnits = units,
            TrainingSamples = Of("samples"),
            TestSamples = Of("testSamples"),
            BatchSize = Of("samples"),
            LearningRate = given.GetProperty("step").GetDouble(),
            KeepNorms = true,
            Rule = LearningRule.CurlDescent(flips),
            Teacher = new Teacher { HiddenNorm = 1, ReadoutNorm = 1 },
            Student = new WeightInitialization(given.GetProperty("range").GetDouble()),
            Start =
                given.GetProperty("start").GetString() == "random"
                    ? StartPoint.Random
                    : StartPoint.NearTeacher(WeightLayer.Readout, given.GetProperty("perturbation").GetDouble()),
            Seed = (ulong)Of("seed"),
            Epochs = Compared,
            ErrorSchedule = RecordingSchedule.Every(1),
            WeightSchedule = RecordingSchedule.Every(20),
        };
        TrainingProblem problem = TrainingProblem.Create(spec);
        AssertLaw(
            page.GetProperty("law"),
            SpectralLaw.Create(DesignPoint.Create((double)inputs / units, (double)flippedInputs / inputs, (double)flippedUnits / units))
        );
        double[] ratios = [0.08, 0.2, 0.3, 0.5, 0.65, 1, 2, 7];
        Agreement.Assert(
            "boundary of hidden flips",
            [.. ratios.Select(HiddenPhaseBoundary.Create().LargestStableFraction)],
            page.GetProperty("critical")[0].Numbers()
        );
        Agreement.Assert(
            "boundary of readout flips",
            [.. ratios.Select(ReadoutPhaseBoundary.Create().LargestStableFraction)],
            page.GetProperty("critical")[1].Numbers()
        );
        Agreement.Assert(
            "spectrum of the network",
            Eigenvalues(StabilityOperator.Create(problem.Teacher, flips)),
            page.GetProperty("own").Numbers()
        );
        AssertSample(page, inputs, units, flippedInputs, flippedUnits);

        Recording recording = Trainer.Run(problem);
        AssertErrors("training error", recording.TrainErrors, page.GetProperty("train").Numbers());
        AssertErrors("test error", recording.TestErrors, page.GetProperty("test").Numbers());

        // The units that the page follows one by one; it keeps the last 2000 epochs.
        JsonElement weights = page.GetProperty("weights");
        int tracked = Math.Min(Of("tracked"), units),
            first = AtOnce + 1 - weights.GetArrayLength();
        Assert.Equal(0, first);
        foreach (WeightSnapshot snapshot in recording.Weights)
        {
            double[] hidden = [.. Enumerable.Range(0, 5).Select(k => snapshot.Network.HiddenWeights[k % tracked * inputs + k % inputs])];
            Agreement.Assert(
                $"weights at epoch {snapshot.Epoch}",
                [.. hidden, snapshot.Network.ReadoutWeights[0], snapshot.Network.ReadoutWeights[1 % tracked]],
                weights[snapshot.Epoch].Numbers()
            );
        }

        return spec;
    }

    private static void AssertLaw(JsonElement page, SpectralLaw law)
    {
        Agreement.Assert(
            "edges",
            [law.LeftEdge, law.RightEdge],
            [page.GetProperty("left").GetDouble(), page.GetProperty("right").GetDouble()]
        );
        Agreement.Assert("density", [.. page.GetProperty("places").Numbers().Select(law.Density)], page.GetProperty("density").Numbers());
        Agreement.Assert(
            "atoms",
            [.. law.Atoms.SelectMany(atom => new[] { atom.Position, atom.Mass })],
            [.. page.GetProperty("atoms").EnumerateArray().SelectMany(atom => atom.Numbers())]
        );
    }

    private static void AssertSample(JsonElement page, int inputs, int units, int flippedInputs, int flippedUnits)
    {
        int m = page.GetProperty("sampleInputs").GetInt32(),
            n = page.GetProperty("sampleUnits").GetInt32(),
            size = m / inputs;
        Assert.True(size >= 1 && (m, n) == (size * inputs, size * units), $"sample of {m} and {n}");
        double[] d1 = [.. Enumerable.Range(0, m).Select(j => j < size * flippedInputs ? -1.0 : 1)],
            d2 = [.. Enumerable.Range(0, n).Select(i => i < size * flippedUnits ? -1.0 : 1)];
        ulong seed = (ulong)page.GetProperty("spec").GetProperty("seed").GetInt32();
        Agreement.Assert(
            "sampled spectrum",
            Eigenvalues(StabilityOperator.Create(RandomWeights.Create(m, n, seed), d1, d2, 1)),
            page.GetProperty("sample").Numbers()
        );
    }

    private static double[] Eigenvalues(StabilityOperator matrix)
    {
        int n = matrix.Dimension;
        return SymmetricEigenvalues.Compute(
            MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfRowMajor(n, n, matrix.ToDense()),
            threads: 1
        );
    }

    // Near a solution the page and the library subtract nearly equal numbers: what is left of r = u − T carries the
    // rounding of u, added up over the epochs.
    private static void AssertErrors(string what, IReadOnlyList<double> library, double[] page)
    {
        for (int epoch = 0; epoch <= Compared; epoch++)
        {
            double rounding = 1e-14 * Math.Sqrt(library[epoch]) + 1e-28;
            Assert.True(
                Math.Abs(library[epoch] - page[epoch]) <= Agreement.Relative * library[epoch] + rounding,
                FormattableString.Invariant($"{what} at epoch {epoch}: library {library[epoch]:R}, page {page[epoch]:R}")
            );
        }
    }
}
