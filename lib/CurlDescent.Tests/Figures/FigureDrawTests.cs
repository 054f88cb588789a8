using CurlDescent.Figures;
using CurlDescent.Tool.Browser;
using GenericChart = Plotly.NET.GenericChart;

namespace CurlDescent.Tests.Figures;

public sealed class FigureDrawTests
{
    public static TheoryData<string> Names => [.. FigureSamples.All.Select(sample => sample.Name)];

    [Fact]
    public async Task BrowserDrawsEveryFigure()
    {
        await using ChartRenderer? renderer = await ChartRenderer.TryStartAsync();
        if (renderer is null) Assert.Skip(SystemBrowser.MissingMessage);
        string folder = Path.Combine(FigureSamples.RepositoryFolder(), "out", "screenshots", "figures");
        Directory.CreateDirectory(folder);
        string? only = Environment.GetEnvironmentVariable("FIGURE");
        foreach ((string name, Func<Figure> make) in FigureSamples.All.Where(s => only is null || s.Name.Contains(only)))
        {
            string json = GenericChart.toFigureJson(make().Draw());
            File.WriteAllText(Path.Combine(folder, name + ".json"), json);
            byte[] image = await renderer.RenderAsync(json, ImageFormat.Png, scale: 1);
            File.WriteAllBytes(Path.Combine(folder, name + ".png"), image);
            Assert.True(image.Length > 5000, name);
        }
    }
}
