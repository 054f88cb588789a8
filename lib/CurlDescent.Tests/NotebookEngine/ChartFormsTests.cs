using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Formatting;

namespace CurlDescent.Tests.NotebookEngine;

/// <summary>What is sent of a chart, as a kernelspec asks for it.</summary>
[Collection(SessionCollection.Name)]
public class ChartFormsTests
{
    private const string Chart = "Chart.Line<int, int, string>(x: new[] { 1, 2, 3 }, y: new[] { 3, 1, 2 })";

    private static JsonObject Shown(ChartForms forms, IStaticImageRenderer? pictures)
    {
        using var session = new SessionHarness();
        session.Session.Formatter.SetCharts(forms, pictures);
        string library = Path.Combine(AppContext.BaseDirectory, "Plotly.NET.CSharp.dll").Replace('\\', '/');
        session.Run($"#r \"{library}\"\nusing Plotly.NET.CSharp;");
        return (JsonObject)session.Run(Chart).Single()!["data"]!;
    }

    [Fact]
    public void FrontEndsThatDrawTheFigureThemselvesGetNoScript()
    {
        JsonObject data = Shown(ChartForms.Json, null);
        Assert.Equal([MimeBundle.Plotly, "text/plain"], data.Select(format => format.Key));
        Assert.True(data.ToJsonString().Length < 20_000);
        Assert.True(Shown(ChartForms.Html, null)["text/html"]!.ToJsonString().Length > 3_000_000);
    }

    [Fact]
    public void TheChartLibraryComesOnceForAPageAndAgainForAPageThatMayBeNew()
    {
        using var session = new SessionHarness();
        string library = Path.Combine(AppContext.BaseDirectory, "Plotly.NET.CSharp.dll").Replace('\\', '/');
        session.Run($"#r \"{library}\"\nusing Plotly.NET.CSharp;");
        int Length() => SessionHarness.Data(session.Run(Chart), "text/html").Length;
        Assert.True(Length() > 3_000_000);
        Assert.True(Length() < 20_000);
        session.Session.Formatter.NewPage();
        Assert.True(Length() > 3_000_000);
        Assert.True(Length() < 20_000);
    }

    [Fact]
    public void FrontEndsThatShowPicturesGetOne()
    {
        var pictures = new Pictures();
        JsonObject data = Shown(ChartForms.Png, pictures);
        Assert.Equal([MimeBundle.Plotly, "image/png", "text/plain"], data.Select(format => format.Key));
        Assert.Equal("AQI=", ((string?)data["image/png"])?.Trim());
        Assert.Contains("\"data\"", pictures.Asked, StringComparison.Ordinal);
        // Without a browser, and where it fails, one line of text is left.
        Assert.Equal([MimeBundle.Plotly, "text/plain"], Shown(ChartForms.Png, null).Select(format => format.Key));
        Assert.Equal([MimeBundle.Plotly, "text/plain"], Shown(ChartForms.Png, new Pictures { Fails = true }).Select(format => format.Key));
    }

    private sealed class Pictures : IStaticImageRenderer
    {
        public bool Fails { get; init; }

        public string Asked { get; private set; } = "";

        public Task<byte[]> RenderPngAsync(string figureJson, double scale, CancellationToken cancellationToken)
        {
            Asked = figureJson;
            return Fails ? Task.FromException<byte[]>(new InvalidOperationException("no browser")) : Task.FromResult<byte[]>([1, 2]);
        }

        public Task<byte[]> RenderLivePngAsync(string html, int width, double scale, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
