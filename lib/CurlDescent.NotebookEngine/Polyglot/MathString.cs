using CurlDescent.NotebookEngine.Formatting;

namespace CurlDescent.NotebookEngine.Polyglot;

/// <summary>A formula in LaTeX without its dollar signs, by the name that older notebooks know: <c>(MathString)@"\frac12"</c>.</summary>
public sealed class MathString(string source) : IShowsItself
{
    /// <summary>The formula, between dollar signs.</summary>
    public override string ToString() => $"$${source}$$";

    MimeBundle IShowsItself.Show() => MimeBundle.Text("text/latex", ToString());

    /// <summary>Makes a formula of its source.</summary>
    public static implicit operator MathString(string source) => new(source);
}
