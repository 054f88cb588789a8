namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>What a kernel sends of a chart beside Plotly's JSON and one line of text.</summary>
public enum ChartForms
{
    /// <summary>HTML that draws it; the first one of a session carries plotly.js.</summary>
    Html,

    /// <summary>Nothing, for front ends that draw Plotly's JSON themselves: a notebook stays small.</summary>
    Json,

    /// <summary>A picture, for front ends that show neither (qtconsole).</summary>
    Png,
}

/// <summary>How a kernelspec tells its kernel.</summary>
public static class ChartFormsSetting
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "CURL_DESCENT_CHARTS";

    /// <summary>What this process was told; HTML if nothing.</summary>
    public static ChartForms Value =>
        Enum.TryParse(Environment.GetEnvironmentVariable(Variable), ignoreCase: true, out ChartForms forms) ? forms : ChartForms.Html;
}
