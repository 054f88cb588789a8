using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace CurlDescent.NotebookEngine.Polyglot;

/// <summary>What this engine adds to <see cref="Kernel"/>, so that it can be written <c>Kernel.Progress("…")</c> too.</summary>
public static class KernelHelpers
{
    extension(Kernel)
    {
        /// <inheritdoc cref="CellHelpers.CellCancellation"/>
        public static CancellationToken CellCancellation => CellHelpers.CellCancellation;

        /// <inheritdoc cref="CellHelpers.LaTeX"/>
        public static LaTeXString LaTeX(string source) => CellHelpers.LaTeX(source);

        /// <inheritdoc cref="CellHelpers.Progress"/>
        public static CellProgress Progress(string label = "") => CellHelpers.Progress(label);

        /// <inheritdoc cref="CellHelpers.ClearOutput"/>
        public static void ClearOutput(bool wait = false) => CellHelpers.ClearOutput(wait);
    }
}
