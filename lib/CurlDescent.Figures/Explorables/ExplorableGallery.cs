using System.Net;
using System.Text;

namespace CurlDescent.Figures.Explorables;

/// <summary>All live figures on one page that opens from a file: for a lecture from a stick, without network, notebook or kernel.</summary>
public static class ExplorableGallery
{
    /// <summary>Title of the page.</summary>
    public const string Title = "Live figures";

    private const string Style =
        """
        :root{color-scheme:light dark;--ink:#1b1f24;--muted:#59616b;--paper:#fff;--line:#d9dde3;--link:#0057a8}
        @media (prefers-color-scheme:dark){:root{--ink:#e9ecef;--muted:#a3abb5;--paper:#15181c;--line:#353c44;--link:#7cbcff}}
        body{margin:0 auto;max-width:72rem;padding:1rem 1.2rem 4rem;font:17px/1.6 system-ui,"Helvetica Neue",Arial,"Liberation Sans",sans-serif;color:var(--ink);background:var(--paper)}
        a{color:var(--link)}h1{font-size:2rem;line-height:1.2}h2{font-size:1.45rem;margin:2.6rem 0 .4rem;padding-top:.6rem;border-top:1px solid var(--line)}
        nav ol{padding-left:1.2rem}.about{max-width:47rem}figcaption{color:var(--muted);font-size:.9rem;max-width:47rem}figure{margin:.6rem 0 0}
        @media (max-width:600px){body{font-size:16px;padding:.4rem .8rem 3rem}h1{font-size:1.6rem}h2{font-size:1.25rem}}
        """;

    /// <summary>The figures, in the order of the course.</summary>
    public static IReadOnlyList<Explorable> All { get; } = [new PhasePlaneExplorable { Id = "plane" }];

    /// <summary>The page.</summary>
    public static string ToPage()
    {
        var body = new StringBuilder($"<h1>{Title}</h1>\n<p class=\"about\">Each figure computes what it shows, here in the page. Drag, draw, press keys; nothing is loaded.</p>\n<nav aria-label=\"Figures\"><ol>\n");
        foreach (Explorable figure in All) body.AppendLine($"<li><a href=\"#{figure.Id}\">{WebUtility.HtmlEncode(figure.Title)}</a></li>");
        body.AppendLine("</ol></nav>");
        foreach (Explorable figure in All)
            body.AppendLine($"<section id=\"{figure.Id}\"><h2>{WebUtility.HtmlEncode(figure.Title)}</h2>\n{Section(figure)}</section>");
        return Page(Title, body.ToString());
    }

    internal static string Section(Explorable figure) =>
        $"""
        <p class="about">{WebUtility.HtmlEncode(figure.Caption.Text)}</p>
        <figure>{figure.ToHtml()}
        <figcaption>{WebUtility.HtmlEncode(figure.Caption.Provenance())}</figcaption></figure>
        """;

    internal static string Page(string title, string body) =>
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="icon" href="data:,">
        <title>{WebUtility.HtmlEncode(title)}</title>
        <style>{Style}</style>
        </head>
        <body>
        <main>
        {body}</main>
        </body>
        </html>

        """;
}
