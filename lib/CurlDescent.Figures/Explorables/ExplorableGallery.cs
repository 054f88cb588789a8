using System.Net;
using System.Text;

namespace CurlDescent.Figures;

/// <summary>All live figures on one page that opens from a file: for a lecture from a stick, without network, notebook or kernel.</summary>
public static class ExplorableGallery
{
    /// <summary>Title of the page.</summary>
    public const string Title = "Live figures";

    private const string Style =
        """
        :root{color-scheme:light dark;--ink:#1b1f24;--muted:#59616b;--paper:#fff;--line:#d9dde3;--link:#0057a8}
        @media (prefers-color-scheme:dark){:root{--ink:#e9ecef;--muted:#a3abb5;--paper:#15181c;--line:#353c44;--link:#7cbcff}}
        body{margin:0 auto;max-width:72rem;padding:1rem 1.2rem 4rem;color:var(--ink);background:var(--paper);
        font:17px/1.6 system-ui,"Helvetica Neue",Arial,"Liberation Sans",sans-serif}
        h1{font-size:2rem;line-height:1.2}h2{font-size:1.45rem;margin:2.6rem 0 .4rem;padding-top:.6rem;border-top:1px solid var(--line)}
        a{color:var(--link)}nav ol{padding-left:1.2rem}.about,figcaption{max-width:47rem}figcaption{color:var(--muted);font-size:.9rem}
        figure{margin:.6rem 0 0}
        @media (max-width:600px){body{font-size:16px;padding:.4rem .8rem 3rem}h1{font-size:1.6rem}h2{font-size:1.25rem}}
        """;

    /// <summary>The figures, in the order of the course.</summary>
    public static IReadOnlyList<Explorable> All { get; } =
    [
        new HebbianNetworkExplorable { Id = "live-neurons" },
        new PhasePlaneExplorable { Id = "live-plane" },
        new PhaseDiagramExplorable { Id = "live-phases" },
        new SpeedExplorable { Id = "live-speed" },
    ];

    /// <summary>The page, self-contained.</summary>
    public static string ToPage() => Page(Title, ToBody());

    /// <summary>What is on the page, for a page of another look.</summary>
    public static string ToBody()
    {
        var body = new StringBuilder(
            $"""
            <h1 class="text">{Title}</h1>
            <p class="about text">Each figure computes what it shows, here in the page. Drag, draw, press keys; nothing is loaded.</p>
            <nav class="text" aria-label="Figures"><ol>

            """);
        foreach (Explorable figure in All) body.AppendLine($"<li><a href=\"#{figure.Id}\">{WebUtility.HtmlEncode(figure.Title)}</a></li>");
        body.AppendLine("</ol></nav>");
        foreach (Explorable figure in All)
        {
            string title = WebUtility.HtmlEncode(figure.Title);
            body.AppendLine($"<section id=\"{figure.Id}\"><h2 class=\"text\">{title}</h2>\n{Section(figure)}</section>");
        }

        return body.ToString();
    }

    internal static string Section(Explorable figure) =>
        $"""
        <p class="about text">{WebUtility.HtmlEncode(figure.Caption.Text)}</p>
        <figure class="live" style="max-width:{figure.Width}px">{figure.ToHtml()}
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
