using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.NotebookEngine.Headless;

/// <summary>
/// The form in which executed notebooks are committed: a chart holds Plotly's JSON, a live figure what it says of itself, and both a static
/// picture and plain text but no HTML, which code-hosting sites blank. Everything else stays as the run left it.
/// </summary>
public static class CommittedForm
{
    // Sharp enough on a code-hosting site, light enough to commit.
    private const double ImageScale = 1.5;
    private const int LiveWidth = 1000;

    /// <summary>A copy of an executed notebook in committed form.</summary>
    /// <param name="executed">A notebook with outputs.</param>
    /// <param name="renderer">Draws the pictures; null leaves them out.</param>
    /// <param name="cancellationToken">Stops the drawing.</param>
    /// <returns>The copy, and the number of charts left without a picture.</returns>
    public static async Task<(Notebook Notebook, int ChartsWithoutImage)> CreateAsync(
        Notebook executed, IStaticImageRenderer? renderer, CancellationToken cancellationToken = default)
    {
        Notebook notebook = executed.Clone();
        int without = 0;
        foreach (JsonObject data in notebook.Cells.SelectMany(cell => cell.Outputs).Select(output => output?["data"]).OfType<JsonObject>())
        {
            string format = data[MimeBundle.Plotly] is JsonObject ? MimeBundle.Plotly : MimeBundle.LiveFigure;
            if (data[format] is not JsonObject figure)
                continue;
            string? html = data["text/html"] is { } shown ? MultilineText.Read(shown) : null;
            data.Remove("text/html");
            figure = (JsonObject)Rounded(figure)!;
            data[format] = figure;
            if (format == MimeBundle.LiveFigure && html is null)
                continue;
            if (renderer is null)
            {
                without++;
                continue;
            }
            byte[] image = format == MimeBundle.Plotly
                ? await renderer.RenderPngAsync(figure.ToJsonString(), ImageScale, cancellationToken).ConfigureAwait(false)
                : await renderer.RenderLivePngAsync(html!, (int?)figure["width"] ?? LiveWidth, 1, cancellationToken).ConfigureAwait(false);
            data.Remove("image/png");
            // Jupyter ends the text of a picture with a line break.
            data.Insert(data.IndexOf(format) + 1, "image/png", Convert.ToBase64String(IndexedPng.Shrink(image)) + "\n");
        }
        return (notebook, without);
    }

    // Seven significant digits are beyond what a screen or a page shows, and halve the file.
    private static JsonNode? Rounded(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, Rounded(field.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Rounded)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number && Math.Abs((double)value) is < 1e15 and var size
            && size != Math.Floor(size) =>
            double.Parse(((double)value).ToString("G7", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
        _ => node?.DeepClone(),
    };
}
