using System.Collections.Concurrent;

namespace CurlDescent.Experiments.Specs;

/// <summary>
/// What the runs of a cell share: drawn once, and forgotten when the sweep has moved on. Safe to use from several threads.
/// </summary>
internal sealed class SharedProblems
{
    private const int Kept = 32;

    private readonly ConcurrentDictionary<int, Lazy<TrainingProblem>> problems = new();
    private readonly ConcurrentQueue<int> order = new();

    /// <summary>The problem of one run.</summary>
    public TrainingProblem Of(Cell cell, string rule, int seed)
    {
        Lazy<TrainingProblem> problem = problems.GetOrAdd(cell.Index, index =>
        {
            order.Enqueue(index);
            return new Lazy<TrainingProblem>(() => TrainingProblem.Create(cell.Training(rule, 0)));
        });
        while (problems.Count > Kept && order.TryDequeue(out int oldest)) problems.TryRemove(oldest, out _);
        return problem.Value.WithRun(cell.Training(rule, seed));
    }
}
