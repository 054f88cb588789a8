using System.Text.Json.Nodes;
using CurlDescent.Figures;
using GenericChart = Plotly.NET.GenericChart;

namespace CurlDescent.Tests.Figures;

public sealed class FigureDataTests
{
    [Fact]
    public void BandsOverRunsAreQuantilesAndSkipWhatIsNotFinite()
    {
        double[][] runs = [.. Enumerable.Range(0, 11).Select(r => new[] { r, r == 10 ? double.NaN : r * 2.0 })];
        Curve curve = Curve.OverRuns("curl descent", [1, 2], runs, 0.8);
        Assert.Equal([5, 9], curve.Y);
        Assert.Equal([1, 1.8], curve.Lower!.Select(v => Math.Round(v, 12)));
        Assert.Equal([9, 16.2], curve.Upper!.Select(v => Math.Round(v, 12)));
    }

    [Fact]
    public void AMapIsCollectedFromPointsInAnyOrder()
    {
        GridMap map = GridMap.FromPoints([(2, 0, 20), (1, 1, 11), (1, 0, 10)]);
        Assert.Equal([1, 2], map.X);
        Assert.Equal([0, 1], map.Y);
        Assert.Equal(10, map.Values[0, 0]);
        Assert.Equal(20, map.Values[0, 1]);
        Assert.True(double.IsNaN(map.Values[1, 1]));
    }

    [Fact]
    public void EdgesLieHalfwayInTheLogarithm() =>
        Assert.Equal(
            [0.1, 1, 10, 100],
            GridMap.Edges([Math.Pow(10, -0.5), Math.Pow(10, 0.5), Math.Pow(10, 1.5)], log: true).Select(e => Math.Round(e, 9)));

    public static TheoryData<string, Action> Mistakes => new()
    {
        { "y", () => _ = new PlaneCurve([1, 2], [1]) },
        { "values", () => _ = new GridMap([1, 2], [1], new double[2, 2]) },
        { "x[1]", () => _ = new GridMap([1, 1], [1], new double[1, 2]) },
        { "points", () => GridMap.FromPoints([(1, 1, 1), (1, 1, 2)]) },
        { "runs", () => Curve.OverRuns("a", [1, 2], [[1]]) },
        { "Curves", () => new CurvesFigure(new Axis("x"), new Axis("y"), []) { Caption = FigureCaption.Theory("") }.Draw() },
        { "a.Y", () =>
            new CurvesFigure(new Axis("x"), new Axis("y"), [new Curve("a", [1, 2], [1])]) { Caption = FigureCaption.Theory("") }.Draw() },
        { "CriticalValues",
            () => new OrderParameterFigure(new Axis("x"), [new Curve("a", [1], [1])], []) { Caption = FigureCaption.Theory("") }.Draw() },
        { "Jacobian", () => new JacobianFigure(new double[2, 3]) { Caption = FigureCaption.Theory("") }.Draw() },
        { "Figure", () => FigureRegistry.Find("fig99") },
        { "FigureInputs", () => FigureRegistry.Find("fig3a").Create(new FigureInputs()) },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void DataThatDoesNotFitIsNamed(string field, Action draw)
    {
        SpecException error = Assert.Throws<SpecException>(draw);
        Assert.Equal(field, error.Field);
        Assert.Contains("allowed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNotFiniteBecomesAGap()
    {
        JsonNode figure = Json(
            new CurvesFigure(new Axis("x"), new Axis("y"), [new Curve("a", [1, 2, 3], [1, double.NaN, double.PositiveInfinity])])
            {
                Caption = FigureCaption.Theory(""),
            });
        Assert.Equal("[1,null,null]", figure["data"]![0]!["y"]!.ToJsonString());
    }

    [Fact]
    public void AChartCarriesItsCaptionAndItsNarrowAndDarkForms()
    {
        FigureCaption caption = FigureCaption.Miniature("What is seen.", "M = 3", 4);
        JsonNode meta =
            Json(new CurvesFigure(new Axis("x"), new Axis("y"), [new Curve("a", [1], [1])])
            {
                Caption = caption,
                Id = "fig0",
            })["layout"]!["meta"]!;
        Assert.Equal("What is seen.", (string?)meta["caption"]);
        Assert.Equal("Live miniature · M = 3 · 4 seeds", (string?)meta["provenance"]);
        Assert.Equal("fig0", (string?)meta["id"]);
        Assert.NotNull(meta["narrow"]!["height"]);
        Assert.Equal(Palette.DarkNeutrals[Palette.Ink], (string?)meta["dark"]![Palette.Ink]);
    }

    [Fact]
    public void CaptionsNameDatasetCommitAndDate() => Assert.Equal(
        "Dataset fig3a · laptop size · 1 seed · commit abc+ · 2026-01-31",
        new FigureCaption
        {
            Text = "",
            Source = FigureSource.Dataset,
            DatasetId = "fig3a",
            Spec = "laptop size",
            Seeds = 1,
            Commit = "abc+",
            Date = new DateOnly(2026, 1, 31),
        }.Provenance());

    [Fact]
    public void EpochsThatWereNotReachedAreOpenTriangles()
    {
        var curve = new Curve("curl descent", [1, 2], [10, 60]) { Censored = [false, true] };
        JsonNode figure = Json(new EpochsToThresholdFigure(new Axis("P"), [curve]) { Caption = FigureCaption.Theory("") });
        Assert.Equal("[\"circle\",\"triangle-up\"]", figure["data"]![0]!["marker"]!["symbol"]!.ToJsonString());
    }

    [Fact]
    public void SlidersOfTheDensityChooseEachLawByThreeAttributes()
    {
        var laws = new SpectralCurve[2, 3, 2];
        for (int n = 0; n < 12; n++) laws[n / 6, n / 2 % 3, n % 2] = new SpectralCurve([0, 1], [n, n + 1]);
        JsonNode figure = Json(new DensityExplorerFigure
        {
            CompressionRatios = [0.1, 1],
            HiddenFractions = [0, 0.5, 1],
            ReadoutFractions = [0, 0.5],
            Laws = laws,
            Caption = FigureCaption.Theory(""),
        });
        JsonArray sliders = figure["layout"]!["sliders"]!.AsArray();
        for (int c = 0; c < 2; c++)
        {
            for (int h = 0; h < 3; h++)
            {
                for (int r = 0; r < 2; r++)
                {
                    int[] drawn =
                        [.. Enumerable.Range(
                            0, 12).Where(
                                n => Change(0, c, "visible", n).GetValue<bool>() && Change(1, h, "opacity", n).GetValue<double>() > 0
                                    && Change(2, r, "line.width", n).GetValue<double>() > 0)];
                    Assert.Equal([c * 6 + h * 2 + r], drawn);
                }
            }
        }

        JsonNode Change(int slider, int step, string attribute, int trace) =>
            sliders[slider]!["steps"]![step]!["args"]![0]![attribute]![trace]!;
    }

    private static JsonNode Json(Figure figure) => JsonNode.Parse(GenericChart.toFigureJson(figure.Draw()))!;
}
