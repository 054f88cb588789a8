using System.Text;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Cells;
using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.NotebookEngine.Headless;

/// <summary>A notebook after a run.</summary>
/// <param name="Executed">A copy of the notebook with the run's outputs; cells not reached have none.</param>
/// <param name="Cells">The cells that ran.</param>
/// <param name="Seconds">Wall time from the start of its process to the last cell.</param>
/// <param name="Failure">Why it failed, on one line; null if it did not.</param>
public sealed record NotebookRun(Notebook Executed, IReadOnlyList<CellRun> Cells, double Seconds, NotebookFailure? Failure);

/// <summary>Why a notebook failed.</summary>
/// <param name="Summary">One line: cell and error.</param>
/// <param name="Traceback">What to show below it.</param>
public sealed record NotebookFailure(string Summary, IReadOnlyList<string> Traceback);

/// <summary>Puts the outputs of a run into a copy of the notebook as they come.</summary>
internal sealed class RunRecorder : IRunObserver
{
    private readonly List<CellRun> _cells = [];
    private readonly Notebook _executed;
    private readonly List<string> _lines = [];
    private readonly StringBuilder _native = new();

    public RunRecorder(Notebook notebook)
    {
        _executed = notebook.Clone();
        _executed.Complete();
        foreach (NotebookCell cell in _executed.Cells.Where(cell => cell.Type == CellType.Code && !cell.IsSkipped))
            cell.SetResult(null, []);
    }

    /// <summary>The cell that has begun and not ended; −1 if none.</summary>
    public int RunningIndex { get; private set; } = -1;

    public int RunningCount { get; private set; }

    public void Ready(double seconds) { }

    public void CellStarted(int index, int executionCount) => (RunningIndex, RunningCount) = (index, executionCount);

    /// <summary>A line that native code, or a process that a cell has started, has written past the engine.</summary>
    public void AddLine(string line)
    {
        if (_native.Length <= OutputCollector.MostStreamText)
            _lines.Add(line);
    }

    /// <summary>A message of the engine's follows, which has ended the last line.</summary>
    public void EndLines()
    {
        _native.AppendJoin('\n', _lines);
        _lines.Clear();
    }

    public void CellFinished(CellRun run)
    {
        RunningIndex = -1;
        EndLines();
        if (_native.Length > 0)
        {
            run = run with { Outputs = WithText(run.Outputs, _native.ToString()) };
            _native.Clear();
        }
        _cells.Add(run);
        _executed.Cells[run.Index].SetResult(run.ExecutionCount, (JsonArray)run.Outputs.DeepClone());
    }

    /// <summary>Ends the run; a cell still running gets <paramref name="error"/> as its last output, behind what <paramref name="shown"/>
    /// has gathered.</summary>
    public NotebookRun Finish(double seconds, CellError? error = null, OutputCollector? shown = null)
    {
        if (error is not null && RunningIndex >= 0)
            CellFinished(new CellRun(RunningIndex, RunningCount, shown?.Take(error) ?? [OutputJson.Error(error)], 0, error));
        else if (error is not null)
            return new NotebookRun(_executed, _cells, seconds, new NotebookFailure(error.Message, error.Traceback));
        CellRun? failed = _cells.LastOrDefault(cell => cell.Error is not null);
        NotebookFailure? failure = failed is null
            ? null
            : new NotebookFailure(
                $"Cell[{failed.ExecutionCount}] (cell {failed.Index + 1} of {_executed.Cells.Count}): "
                + $"{failed.Error!.Name}: {FirstLine(failed.Error.Message)}", failed.Error.Traceback);
        return new NotebookRun(_executed, _cells, seconds, failure);
    }

    // When it was written among the outputs nobody knows; it stands before the value or the error.
    private static JsonArray WithText(JsonArray outputs, string text)
    {
        var collector = new OutputCollector();
        collector.Publish(new CellOutput.Stream(false, text));
        var all = (JsonArray)outputs.DeepClone();
        int place = all.Count;
        while (place > 0 && (string?)all[place - 1]!["output_type"] is "execute_result" or "error")
            place--;
        foreach (JsonNode? part in collector.Take(null))
            all.Insert(place++, part!.DeepClone());
        return all;
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0];
}
