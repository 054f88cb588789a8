using System.Reflection;

namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>plotly.js from Plotly.NET's own resources, and the HTML that draws with it.</summary>
public static class PlotlySource
{
    /// <summary>Reads the source of plotly.js out of the Plotly.NET assembly.</summary>
    /// <exception cref="InvalidOperationException">The assembly carries none.</exception>
    public static string From(Assembly plotlyNet)
    {
        string name = plotlyNet.GetManifestResourceNames().FirstOrDefault(n =>
            n.Contains("plotly", StringComparison.OrdinalIgnoreCase) && n.EndsWith(".min.js", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"{plotlyNet.GetName().Name} carries no plotly.js.");
        using var reader = new StreamReader(plotlyNet.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    /// <summary>A script element that defines the global <c>Plotly</c> unless the page has it; module loaders of the page are
    /// masked.</summary>
    public static string Loader(string source) =>
        $"<script>if(!window.Plotly){{(function(define,module,exports){{{InScript(source)}\n}}).call(window)}}</script>\n";

    /// <summary>An element and a script that draws the figure into it once <c>Plotly</c> is there.</summary>
    public static string Chart(string id, string figureJson) =>
        $$"""
        <div id="{{id}}" class="plotly-chart"></div>
        <script>(function(){var figure={{InScript(figureJson)}},tries=0;
        function draw(){var target=document.getElementById("{{id}}");
        if(window.Plotly&&target)window.Plotly.newPlot(target,figure.data,figure.layout,Object.assign({responsive:true},figure.config));
        else if(++tries<200)setTimeout(draw,50);
        else if(target)target.textContent="plotly.js is not on this page: run the notebook again from its first chart.";}
        draw();})()</script>
        """;

    /// <summary>Escapes text for the inside of a script element.</summary>
    public static string InScript(string text) =>
        text.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase).Replace("<!--", "<\\!--", StringComparison.Ordinal);
}
