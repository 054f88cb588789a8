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
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(100);

    private const int StackSize = 16 * 1024 * 1024;

    [ThreadStatic]
    private static DisplayTime? t_time;

    private readonly Lock _lock = new();
    private Worker? _idle;

    /// <summary>How long reading a value may take, as <see cref="DisplayTime"/> counts.</summary>
    public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Runs the work; <paramref name="giveUp"/> answers in its place where it does not come to an end.</summary>
    /// <exception cref="CellInterruptedException">The cell was interrupted meanwhile.</exception>
    public T Run<T>(Func<DisplayTime, T> work, Func<T> giveUp)
    {
        // A formatter that shows something itself.
        if (t_time is { } running)
            return work(running);
        T result = default!;
        var time = new DisplayTime(Limit);
        var job = new Job(time, () => result = work(time));
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

    private bool Wait(Job job, Worker worker)
    {
        CancellationToken interrupted = ExecutionGuard.Cancellation;
        bool wasInterrupted = false;
        try
        {
            WaitHandle[] ends = [job.Done, interrupted.WaitHandle];
            int end = WaitHandle.WaitTimeout;
            while (end == WaitHandle.WaitTimeout && !job.Time.IsOver)
            {
                end = WaitHandle.WaitAny(ends, s_slice);
                job.Time.Advance(worker.IsWaiting);
            }
            wasInterrupted = end == 1;
        }
        catch (ThreadInterruptedException)
        {
            wasInterrupted = true;
        }
        if (job.IsDone)
            return true;
        using (ExecutionGuard.StopDisplays())
        {
            var grace = new DisplayTime(wasInterrupted ? s_grace / 10 : s_grace);
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
                grace.Advance(worker.IsWaiting);
            }
            while (!grace.IsOver);
        }
        return wasInterrupted ? throw new CellInterruptedException() : false;
    }

    private sealed class Job(DisplayTime time, Action work)
    {
        private readonly ExecutionContext? _context = ExecutionContext.Capture();
        private volatile bool _isDone;

        public ManualResetEvent Done { get; } = new(false);

        public ExceptionDispatchInfo? Failure { get; private set; }

        public bool IsDone => _isDone;

        public DisplayTime Time => time;

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
            t_time = time;
            try
            {
                work();
            }
            finally
            {
                t_time = null;
            }
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

        public bool IsWaiting => (_thread.ThreadState & System.Threading.ThreadState.WaitSleepJoin) != 0;

        public void Interrupt() => _thread.Interrupt();

        /// <summary>Lets the thread end after its job, if that ever ends.</summary>
        public void Leave()
        {
            _isLeft = true;
            _begin.Release();
        }

        private void Loop()
        {
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
