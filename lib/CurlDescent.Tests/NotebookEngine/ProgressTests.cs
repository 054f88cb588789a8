using CurlDescent.NotebookEngine.Cells;
using CurlDescent.NotebookEngine.Execution;

namespace CurlDescent.Tests.NotebookEngine;

/// <summary>Long calls of a library say how far they are, where a reader watches.</summary>
[Collection(SessionCollection.Name)]
public class ProgressTests
{
    [Theory]
    [InlineData("Trainer.Run(endless);", "Trainer.Run: epoch ", " of 100000000, training error ")]
    [InlineData("Ensemble.Train(tiny, 10_000_000);", "Ensemble.Train: ", " of 10000000")]
    [InlineData(
        "Miniature.Run(\"fig3a\", 100_000, set: [\"units=30\", \"epochs=1\", \"compressionRatio=1,2\", \"hiddenFraction=0.5\"]);",
        "Miniature.Run: ", " of ")]
    public void ALongCallShowsALineThatIsGoneWhenTheCellEnds(string code, params string[] expected)
    {
        var reader = new Reader();
        using var session = new SessionHarness(reader);
        session.Run(
            $"""
            #r "{SessionHarness.CourseLibrary}"
            using CurlDescent; using CurlDescent.Experiments;
            var tiny = new TrainingSpec {"{ Inputs = 2, HiddenUnits = 2, Epochs = 1, TrainingSamples = 2, BatchSize = 2 }"};
            var endless = tiny with {"{ Epochs = 100_000_000, LearningRate = 1e-9, ErrorSchedule = RecordingSchedule.Every(1000) }"};
            """);
        // The cell ends by the interrupt that comes when its line was drawn anew.
        reader.Seen = () =>
        {
            if (reader.Displays.Count == 2)
                session.Session.Interrupt();
        };
        Assert.Equal("Interrupted", session.Fail(code).Name);
        CellOutput.Display[] shown = [.. reader.Displays];
        Assert.All(shown, display => Assert.Equal(shown[0].DisplayId, display.DisplayId));
        Assert.Equal([false, .. shown.Skip(1).Select(_ => true)], shown.Select(display => display.IsUpdate));
        foreach (string text in shown[..^1].Select(Text))
            Assert.All(expected, part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.Equal("", Text(shown[^1]));

        reader.Displays.Clear();
        session.Run("Trainer.Run(tiny);");
        Assert.Empty(reader.Displays);
    }

    [Fact]
    public void OnlyCallsOfALibraryThatLeaveTheirProgressOutGetTheCells()
    {
        using var folder = new TemporaryFolder();
        string library = Path.Combine(folder.Path, "Told.dll");
        File.WriteAllBytes(library, PackageFeed.Compile("Told",
            """
            using System;
            public class Told(IProgress<string>? text = null)
            {
                public struct Part<T> { }
                public bool Text => text is not null;
                public static bool Number(int n, IProgress<double>? progress = null) => progress is not null;
                public static bool Pair(IProgress<(int Done, int Total)>? @event = null, bool last = false) => @event is not null && last;
                public static bool Any<T>(T value, IProgress<T>? progress = null) => progress is not null;
                public static bool Nested<T>(T value, IProgress<Part<T>>? progress = null) => progress is not null;
                public static bool Needed(IProgress<int> progress) => progress is not null;
            }
            """));
        const string Calls = "string.Join(\" \", new Told().Text, Told.Number(1), Told.Pair(last: true), Told.Number(1, null), "
            + "Told.Any(1), Told.Nested(1), Told.Needed(null), Own())";
        string prepared = $"#r \"{library}\"\nbool Own(IProgress<int> progress = null) => progress is not null;";
        using var watched = new SessionHarness(new Reader());
        watched.Run(prepared);
        watched.Run($"var told = {Calls};");
        Assert.Equal("True True True False False False False False", watched.Session.Variables().Single(v => v.Name == "told").Value);
        using var headless = new SessionHarness();
        headless.Run(prepared);
        Assert.Equal("False False False False False False False False", headless.Value(Calls));
    }

    [Fact]
    public void WhatACallReportsBecomesALine()
    {
        Assert.Equal("Fit: 25 %", LineOf(0.25));
        Assert.Equal("Fit: 3.5", LineOf(3.5f));
        Assert.Equal("Fit: 3 of 10", LineOf((3, 10L)));
        Assert.Equal("Fit: 7", LineOf(7));
        Assert.Equal("Fit: half", LineOf("half"));
    }

    private static string LineOf<T>(T value)
    {
        var lines = new Lines();
        var call = new FollowedCall<T>("Fit", lines);
        while (lines.Last is null)
            call.Report(value);
        return lines.Last;
    }

    private static string Text(CellOutput.Display display) =>
        display.Data.Formats.Single(format => format.Key == "text/plain").Value.GetValue<string>();

    private sealed class Lines : IProgress<string>
    {
        public string? Last { get; private set; }

        public void Report(string value) => Last = value;
    }

    private sealed class Reader : ICellFrontEnd
    {
        public bool IsInteractive => true;

        public List<CellOutput.Display> Displays { get; } = [];

        public Action? Seen { get; set; }

        public void Publish(CellOutput output)
        {
            if (output is not CellOutput.Display display)
                return;
            Displays.Add(display);
            Seen?.Invoke();
        }

        public Task<string> ReadInputAsync(string prompt, bool isPassword, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
