namespace CurlDescent.NotebookEngine.Export;

/// <summary>The frame of an exported page.</summary>
internal static class PageTemplate
{
    private const string Style =
        """
        :root{color-scheme:light}
        body{margin:0 auto;max-width:60rem;padding:1.5rem;font:16px/1.55 system-ui,sans-serif;color:#1c1e21;background:#fff}
        pre,code{font-family:ui-monospace,"DejaVu Sans Mono",Consolas,monospace;font-size:.9em}
        pre{overflow-x:auto;margin:.5rem 0}
        pre.source{padding:.7rem .9rem;background:#f6f7f9;border-left:3px solid #c9d1dc}
        pre.stderr{background:#fff6e0;padding:.5rem}
        pre.error{background:#fdecea;padding:.6rem;color:#8c1d18}
        .output{overflow-x:auto}
        table{border-collapse:collapse;margin:.5rem 0}
        th,td{padding:.2rem .6rem;border-bottom:1px solid #e3e6ea;text-align:left}
        caption{caption-side:bottom;color:#667;font-size:.85em;text-align:left}
        img{max-width:100%}
        .kw{color:#0033b3}.str{color:#067d17}.num{color:#1750eb}.com{color:#777;font-style:italic}.pre{color:#805500}
        """;

    public static string Page(string title, string head, string body) =>
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{title}</title>
        <style>
        {Style}
        </style>
        {head}</head>
        <body>
        {body}</body>
        </html>

        """;
}
