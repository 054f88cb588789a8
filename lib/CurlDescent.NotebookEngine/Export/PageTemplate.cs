using System.Net;
using System.Text;
using CurlDescent.NotebookEngine.Formatting;

namespace CurlDescent.NotebookEngine.Export;

/// <summary>What a page is made of.</summary>
internal sealed record PageParts
{
    public required string Title { get; init; }

    public required string Body { get; init; }

    public PagePlace Place { get; init; } = PagePlace.Alone;

    public bool HasCode { get; init; }

    public bool HasFormulas { get; init; }

    /// <summary>plotly.js, if the page has charts.</summary>
    public string? PlotlyScript { get; init; }
}

/// <summary>The frame of an exported page: everything it needs is inside.</summary>
internal static class PageTemplate
{
    // Chosen before anything is painted, so that a dark page does not flash.
    private const string ChosenTheme = "try{var t=localStorage.getItem('theme');if(t)document.documentElement.dataset.theme=t}catch(e){}";

    // The page needs nothing from elsewhere, and gets nothing. Its own scripts stand in it, and plotly.js makes functions; what strangers
    // wrote was made passive before.
    private const string Policy =
        "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
        + "img-src data: blob:; font-src data:; media-src data: blob:; "
        + "connect-src data: blob:; worker-src blob:; base-uri 'none'; form-action 'none'; object-src 'none'";

    public static string Page(PageParts page)
    {
        string home = page.Place.Index is { } index
            ? $"<a class=\"home\" href=\"{Encode(index.Href)}\">{Encode(index.Title)}</a>"
            : "<span class=\"home\"></span>";
        string code = page.HasCode ? "<button type=\"button\" data-action=\"code\" aria-pressed=\"false\">Hide code</button>" : "";

        // The scripts stand last: text is there to read while they load.
        return
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <link rel="icon" href="data:,">
            <title>{Encode(page.Title)}</title>
            <script>{ChosenTheme}</script>
            <style>
            {Assets.PageStyle}</style>
            {(page.HasFormulas ? $"<style>{Assets.KatexStyle}</style>" : "")}
            </head>
            <body>
            <a class="skip" href="#content">To the content</a>
            <header class="bar">{home}{code}<button type="button" data-action="theme">Dark page</button></header>
            <main class="page" id="content">
            {page.Body}</main>
            {(page.HasFormulas ? $"<script>{PlotlySource.InScript(Assets.KatexScript)}</script>" : "")}
            {(page.PlotlyScript is { } plotly ? PlotlySource.Loader(plotly) : "")}<script>
            {PlotlySource.InScript(Assets.PageScript)}</script>
            </body>
            </html>

            """;
    }

    /// <summary>Table of contents of the headings of levels 2 and 3.</summary>
    public static string Contents(IReadOnlyList<PageHeading> headings)
    {
        PageHeading[] shown = [.. headings.Where(heading => heading.Level is 2 or 3)];
        if (shown.Length < 2)
            return "";
        var list = new StringBuilder("<nav class=\"toc\" aria-label=\"Contents\"><details><summary>Contents</summary>\n<ol>");
        bool inItem = false, inside = false;
        foreach (PageHeading heading in shown)
        {
            bool isSub = heading.Level == 3 && inItem;
            if (isSub && !inside)
                list.Append("<ol>");
            if (!isSub && inside)
                list.Append("</ol>");
            if (!isSub && inItem)
                list.Append("</li>");
            inside = isSub;
            inItem = true;
            list.Append($"<li><a href=\"#{Encode(heading.Id)}\">{heading.Html}</a>{(isSub ? "</li>" : "")}");
        }
        return list.Append(inside ? "</ol>" : "").AppendLine("</li></ol></details></nav>").ToString();
    }

    /// <summary>Links to the neighbours.</summary>
    public static string Turn(PagePlace place) => place.Previous is null && place.Next is null
        ? ""
        : $"<nav class=\"turn\" aria-label=\"Neighbouring pages\">"
            + $"{Link(place.Previous, "prev", "← ", "")}{Link(place.Next, "next", "", " →")}</nav>\n";

    private static string Link(PageLink? link, string rel, string before, string after) =>
        link is null ? "<span></span>" : $"<a rel=\"{rel}\" href=\"{Encode(link.Href)}\">{before}{Encode(link.Title)}{after}</a>";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
