namespace CurlDescent.Figures.Registry;

/// <summary>The captions of the figures that have an id, from <c>captions.md</c>: a heading for each id, its text below.</summary>
internal static class CaptionTexts
{
    private const string Resource = "CurlDescent.Figures.captions.md", Heading = "## ";

    private static readonly Dictionary<string, string> Texts = Read();

    /// <summary>Ids that have a caption.</summary>
    public static IReadOnlyCollection<string> Ids => Texts.Keys;

    /// <summary>Finds the caption of a figure.</summary>
    /// <exception cref="SpecException">It has none.</exception>
    public static string Of(string id) =>
        Texts.TryGetValue(id, out string? text)
            ? text : throw new SpecException("Figure", $"'{id}'", "a figure with a caption in captions.md");

    private static Dictionary<string, string> Read()
    {
        using Stream stream = typeof(CaptionTexts).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        string[] parts = reader.ReadToEnd().Split("\n" + Heading);
        return parts.Skip(1).Select(part => part.Split('\n')).ToDictionary(
            lines => lines[0].Trim(), lines => string.Join(' ', lines.Skip(1).Select(line => line.Trim()).Where(line => line.Length > 0)));
    }
}
