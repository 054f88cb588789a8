using System.Net;
using CurlDescent.NotebookEngine.Formatting;

namespace CurlDescent.NotebookEngine.Export;

/// <summary>
/// An output that acts (scripts, handlers, forms), in a sandboxed frame: it has an origin of its own, so it reaches neither the page nor
/// what the page's origin keeps, opens no windows, leads nowhere, and loads nothing. The page gives it its theme and as much height as it
/// asks for.
/// </summary>
internal static class OutputFrame
{
    private const string Policy =
        "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' data: blob:; style-src 'unsafe-inline'; "
        + "img-src data: blob:; font-src data:; media-src data: blob:; worker-src blob:";

    // Height after every change of size, and when the page speaks, which may listen later than the frame has loaded; the theme as the
    // page has it.
    private const string Contact =
        """
        var tell=function(){parent.postMessage({frameHeight:Math.ceil(document.documentElement.getBoundingClientRect().height)},'*')};
        addEventListener('message',function(e){
        if(e.source!==parent||!e.data||(e.data.theme!=='dark'&&e.data.theme!=='light'))return;
        document.documentElement.dataset.theme=e.data.theme;tell()});
        addEventListener('load',function(){
        new ResizeObserver(tell).observe(document.documentElement);tell()});
        """;

    /// <summary>A frame around HTML.</summary>
    /// <param name="html">The HTML.</param>
    /// <param name="title">What it is, for who cannot see it.</param>
    public static string Html(string html, string title = "Output that runs by itself")
    {
        string page =
            $$"""
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{{Policy}}"><style>{{Assets.PageStyle}}
            body{overflow-x:auto}</style><script>{{Contact}}</script></head><body>{{html}}</body></html>
            """;
        return "<iframe class=\"acts\" sandbox=\"allow-scripts\" "
            + $"title=\"{WebUtility.HtmlEncode(title)}\" srcdoc=\"{WebUtility.HtmlEncode(page)}\"></iframe>";
    }

    /// <summary>A frame around a script; what it writes has the element that its front end would give it.</summary>
    public static string Script(string script) =>
        Html($"<div id=\"element\"></div><script>var element=document.getElementById('element');{PlotlySource.InScript(script)}</script>");
}
