using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using CurlDescent.NotebookEngine.Execution;

namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>
/// Runs what a value's own code does while it is shown (properties, iterators, formatters, messages of exceptions) on a thread with a deep
/// stack and for a limited time, so that neither can cost the cell. Code that no signal reaches is left behind on its thread.
/// </summary>
internal sealed class DisplayRunner
{
    /// <summary>How long reading a value may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    private const int StackSize = 16 * 1024 * 1024;

    [ThreadStatic]
    private static bool t_isWorker;

    private readonly Lock _lock = new();
    private Worker? _idle;

    /// <summary>Runs the work; <paramref name="giveUp"/> answers in its place where it does not come to an end.</summary>
    /// <exception cref="CellInterruptedException">The cell was interrupted meanwhile.</exception>
    public T Run<T>(Func<long, T> work, Func<T> giveUp)
    {
        long deadline = Stopwatch.GetTimestamp() + (long)(Limit.TotalSeconds * Stopwatch.Frequency);
        // A formatter that shows something itself.
        if (t_isWorker)
            return work(deadline);
        T result = default!;
        var job = new Job(() => result = work(deadline));
        Worker worker;
        lock (_lock)
        {
            worker = _idle ?? new Worker();
            _idle = null;
        }
        worker.Start(job);
        bool isDone = false;
        try
        {
            isDone = Wait(job, worker);
        }
        finally
        {
            if (!isDone)
                worker.Leave();
        }
        if (!isDone)
            return giveUp();
        job.Done.Dispose();
        lock (_lock)
        {
            if (_idle is null)
                _idle = worker;
            else
                worker.Leave();
        }
        job.Failure?.Throw();
        return result;
    }

    private static bool Wait(Job job, Worker worker)
    {
        CancellationToken interrupted = ExecutionGuard.Cancellation;
        bool wasInterrupted;
        try
        {
            wasInterrupted = WaitHandle.WaitAny([job.Done, interrupted.WaitHandle], Limit) == 1;
        }
        catch (ThreadInterruptedException)
        {
            wasInterrupted = true;
        }
        if (job.IsDone)
            return true;
        using (ExecutionGuard.StopDisplays())
        {
            long start = Stopwatch.GetTimestamp();
            do
            {
                worker.Interrupt();
                try
                {
                    if (job.Done.WaitOne(20))
                        return true;
                }
                catch (ThreadInterruptedException)
                {
                    wasInterrupted = true;
                }
            }
            while (Stopwatch.GetElapsedTime(start) < (wasInterrupted ? s_grace / 10 : s_grace));
        }
        return wasInterrupted ? throw new CellInterruptedException() : false;
    }

    private sealed class Job(Action work)
    {
        private readonly ExecutionContext? _context = ExecutionContext.Capture();
        private volatile bool _isDone;

        public ManualResetEvent Done { get; } = new(false);

        public ExceptionDispatchInfo? Failure { get; private set; }

        public bool IsDone => _isDone;

        public void Run()
        {
            try
            {
                if (_context is null)
                    InContext(null);
                else
                    ExecutionContext.Run(_context, InContext, null);
            }
            catch (Exception e)
            {
                Failure = ExceptionDispatchInfo.Capture(e);
            }
            _isDone = true;
            Done.Set();
        }

        private void InContext(object? state)
        {
            // What the engine writes is the same on every machine.
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            work();
        }
    }

    private sealed class Worker
    {
        private readonly SemaphoreSlim _begin = new(0);
        private readonly Thread _thread;
        private volatile bool _isLeft;
        private Job? _job;

        public Worker()
        {
            _thread = new Thread(Loop, StackSize) { IsBackground = true, Name = "notebook display" };
            using (ExecutionContext.SuppressFlow())
                _thread.Start();
        }

        public void Start(Job job)
        {
            _job = job;
            _begin.Release();
        }

        public void Interrupt() => _thread.Interrupt();

        /// <summary>Lets the thread end after its job, if that ever ends.</summary>
        public void Leave()
        {
            _isLeft = true;
            _begin.Release();
        }

        private void Loop()
        {
            t_isWorker = true;
            ExecutionGuard.LimitStack(StackSize / 2);
            while (!_isLeft)
            {
                try
                {
                    _begin.Wait();
                    Interlocked.Exchange(ref _job, null)?.Run();
                }
                catch (ThreadInterruptedException)
                {
                    // Sent for a job that had just ended.
                }
            }
        }
    }
}
