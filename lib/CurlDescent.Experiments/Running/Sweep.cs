using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CurlDescent.Experiments.Running;

namespace CurlDescent.Experiments;

/// <summary>How a sweep is run.</summary>
public sealed record SweepOptions
{
    /// <summary>Number of threads; all processors if null.</summary>
    public int? Threads { get; init; }

    /// <summary>Which part of the runs; all of them if null.</summary>
    public Shard? Shard { get; init; }

    /// <summary>Only the first so many runs of each cell under each rule; all of them if null.</summary>
    public int? Seeds { get; init; }

    /// <summary>For the dates that are noted; the system's clock if null.</summary>
    public TimeProvider? Clock { get; init; }
}

/// <summary>How far a sweep is.</summary>
/// <param name="Done">Runs in the store.</param>
/// <param name="Total">Runs of the sweep, or of the shard.</param>
/// <param name="DoneHere">Runs that this process made.</param>
/// <param name="Elapsed">Time since this process began.</param>
/// <param name="Left">Time left at the present rate; null before the first run.</param>
public readonly record struct SweepState(long Done, long Total, long DoneHere, TimeSpan Elapsed, TimeSpan? Left)
{
    /// <summary>A line for who waits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Done} of {Total} runs");
}

/// <summary>
/// Runs what is missing in a store. May be stopped at any moment and started again; several processes may run the same store.
/// </summary>
public static class Sweep
{
    private const int MostClaimedAtOnce = 256;

    // Runs that wait to be stored; more than that, and those who make them wait.
    private const int MostWaiting = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs a sweep to its end.</summary>
    /// <param name="spec">The sweep.</param>
    /// <param name="path">File of its store; made if it does not exist.</param>
    /// <param name="options">Threads and shard; null for all of both.</param>
    /// <param name="progress">Told after each stored run, one call at a time.</param>
    /// <param name="cancellation">Stops the sweep; finished runs are stored, runs under way are lost.</param>
    /// <exception cref="StoreException">The store cannot be used or written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SweepState Run(
        SweepSpec spec, string path, SweepOptions? options = null, IProgress<SweepState>? progress = null,
        CancellationToken cancellation = default)
    {
        using var store = RunStore.OpenOrCreate(path, spec, options?.Clock);
        return new Process(spec, store, options ?? new SweepOptions(), progress).Run(cancellation);
    }

    /// <summary>Lists the runs of a sweep or of a shard of it, the most expensive cells first.</summary>
    internal static IReadOnlyList<RunKey> Keys(SweepSpec spec, Shard? shard, int? seeds = null, CancellationToken cancellation = default)
    {
        double Cost(Cell cell)
        {
            cancellation.ThrowIfCancellationRequested();
            return spec.Experiment.Kind.Work(cell, spec.Rules[^1]).Units;
        }

        IEnumerable<RunKey> keys =
            from cell in spec.Cells.OrderByDescending(Cost).ThenBy(c => c.Index)
            from rule in spec.Rules
            from seed in Enumerable.Range(0, seeds ?? spec.Seeds)
            select new RunKey(cell.Index, rule, seed);
        return [.. shard is null ? keys : keys.Where((_, i) => shard.Has(i))];
    }

    /// <summary>
    /// One process's work on a store. Not done with <see cref="ParallelTrainer"/>, which hands out recordings in the order of the specs:
    /// here a run must be stored the moment it is finished, whatever runs before it are still under way.
    /// </summary>
    private sealed class Process(SweepSpec spec, RunStore store, SweepOptions options, IProgress<SweepState>? progress)
    {
        private readonly ExperimentKind kind = spec.Experiment.Kind;
        private readonly RunMaker maker = new(spec);
        private readonly ConcurrentDictionary<(int Cell, string Rule), double> work = new();
        private readonly Stopwatch watch = Stopwatch.StartNew();
        private readonly Lock gate = new();
        private readonly Queue<RunKey> claimed = new();
        private readonly BlockingCollection<StoredRun> made = new(MostWaiting);
        private LinkedList<RunKey> missing = new();
        private long total, doneAtStart, doneHere;
        private double workTotal, workAtStart, workHere;
        private int batch = 1;
        private TimeSpan lastClaim = TimeSpan.MinValue;

        public SweepState Run(CancellationToken cancellation)
        {
            IReadOnlyList<RunKey> keys = Keys(spec, options.Shard, options.Seeds, cancellation);
            IReadOnlySet<RunKey> finished = store.Finished();
            total = keys.Count;
            workTotal = keys.Sum(Work);
            missing = new LinkedList<RunKey>(keys.Where(k => !finished.Contains(k)));
            doneAtStart = total - missing.Count;
            workAtStart = workTotal - missing.Sum(Work);
            progress?.Report(Now());

            int threads = Math.Max(1, options.Threads ?? Environment.ProcessorCount);
            batch = threads;
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Exception? failure = null;
            var writer = new Thread(() => Write(e =>
            {
                Interlocked.CompareExchange(ref failure, e, null);
                stop.Cancel();
            }))
            { IsBackground = true, Name = "sweep's writer" };
            writer.Start();
            var workers = new Thread[Math.Min(threads, Math.Max(1, missing.Count))];
            for (int i = 0; i < workers.Length; i++)
            {
                workers[i] = new Thread(() =>
                {
                    try
                    {
                        while (Next(stop.Token) is { } key) Do(key, stop.Token);
                    }
                    catch (Exception e)
                    {
                        if (e is not OperationCanceledException) Interlocked.CompareExchange(ref failure, e, null);
                        stop.Cancel();
                    }
                })
                { IsBackground = true, Name = $"sweep {i}" };
                workers[i].Start();
            }

            try
            {
                JoinAll(workers, stop);
            }
            finally
            {
                made.CompleteAdding();
                JoinAll([writer], stop);
                made.Dispose();
            }

            if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            cancellation.ThrowIfCancellationRequested();
            return Now();
        }

        // Store and token must outlive their users, also where this thread is interrupted meanwhile.
        private static void JoinAll(Thread[] workers, CancellationTokenSource stop)
        {
            bool interrupted = false;
            for (int i = 0; i < workers.Length;)
            {
                try
                {
                    workers[i].Join();
                    i++;
                }
                catch (ThreadInterruptedException)
                {
                    interrupted = true;
                    stop.Cancel();
                }
            }

            if (interrupted) throw new ThreadInterruptedException();
        }

        private void Do(RunKey key, CancellationToken cancellation)
        {
            long start = Stopwatch.GetTimestamp();
            Cell cell = spec.Cells[key.Cell];
            RunData result = maker.Make(key, cancellation);

            // What is finished is stored, cancelled or not.
            var run = new StoredRun(key, cell.Hash, result, Stopwatch.GetElapsedTime(start).TotalSeconds, store.SessionId);
            made.Add(run, CancellationToken.None);
        }

        /// <summary>
        /// Stores runs as they come: whatever has come while the disk was at the last ones goes into one transaction, so that short runs
        /// are not made at the pace of the disk.
        /// </summary>
        private void Write(Action<Exception> failed)
        {
            bool broken = false;
            foreach (StoredRun first in made.GetConsumingEnumerable())
            {
                // After a failure what still comes is taken, so that nobody waits, and lost.
                if (broken) continue;
                var runs = new List<StoredRun> { first };
                while (runs.Count < MostWaiting && made.TryTake(out StoredRun? next)) runs.Add(next);
                try
                {
                    store.SaveAll(runs);
                    foreach (StoredRun run in runs) Count(run.Key);
                }
                catch (Exception e)
                {
                    broken = true;
                    failed(e);
                }
            }
        }

        private void Count(RunKey key)
        {
            lock (gate)
            {
                doneHere++;
                workHere += Work(key);
                progress?.Report(Now());
            }
        }

        /// <summary>The next run to do; null when every run is done, by this process or another.</summary>
        private RunKey? Next(CancellationToken cancellation)
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                lock (gate)
                {
                    if (claimed.Count == 0) ClaimMore();
                    if (claimed.TryDequeue(out RunKey key)) return key;
                    if (missing.Count == 0) return null;
                }

                // What is missing is under way elsewhere. Should that process die, its claims become void and are taken over here.
                cancellation.WaitHandle.WaitOne(Patience);
            }
        }

        private void ClaimMore()
        {
            // Short runs are claimed by many at a time, so that claiming costs little beside them.
            TimeSpan now = watch.Elapsed;
            if (lastClaim != TimeSpan.MinValue)
            {
                batch = Math.Clamp(now - lastClaim < TimeSpan.FromSeconds(0.5) ? batch * 2 : batch / 2, 1, MostClaimedAtOnce);
            }

            lastClaim = now;
            if (missing.Count == 0) return;
            foreach (RunKey key in store.Claim(missing, Math.Min(batch, Math.Max(1, missing.Count / 4)))) claimed.Enqueue(key);
            if (claimed.Count > 0)
            {
                var taken = claimed.ToHashSet();
                for (LinkedListNode<RunKey>? node = missing.First; node is not null && taken.Count > 0;)
                {
                    LinkedListNode<RunKey>? next = node.Next;
                    if (taken.Remove(node.Value)) missing.Remove(node);
                    node = next;
                }

                return;
            }

            IReadOnlySet<RunKey> finished = store.Finished();
            RunKey[] elsewhere = [.. missing.Where(finished.Contains)];
            doneAtStart += elsewhere.Length;
            workAtStart += elsewhere.Sum(Work);
            missing = new LinkedList<RunKey>(missing.Where(k => !finished.Contains(k)));
        }

        // A little for the store's part, so that no run counts for nothing.
        private double Work(RunKey key) => 1e6 + work.GetOrAdd((key.Cell, key.Rule), k => kind.Work(spec.Cells[k.Cell], k.Rule).Units);

        private SweepState Now()
        {
            double left = workTotal - workAtStart - workHere;
            TimeSpan? remaining = workHere > 0 ? watch.Elapsed * (left / workHere) : null;
            return new SweepState(doneAtStart + doneHere, total, doneHere, watch.Elapsed, remaining);
        }
    }
}
