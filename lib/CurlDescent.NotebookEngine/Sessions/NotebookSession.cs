using System.Diagnostics;
using System.Globalization;
using CurlDescent.NotebookEngine.Cells;
using CurlDescent.NotebookEngine.Completion;
using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Magics;
using CurlDescent.NotebookEngine.Packages;
using CurlDescent.NotebookEngine.Polyglot;
using CurlDescent.NotebookEngine.Submissions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.DotNet.Interactive;

namespace CurlDescent.NotebookEngine.Sessions;

/// <summary>
/// A C# session: runs cells one after another, keeps their state, shows what they produce on a front end. The headless runner and the
/// Jupyter kernel are both fronts on this type. A process runs one cell at a time, because console and current folder are the process's.
/// </summary>
public sealed class NotebookSession : CellSession, IDisposable
{
    /// <summary>How long an interrupted cell may take to end before it counts as unresponsive.</summary>
    public static readonly TimeSpan InterruptGrace = TimeSpan.FromSeconds(5);

    // Some 100,000 frames. Unwinding a deeper stack would take longer than any reader waits for "endless recursion".
    private const int UsableStack = 4 * 1024 * 1024;

    private const int StackSize = 2 * UsableStack;

    private readonly SessionLoadContext _loader = new();
    private readonly SubmissionChain _chain;
    private readonly SessionReferences _references;
    private readonly TimeSpan _interruptGrace;
    private readonly Lazy<CompositeKernel> _root;
    private readonly Lazy<CodeAssistant> _assistant;
    private readonly Lock _interruptLock = new();
    private readonly Lock _turn = new();

    private Thread? _thread;
    private CancellationTokenSource _cancellation = new();
    private CultureInfo _culture = MachineCulture.Culture;
    private CultureInfo _language = MachineCulture.UICulture;
    private bool _isUnusable;
    private readonly AsyncLocal<Action<object?>?> _nestedResult = new();
    private int _importDepth;

    /// <summary>Creates a session that shows its outputs on <paramref name="frontEnd"/>.</summary>
    /// <param name="frontEnd">The front end.</param>
    /// <param name="interruptGrace">How long an interrupted cell may take to end; <see cref="Timeout.InfiniteTimeSpan"/> to wait for it
    /// whatever it takes.</param>
    public NotebookSession(ICellFrontEnd frontEnd, TimeSpan? interruptGrace = null) : base(frontEnd)
    {
        _assistant = new Lazy<CodeAssistant>(() => new CodeAssistant(Chain));
        _interruptGrace = interruptGrace ?? InterruptGrace;
        _chain = new SubmissionChain(_loader);
        _references = new SessionReferences(_chain, _loader);
        ConsoleRouter.Install();
        _root = new Lazy<CompositeKernel>(() => SessionKernel.CreateRoot(this, _assistant, RunNested));
    }

    /// <inheritdoc/>
    public override CancellationToken Interrupted => _cancellation.Token;

    /// <summary>The source of plotly.js, once a chart was shown.</summary>
    public string? PlotlyScript => Formatter.PlotlyScript;

    internal SubmissionChain Chain => _chain;

    /// <summary>Answers questions about code.</summary>
    internal CodeAssistant Assistant => _assistant.Value;

    /// <summary>The session as others' kernels and extensions know it.</summary>
    internal CompositeKernel Root => _root.Value;

    private SessionKernel Kernel => (SessionKernel)Root.ChildKernels.First();

    internal IReadOnlyCollection<PackageRequest> Packages => _references.Packages;

    /// <summary>Loads compiler and libraries, which otherwise the first cell would wait for.</summary>
    public void WarmUp() => Parallel.Invoke(_chain.WarmUp, () => Formatter.Format(1.5), () => Kernel.Enter("").Dispose());

    /// <summary>Runs a cell to its end.</summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="executionCount">Its number: errors say <c>Cell[number]</c>.</param>
    /// <param name="timeout">When to interrupt it; null for never.</param>
    /// <param name="interrupt">Interrupts it, also where it was cancelled before the cell began.</param>
    public CellResult Execute(string code, int executionCount, TimeSpan? timeout = null, CancellationToken interrupt = default)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"Cell[{executionCount}]");
        return OnCellThread(() => Run(code, () => RunText(code, name, Environment.CurrentDirectory)), timeout, interrupt);
    }

    /// <summary>Runs what an earlier cell has left to do (a widget's action) as if it were a cell.</summary>
    /// <param name="action">What to run.</param>
    /// <param name="interrupt">Interrupts it.</param>
    internal CellResult Invoke(Action action, CancellationToken interrupt) => OnCellThread(() => Run("", action), null, interrupt);

    // Code sent to the kernel counts there as cancelled before it has stopped: what comes next waits for that.
    private CellResult OnCellThread(Func<CellError?> work, TimeSpan? timeout, CancellationToken interrupt)
    {
        lock (_turn)
            return OnOwnThread(work, timeout, interrupt);
    }

    private CellResult OnOwnThread(Func<CellError?> work, TimeSpan? timeout, CancellationToken interrupt)
    {
        if (_isUnusable)
            throw new InvalidOperationException("An earlier cell of this session never ended; start a new session.");
        CellError? error = null;
        using var done = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            try
            {
                error = work();
            }
            catch (Exception e)
            {
                // Whatever goes wrong after the cell's own failure, it has not succeeded.
                string kind = TypeNames.OfException(e.GetType());
                error = new CellError(kind, "The cell failed and cannot be described.",
                    [$"{kind}: The cell failed and cannot be described."]);
            }
            finally
            {
                done.Set();
            }
        }, StackSize)
        { IsBackground = true, Name = "notebook cell" };

        lock (_interruptLock)
        {
            ExecutionGuard.Set(false);
            // The last one is not disposed of: work that its cell left running may still hold its token.
            _cancellation = new CancellationTokenSource();
            _thread = thread;
        }
        thread.Start();
        using CancellationTokenRegistration registration = interrupt.Register(Interrupt);
        bool timedOut = timeout is { } limit && !done.Wait(limit);
        if (timedOut)
            Interrupt();
        bool ended = Wait(thread, done);
        ConsoleRouter.Restore();
        lock (_interruptLock)
        {
            _thread = null;
        }
        if (!ended)
        {
            _isUnusable = true;
            string why = timedOut
                ? $"The cell ran longer than {Seconds(timeout!.Value)} and did not stop when interrupted."
                : "The cell did not stop when interrupted.";
            string name = timedOut ? "Timeout" : "Interrupted";
            return new CellResult(CellStatus.Unresponsive, new CellError(name, why, [$"{name}: {why}"]));
        }
        ExecutionGuard.Set(false);
        if (timedOut && error is not null)
        {
            string why = $"The cell ran longer than {Seconds(timeout!.Value)}.";
            error = new CellError("Timeout", why, [$"Timeout: {why}", .. error.Traceback.Skip(1)]);
        }
        return error is null ? CellResult.Success : new CellResult(CellStatus.Failed, error);
    }

    /// <summary>Interrupts the running cell, if there is one; returns at once. Variables keep the values they have.</summary>
    public void Interrupt()
    {
        lock (_interruptLock)
        {
            if (_thread is null)
                return;
            ExecutionGuard.Set(true);
            try
            {
                _cancellation.Cancel();
            }
            catch (AggregateException)
            {
                // What a reader's own callbacks throw concerns nobody here.
            }
        }
    }

    /// <inheritdoc/>
    internal override void KeepCulture(CultureInfo culture, bool isLanguage)
    {
        if (isLanguage)
            _language = culture;
        else
            _culture = culture;
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<SessionVariable> Variables()
    {
        var found = new Dictionary<string, SessionVariable>(StringComparer.Ordinal);
        foreach (object instance in _chain.Instances)
            foreach (var field in instance.GetType().GetFields().Where(field => !field.Name.StartsWith('<')))
                found[field.Name] = new SessionVariable(field.Name, field.FieldType, field.GetValue(instance));
        return [.. found.Values];
    }

    /// <inheritdoc/>
    internal override void RunCode(string code, string path)
    {
        ExecutionGuard.Check();
        CellParts parts = CellParts.Of(code);
        if (parts.Library is { } library)
            _chain.AddLibrary(library, path, Interrupted);
        Func<Task<SubmissionValue>>? run = _chain.Compile(parts.Script, path, Interrupted);
        if (run is null)
            return;
        SubmissionValue value;
        using (_loader.EnterReflection())
        {
            try
            {
                value = Await(run());
            }
            finally
            {
                DisposeOf(parts.Disposed);
            }
        }
        if (!value.IsShown)
            return;
        if (_nestedResult.Value is { } nested)
        {
            nested(value.Value);
            return;
        }
        if (Formatter.ChartsIn(value.Value) is { } charts)
        {
            foreach (object chart in charts)
                Display(chart, []);
            return;
        }
        FrontEnd.Publish(new CellOutput.Result(Formatter.Format(value.Value)));
    }

    private SubmissionValue Await(Task<SubmissionValue> task)
    {
        // An awaited task that never ends cannot be stopped, but it must not hold the session.
        if (!task.IsCompleted)
            Task.WaitAny([task], Interrupted);
        return task.GetAwaiter().GetResult();
    }

    // A cell's "using var" ends with the cell.
    private void DisposeOf(IReadOnlyList<string> variables)
    {
        foreach (string name in variables.Reverse())
        {
            object? value = _chain.Instances.LastOrDefault()?.GetType().GetField(name)?.GetValue(_chain.Instances.Last());
            if (value is IDisposable disposable)
                disposable.Dispose();
            else if (value is IAsyncDisposable asynchronous)
                asynchronous.DisposeAsync().AsTask().Wait(Interrupted);
        }
    }

    // Code that a cell, or an extension, has sent to the session's kernel.
    private void RunNested(string code, Action<object?> result, CancellationToken cancellationToken)
    {
        void Run()
        {
            RunningSession.Current = this;
            _nestedResult.Value = result;
            RunText(code, "SubmitCode", Environment.CurrentDirectory);
        }

        if (_thread is not null)
        {
            using CancellationTokenRegistration registration = cancellationToken.Register(Interrupt);
            Run();
        }
        else if (OnCellThread(() => RunNested(Run), null, cancellationToken).Error is { } error)
        {
            throw new CellFailure(error.Name, error.Message, error.Traceback);
        }
    }

    // Sent from outside of any cell: a cell of its own, but for the context, which the kernel has made already.
    private CellError? RunNested(Action work)
    {
        ExecutionGuard.LimitStack(UsableStack);
        CultureInfo.CurrentCulture = _culture;
        CultureInfo.CurrentUICulture = _language;
        try
        {
            work();
            return null;
        }
        catch (Exception e)
        {
            return UserStackTrace.Describe(e, Formatter.Runner);
        }
    }

    /// <inheritdoc/>
    internal override void SetVariable(string name, object? value)
    {
        if (!SyntaxFacts.IsValidIdentifier(name))
            throw new CellFailure("VariableError", $"\"{name}\" is not a variable name.");
        RunCode($"{CSharpTypeName.Of(value)} @{name} = default!;", "SendValue");
        object holder = _chain.Instances.Last();
        holder.GetType().GetField(name)!.SetValue(holder, value);
    }

    /// <summary>Runs the steps of a text that is a cell or a script file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">How errors name it.</param>
    /// <param name="folder">Where its relative paths start.</param>
    internal void RunText(string text, string name, string folder)
    {
        IReadOnlyList<CellStep> steps = CellParser.Parse(text, MagicCommands.TakesBody);
        var afterwards = new List<Action>();
        try
        {
            for (int i = 0; i < steps.Count; i++)
            {
                switch (steps[i])
                {
                    case CellStep.Code code:
                        RunCode(code.Text, name);
                        break;
                    case CellStep.PackageSource source:
                        Located(name, source.Line, () => _references.AddSource(source.Value, folder));
                        break;
                    case CellStep.Reference reference when PackageRequest.IsPackage(reference.Value):
                        // Packages asked for in a row are restored together.
                        var batch = steps.Skip(i)
                            .TakeWhile(step => step is CellStep.Reference { Value: var value }
                                && PackageRequest.IsPackage(value)).Cast<CellStep.Reference>().ToList();
                        i += batch.Count - 1;
                        Located(name, reference.Line, () =>
                        {
                            (IReadOnlyList<string> remarks, IReadOnlyList<string> extensions) =
                                _references.AddPackages(batch.Select(step => step.Value), folder, Interrupted);
                            foreach (string remark in remarks)
                                FrontEnd.Publish(new CellOutput.Stream(true, remark + "\n"));
                            foreach (string extension in extensions)
                                PackageExtensions.Load(this, Root, _loader, extension);
                        });
                        break;
                    case CellStep.Reference reference:
                        Located(name, reference.Line, () => _references.AddFile(reference.Value, folder, Interrupted));
                        break;
                    case CellStep.Load load:
                        Located(name, load.Line, () => Import("#load", load.Path, folder));
                        break;
                    case CellStep.Magic magic:
                        Located(name, magic.Line, () =>
                            MagicCommands.Run(new MagicCall(
                                this, Kernel, magic.Name, magic.Arguments, magic.Body, name, folder, afterwards.Add)));
                        break;
                }
            }
        }
        finally
        {
            foreach (Action action in afterwards)
                action();
        }
    }

    /// <inheritdoc/>
    internal override void Import(string directive, string path, string folder)
    {
        string full = Path.GetFullPath(path, folder);
        if (!File.Exists(full))
            full = Path.GetFullPath(path);
        if (!File.Exists(full))
            throw new CellFailure("FileNotFound",
                $"{directive} \"{path}\": there is no such file; looked at {Path.GetFullPath(path, folder)}.");
        if (_importDepth >= 20)
            throw new CellFailure("ImportError", $"{directive} \"{path}\": files import each other more than 20 deep.");
        _importDepth++;
        try
        {
            ImportedFile.Run(this, directive, path, full);
        }
        finally
        {
            _importDepth--;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cancellation.Dispose();

    private CellError? Run(string code, Action work)
    {
        RunningSession.Current = this;
        ExecutionGuard.LimitStack(UsableStack);
        CultureInfo.CurrentCulture = _culture;
        CultureInfo.CurrentUICulture = _language;
        using ProgressLine? line = ProgressLine = FrontEnd.IsInteractive ? new ProgressLine(this) : null;
        try
        {
            using IDisposable context = Kernel.Enter(code);
            work();
            return null;
        }
        catch (Exception e)
        {
            return UserStackTrace.Describe(Kernel.Cause(e), Formatter.Runner);
        }
    }

    private bool Wait(Thread thread, ManualResetEventSlim done)
    {
        while (true)
        {
            if (done.Wait(TimeSpan.FromMilliseconds(20)))
                return true;
            if (!ExecutionGuard.IsInterrupted)
                continue;
            // Library calls that look at their token end by themselves, with all they have started. What only waits is woken after that;
            // one Thread.Interrupt ends one wait, and user code may catch it and wait again.
            long start = Stopwatch.GetTimestamp();
            while (_interruptGrace < TimeSpan.Zero || Stopwatch.GetElapsedTime(start) < _interruptGrace)
            {
                if (done.Wait(TimeSpan.FromMilliseconds(50)))
                    return true;
                thread.Interrupt();
            }
            return false;
        }
    }

    // Failures of directives say where they stand; failures of code inside an imported file say so themselves.
    private static void Located(string name, int line, Action action)
    {
        try
        {
            action();
        }
        catch (CellFailure failure) when (failure.Details.Count == 0 && !failure.Message.Contains(":line ", StringComparison.Ordinal))
        {
            throw new CellFailure(failure.Kind, string.Create(CultureInfo.InvariantCulture, $"{name}:line {line}: {failure.Message}"));
        }
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");
}
