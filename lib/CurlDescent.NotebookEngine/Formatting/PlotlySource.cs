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

    // Where the front end is dark, a figure takes the colours it names for that (layout.meta.dark), another one light letters and grids on
    // the front end's own ground, but for what it sets itself. JupyterLab and VS Code say on the body what they are.
    private const string Dress =
        """
        function dress(f){var b=document.body,s=b.dataset.jpThemeLight;
        if(!(s?s==="false":/vscode-dark|vscode-high-contrast(?!-light)/.test(b.className)))return f;
        var dark=((f.layout||{}).meta||{}).dark;
        function swap(n){if(typeof n==="string")return dark[n]||n;if(Array.isArray(n))return typeof n[0]==="number"?n:n.map(swap);
        if(n&&typeof n==="object"){var o={};for(var k in n)o[k]=swap(n[k]);return o}return n}
        if(dark)return {data:swap(f.data),layout:swap(f.layout),config:f.config};
        var l=Object.assign({},f.layout),t=Object.assign({},l.template),c=Object.assign({},t.layout),
        g={gridcolor:"#444",linecolor:"#666",zerolinecolor:"#666",tickcolor:"#666"},ground="rgba(0,0,0,0)";
        Object.assign(c,{paper_bgcolor:ground,plot_bgcolor:ground,font:Object.assign({},c.font,{color:"#ddd"}),
        xaxis:Object.assign({},c.xaxis,g),yaxis:Object.assign({},c.yaxis,g),
        scene:{xaxis:Object.assign({backgroundcolor:ground},g),yaxis:Object.assign({backgroundcolor:ground},g),
        zaxis:Object.assign({backgroundcolor:ground},g)}});
        t.layout=c;l.template=t;return {data:f.data,layout:l,config:f.config}}
        """;

    /// <summary>
    /// An element and a script that draws the figure into it once <c>Plotly</c> is there, in a dark front end in colours for it.
    /// </summary>
    public static string Chart(string id, string figureJson) =>
        $$"""
        <div id="{{id}}" class="plotly-chart"></div>
        <script>(function(){var figure={{InScript(figureJson)}},tries=0;
        {{Dress}}
        function draw(){var target=document.getElementById("{{id}}");
        if(window.Plotly&&target){figure=dress(figure);
        window.Plotly.newPlot(target,figure.data,figure.layout,Object.assign({responsive:true},figure.config))}
        else if(++tries<200)setTimeout(draw,50);
        else if(target)target.textContent="plotly.js is not on this page: run the notebook again from its first chart.";}
        draw();})()</script>
        """;

    /// <summary>Escapes text for the inside of a script element.</summary>
    public static string InScript(string text) =>
        text.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase).Replace("<!--", "<\\!--", StringComparison.Ordinal);
}
