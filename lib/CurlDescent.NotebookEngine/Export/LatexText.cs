using System.Text.RegularExpressions;

namespace CurlDescent.NotebookEngine.Export;

/// <summary>What MathJax, which Jupyter uses, takes and KaTeX does not, in words of KaTeX.</summary>
internal static partial class LatexText
{
    /// <summary>A formula for KaTeX: labels and references, which need a document, go; environments without a namesake get the nearest
    /// one.</summary>
    public static string ForKatex(string formula) =>
        Environment().Replace(Label().Replace(formula, ""), match => match.Groups["name"].Value.TrimEnd('*') switch
    {
        "eqnarray" when match.Groups["which"].Value == "begin" => @"\begin{array}{rcl}",
        "eqnarray" => @"\end{array}",
        "multline" => $@"\{match.Groups["which"].Value}{{gather{(match.Value.Contains('*', StringComparison.Ordinal) ? "*" : "")}}}",
        "displaymath" or "math" => $@"\{match.Groups["which"].Value}{{equation*}}",
        _ => match.Value,
    });

    [GeneratedRegex(@"\s*\\label\s*\{[^{}]*\}")]
    private static partial Regex Label();

    [GeneratedRegex(@"\\(?<which>begin|end)\{(?<name>eqnarray|multline|displaymath|math)\*?\}")]
    private static partial Regex Environment();
}
