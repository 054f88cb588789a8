using System.Text.Json;
using CurlDescent.Figures;
using CurlDescent.Tests.Gallery;
using Microsoft.Playwright;

namespace CurlDescent.Tests.Explorables;

/// <summary>Pairs of tanh networks in the page against the library.</summary>
[Collection(nameof(LiveFigures))]
public sealed class SpeedTests(BrowserFixture browser)
{
    // A threshold that is soon reached.
    private static readonly SpeedExplorable Figure = new() { Samples = 300, Threshold = 0.03 };

    [Fact]
    public async Task PairsLearnLikeThoseOfTheLibraryAndAreCounted()
    {
        await using LiveFigure live = await LiveFigure.OpenAsync(browser, Figure);
        ILocator run = live.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameRegex = new("^(run|pause|next pair)$") });
        await live.WaitAsync("figure.isOver");
        JsonElement first = await live.NumbersAsync();
        Assert.Equal("worker", first.GetProperty("mode").GetString());
        AssertAgrees(first, 1, 1);
        await run.FocusAsync();
        await live.Page.Keyboard.PressAsync("Enter");
        await live.WaitAsync("figure.isOver && figure.numbers().results.length === 2");
        JsonElement second = await live.NumbersAsync();
        AssertAgrees(second, 2, 1);
        double[] ratios =
        [
            .. second.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("epochs").Numbers()).Select(e => e[1] / e[0]),
        ];
        Assert.Equal(Math.Exp(ratios.Average(Math.Log)), second.GetProperty("mean").GetDouble(), 1e-12);
        await live.SaveAsync("speed");

        // Three flipped units: the tally begins anew. None: both rules are one.
        await live.PressAsync("flipped units of 10", "ArrowRight", 2);
        await live.WaitAsync("figure.isOver && figure.numbers().flipped === 3");
        AssertAgrees(await live.NumbersAsync(), 1, 3);
        Assert.Equal(1, (await live.NumbersAsync()).GetProperty("results").GetArrayLength());
        await live.PressAsync("flipped units of 10", "Home");
        await live.WaitAsync("figure.isOver && figure.numbers().flipped === 0");
        JsonElement same = await live.NumbersAsync();
        AssertAgrees(same, 1, 0);
        Assert.Equal(same.GetProperty("train")[0].Numbers(), same.GetProperty("train")[1].Numbers());
        live.AssertQuiet();
    }

    private static void AssertAgrees(JsonElement page, int seed, int flipped)
    {
        Assert.Equal(
            (seed, flipped, Figure.Samples),
            (page.GetProperty("seed").GetInt32(), page.GetProperty("flipped").GetInt32(), page.GetProperty("samples").GetInt32())
        );
        for (int side = 0; side < 2; side++)
        {
            double[] train = page.GetProperty("train")[side].Numbers(),
                test = page.GetProperty("test")[side].Numbers();
            TrainingSpec spec = new TrainingSpec
            {
                Inputs = 100,
                HiddenUnits = 10,
                Activation = Activation.Tanh,
                TrainingSamples = Figure.Samples,
                TestSamples = 500,
                BatchSize = 10,
                LearningRate = 1,
                Student = new WeightInitialization(2),
                Rule = side == 0 ? LearningRule.GradientDescent : LearningRule.CurlDescent(RuleFlips.Counts(0, flipped)),
                Seed = (ulong)seed,
                Epochs = train.Length - 1,
                ErrorSchedule = RecordingSchedule.Every(1),
            }.WithPaperConventions();
            Recording recording = Trainer.Run(spec);
            Agreement.Assert($"training error {side}", recording.TrainErrors, train);
            Agreement.Assert($"test error {side}", recording.TestErrors, test);
            Assert.Equal(recording.EpochsToThreshold(Figure.Threshold) ?? -1, page.GetProperty("finish")[side].GetInt32());
        }
    }
}
