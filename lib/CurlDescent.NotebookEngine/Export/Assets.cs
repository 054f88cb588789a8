using System.Text.RegularExpressions;

namespace CurlDescent.NotebookEngine.Export;

/// <summary>The files that pages carry inside: style, script, and KaTeX with its fonts.</summary>
internal static partial class Assets
{
    private const string Prefix = "CurlDescent.NotebookEngine.Export.Assets.";

    private static readonly Lazy<string> KatexStyles = new(() =>
        FontSource().Replace(Text("katex.katex.min.css"), match => match.Groups["name"].Success
            ? "src:url(data:font/woff2;base64,"
                + $"{Convert.ToBase64String(Bytes($"katex.fonts.{match.Groups["name"].Value}.woff2"))}) format(\"woff2\")"
            : ""));

    public static string PageStyle { get; } = Text("page.css");

    public static string PageScript { get; } = Text("page.js");

    public static string KatexScript { get; } = Text("katex.katex.min.js");

    /// <summary>KaTeX's style with its fonts inside; older font formats are left out.</summary>
    public static string KatexStyle => KatexStyles.Value;

    private static string Text(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }

    private static byte[] Bytes(string name)
    {
        using Stream stream = Open(name);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static Stream Open(string name) =>
        typeof(Assets).Assembly.GetManifestResourceStream(Prefix + name)
            ?? throw new InvalidOperationException($"The engine lacks its resource {name}.");

    [GeneratedRegex(@"src:url\(fonts/(?<name>[\w-]+)\.woff2\)[^;}]*")]
    private static partial Regex FontSource();
}
