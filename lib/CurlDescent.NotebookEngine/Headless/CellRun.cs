using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Execution;

namespace CurlDescent.NotebookEngine.Headless;

/// <summary>A cell that has run.</summary>
/// <param name="Index">Its place in the notebook, from 0.</param>
/// <param name="ExecutionCount">Its number among the cells run, from 1.</param>
/// <param name="Outputs">What it showed, in nbformat's shape.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Error">The error that stops the notebook; null also where the cell is tagged raises-exception.</param>
public sealed record CellRun(int Index, int ExecutionCount, JsonArray Outputs, double Seconds, CellError? Error);

/// <summary>Follows a run; called in order, never twice at once.</summary>
public interface IRunObserver
{
    /// <summary>The session is ready.</summary>
    void Ready(double seconds);

    /// <summary>A cell begins.</summary>
    void CellStarted(int index, int executionCount);

    /// <summary>A cell has ended.</summary>
    void CellFinished(CellRun run);
}
