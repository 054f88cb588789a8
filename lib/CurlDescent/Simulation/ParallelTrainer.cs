using System.Globalization;

namespace CurlDescent;

/// <summary>How <see cref="ParallelTrainer"/> spreads runs.</summary>
public sealed record ParallelTraining
{
    /// <summary>Runs at the same time; 1 … 4096. By default one per processor.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Runs that may be started or finished before their turn comes; at least <see cref="Threads"/>, at most 1,000,000. It bounds the
    /// memory: the specs and recordings held at any time. By default 16 per thread.
    /// </summary>
    public int? Window { get; init; }

    /// <summary>How to compute each run.</summary>
    public TrainingPathKind Path { get; init; } = TrainingPathKind.Automatic;
}

/// <summary>What became of one run of a sweep: a recording, or the reason why its spec was refused.</summary>
/// <param name="Index">Position among the specs, from 0.</param>
/// <param name="Spec">The spec.</param>
/// <param name="Recording">The recording; null if the spec was refused.</param>
/// <param name="Error">Why the spec was refused; null if it ran.</param>
public sealed record RunResult(int Index, TrainingSpec Spec, Recording? Recording, SpecException? Error);

/// <summary>Progress of a sweep.</summary>
/// <param name="Finished">Runs finished so far, in any order.</param>
/// <param name="Index">The run that finished now.</param>
public readonly record struct SweepProgress(int Finished, int Index)
{
    /// <summary>A line for who waits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Finished} runs finished");
}

/// <summary>
/// Trains many specs on several threads. A run's bits depend on its spec alone, not on the number of threads or the order of the runs.
/// Runs next to each other of the same cell (same seed, network, teacher and data sizes) share what their specs say that they share.
/// </summary>
public static class ParallelTrainer
{
    private const int RunsAheadPerThread = 16;

    /// <summary>Trains specs and yields one result each, in their order, while later ones are still running.</summary>
    /// <param name="specs">Read as needed; may be endless.</param>
    /// <param name="parallel">Threads and memory bound; by default all processors.</param>
    /// <param name="progress">Told when a run finishes, from the thread that ran it.</param>
    /// <param name="cancellation">Stops all runs; looked at every epoch.</param>
    /// <returns>Results in the order of the specs. A refused spec is a result, not an exception. Leaving the loop early stops the runs
    /// ahead.</returns>
    /// <exception cref="SpecException">An option is outside its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IEnumerable<RunResult> Run(
        IEnumerable<TrainingSpec> specs,
        ParallelTraining? parallel = null,
        IProgress<SweepProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(specs);
        parallel ??= new ParallelTraining();
        Require.InRange($"{nameof(ParallelTraining)}.{nameof(parallel.Threads)}", parallel.Threads, 1, 4096);
        int window = parallel.Window ?? RunsAheadPerThread * parallel.Threads;
        Require.InRange($"{nameof(ParallelTraining)}.{nameof(parallel.Window)}", window, parallel.Threads, 1_000_000);
        return Stream(specs, parallel, window, progress, cancellation);
    }

    private static IEnumerable<RunResult> Stream(
        IEnumerable<TrainingSpec> specs, ParallelTraining parallel, int window, IProgress<SweepProgress>? progress,
        CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        TaskScheduler scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, parallel.Threads).ConcurrentScheduler;
        var problems = new ProblemCache(parallel.Threads + 1);
        var ahead = new Queue<Task<RunResult>>();
        int index = 0, finished = 0;

        RunResult Train(TrainingSpec spec, int position)
        {
            RunResult result;
            try
            {
                result = new RunResult(position, spec, Trainer.Run(problems.Get(spec), parallel.Path, progress: null, stop.Token), null);
            }
            catch (SpecException refused)
            {
                result = new RunResult(position, spec, null, refused);
            }

            progress?.Report(new SweepProgress(Interlocked.Increment(ref finished), position));
            return result;
        }

        try
        {
            foreach (TrainingSpec spec in specs)
            {
                ArgumentNullException.ThrowIfNull(spec);
                if (ahead.Count == window) yield return Await(ahead.Dequeue());
                int position = index++;
                ahead.Enqueue(Task.Factory.StartNew(() => Train(spec, position), stop.Token, TaskCreationOptions.None, scheduler));
            }

            while (ahead.Count > 0) yield return Await(ahead.Dequeue());
        }
        finally
        {
            stop.Cancel();
            foreach (Task<RunResult> task in ahead) ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
        }
    }

    private static RunResult Await(Task<RunResult> task) => task.GetAwaiter().GetResult();

    // The last few cells. A new one is drawn by the first run that needs it while others that need it wait.
    private sealed class ProblemCache(int capacity)
    {
        private readonly List<(TrainingSpec Spec, Lazy<TrainingProblem> Problem)> recent = [];

        public TrainingProblem Get(TrainingSpec spec)
        {
            // Before it is kept: a refused spec must not be what its neighbours find.
            spec.Validate();
            Lazy<TrainingProblem> shared;
            lock (recent)
            {
                int found = recent.FindIndex(entry => TrainingProblem.IsSameCell(entry.Spec, spec));
                if (found >= 0)
                {
                    shared = recent[found].Problem;
                }
                else
                {
                    shared = new Lazy<TrainingProblem>(() => TrainingProblem.Create(spec), LazyThreadSafetyMode.ExecutionAndPublication);
                    recent.Add((spec, shared));
                    if (recent.Count > capacity) recent.RemoveAt(0);
                }
            }

            return shared.Value.Spec == spec ? shared.Value : shared.Value.WithRun(spec);
        }
    }
}
