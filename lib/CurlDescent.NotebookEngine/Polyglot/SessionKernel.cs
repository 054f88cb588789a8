using CurlDescent.NotebookEngine.Cells;
using CurlDescent.NotebookEngine.Completion;
using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Magics;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.Utility;
using Microsoft.DotNet.Interactive.ValueSharing;

namespace CurlDescent.NotebookEngine.Polyglot;

/// <summary>Runs code that a cell, or an extension, has sent to the session's kernel.</summary>
/// <param name="code">The code.</param>
/// <param name="result">Is told of the value of a last expression.</param>
/// <param name="cancellationToken">Interrupts it, and the cell that waits for it.</param>
internal delegate void NestedRun(string code, Action<object?> result, CancellationToken cancellationToken);

/// <summary>
/// The session as a kernel of Microsoft.DotNet.Interactive, so that <c>Kernel.Root</c>, <c>KernelInvocationContext</c> and packages'
/// kernel extensions find what they expect. Cells do not pass through its scheduler: the session runs them, with their guards and on their
/// own thread, inside a context of this kernel's. What code sends to <c>Kernel.Root</c> does.
/// </summary>
internal sealed class SessionKernel : Kernel, IOtherKernels, IKernelCommandHandler<SubmitCode>, IKernelCommandHandler<RequestValueInfos>,
    IKernelCommandHandler<RequestValue>, IKernelCommandHandler<SendValue>, IKernelCommandHandler<RequestInput>,
    IKernelCommandHandler<RequestInputs>, IKernelCommandHandler<RequestCompletions>, IKernelCommandHandler<RequestHoverText>,
    IKernelCommandHandler<RequestSignatureHelp>, IKernelCommandHandler<RequestDiagnostics>
{
    public const string KernelName = "csharp";

    private static readonly IDisposable s_console = KeepConsole();

    private readonly CellSession _session;
    private readonly Lazy<CodeAssistant> _assistant;
    private readonly NestedRun _run;
    private CellFailure? _failure;

    private SessionKernel(CellSession session, Lazy<CodeAssistant> assistant, NestedRun run) : base(KernelName)
    {
        _session = session;
        _assistant = assistant;
        _run = run;
        KernelInfo.LanguageName = "C#";
        KernelInfo.LanguageVersion = "14.0";
        KernelInfo.DisplayName = "C#";
    }

    /// <summary>The kernels of a session: C#, HTML, JavaScript and values.</summary>
    public static CompositeKernel CreateRoot(CellSession session, Lazy<CodeAssistant> assistant, NestedRun run)
    {
        DisplayedValues.Install();
        _ = s_console;
        var kernel = new SessionKernel(session, assistant, run);
        var root = new CompositeKernel(".NET")
        {
            { kernel, ["c#", "C#"] },
            new HtmlKernel(),
            { new JavaScriptKernel(), ["js"] },
            new KeyValueStoreKernel(),
        };
        root.DefaultKernelName = KernelName;
        root.SetDefaultTargetKernelNameForCommand(typeof(RequestInput), KernelName);
        root.SetDefaultTargetKernelNameForCommand(typeof(RequestInputs), KernelName);
        return root;
    }

    /// <summary>
    /// Makes the context in which a cell's code finds its kernel; what is published there is shown. Dispose it when the cell has ended.
    /// </summary>
    public IDisposable Enter(string code)
    {
        var command = new SubmitCode(code, Name);
        KernelInvocationContext context = KernelInvocationContext.GetOrCreateAmbientContext(command);
        SetHandlingKernel(command, context);
        IDisposable subscription = context.KernelEvents.Subscribe(new Observer(this));
        return new Ended(context, subscription);
    }

    /// <summary>The failure behind an exception that the core package made of its message; else the exception.</summary>
    public Exception Cause(Exception thrown) =>
        Interlocked.Exchange(ref _failure, null) is { } failure && UserStackTrace.Unwrap(thrown).Message == failure.Message ? failure
            : thrown;

    /// <inheritdoc/>
    public void Run(string code) => Send(new SubmitCode(code));

    private KernelCommandResult Send(KernelCommand command)
    {
        // Not on the cell's own thread: what it awaits must not hold it from being interrupted.
        KernelCommandResult result = Task.Run(() => RootKernel.SendAsync(command, _session.Interrupted)).WaitAsync(_session.Interrupted)
            .GetAwaiter().GetResult();
        return result.Events.OfType<CommandFailed>().LastOrDefault() is { } failed ? throw new CellFailure("KernelError", failed.Message)
            : result;
    }

    /// <inheritdoc/>
    public bool Knows(string directive) => RootKernel.FindKernels(kernel => kernel != this).Any(kernel =>
        "#!" + kernel.Name == directive || kernel.KernelInfo.Aliases.Any(alias => "#!" + alias == directive)
        || kernel.KernelInfo.SupportedDirectives.Any(known => known.Name == directive));

    /// <inheritdoc/>
    public object? ValueOf(string kernel, string name)
    {
        if (RootKernel.FindKernelByName(kernel) is null)
        {
            string known = string.Join(", ", RootKernel.FindKernels(other => other is not CompositeKernel).Select(other => other.Name));
            throw new CellFailure("MagicError", $"there is no kernel \"{kernel}\" here; supported: {known}.");
        }
        return Send(new RequestValue(name, "text/plain", kernel)).Events.OfType<ValueProduced>().LastOrDefault() is { } found
            ? found.Value ?? found.FormattedValue?.Value
            : throw new CellFailure("MagicError", $"the kernel {kernel} has no value \"{name}\".");
    }

    Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        try
        {
            _run(command.Code, value => context.Publish(new ReturnValueProduced(value, command, Formatted(value))),
                context.CancellationToken);
        }
        catch (Exception e)
        {
            CellError error = UserStackTrace.Describe(e, _session.Formatter.Runner);
            context.Fail(command, e, string.Join('\n', error.Traceback));
        }
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestValueInfos>.HandleAsync(RequestValueInfos command, KernelInvocationContext context)
    {
        context.Publish(new ValueInfosProduced(
            [.. _session.Variables()
                .Select(variable => new KernelValueInfo(variable.Name, Formatted(variable.Value, command.MimeType)[0], variable.Type))],
            command));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestValue>.HandleAsync(RequestValue command, KernelInvocationContext context)
    {
        if (_session.Variables().FirstOrDefault(variable => variable.Name == command.Name) is { } found)
            context.Publish(new ValueProduced(found.Value, found.Name, Formatted(found.Value, command.MimeType)[0], command));
        else
            context.Fail(command, message: $"This session has no variable \"{command.Name}\".");
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<SendValue>.HandleAsync(SendValue command, KernelInvocationContext context) =>
        SetValueAsync(command, context, (name, value, type) =>
        {
            _session.SetVariable(name, value);
            return Task.CompletedTask;
        });

    async Task IKernelCommandHandler<RequestInput>.HandleAsync(RequestInput command, KernelInvocationContext context)
    {
        try
        {
            string answer = await _session.FrontEnd.ReadInputAsync(command.Prompt, command.IsPassword, _session.Interrupted)
                .ConfigureAwait(false);
            context.Publish(new InputProduced(answer, command));
        }
        catch (CellFailure failure)
        {
            _failure = failure;
            context.Fail(command, failure, failure.Message);
        }
    }

    async Task IKernelCommandHandler<RequestInputs>.HandleAsync(RequestInputs command, KernelInvocationContext context)
    {
        try
        {
            var answers = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (InputDescription input in command.Inputs)
            {
                string prompt = string.IsNullOrEmpty(input.Prompt) ? input.Name : input.Prompt;
                answers[input.Name] = await _session.FrontEnd.ReadInputAsync(prompt, input.TypeHint == "password", _session.Interrupted)
                    .ConfigureAwait(false);
            }
            context.Publish(new InputsProduced(answers, command));
        }
        catch (CellFailure failure)
        {
            _failure = failure;
            context.Fail(command, failure, failure.Message);
        }
    }

    Task IKernelCommandHandler<RequestCompletions>.HandleAsync(RequestCompletions command, KernelInvocationContext context) =>
        Answer(context, KernelQuestions.Complete(_assistant.Value, command));

    Task IKernelCommandHandler<RequestHoverText>.HandleAsync(RequestHoverText command, KernelInvocationContext context) =>
        Answer(context, KernelQuestions.Hover(_assistant.Value, command));

    Task IKernelCommandHandler<RequestSignatureHelp>.HandleAsync(RequestSignatureHelp command, KernelInvocationContext context) =>
        Answer(context, KernelQuestions.Signatures(_assistant.Value, command));

    Task IKernelCommandHandler<RequestDiagnostics>.HandleAsync(RequestDiagnostics command, KernelInvocationContext context) =>
        Answer(context, KernelQuestions.Diagnose(_assistant.Value, command));

    // Nothing to say is an answer too.
    private static Task Answer(KernelInvocationContext context, KernelEvent? answer)
    {
        if (answer is not null)
            context.Publish(answer);
        return Task.CompletedTask;
    }

    // The library would read a value without a limit.
    private FormattedValue[] Formatted(object? value, params string[] mimeTypes) =>
        [.. _session.Formatter.Format(value, mimeTypes).Formats.Select(format => new FormattedValue(format.Key, format.Value.ToString()))];

    // The core package takes the console with its first context and gives it back with its last. Here the session's router stays in charge.
    private static IDisposable KeepConsole()
    {
        (TextWriter output, TextWriter error) = (Console.Out, Console.Error);
        IDisposable subscription = ConsoleOutput.Subscribe(_ => new Ended(null, null));
        Console.SetOut(output);
        Console.SetError(error);
        return subscription;
    }

    private void Show(KernelEvent published)
    {
        PublishEvent(published);
        switch (published)
        {
            case DisplayedValueProduced shown when !DisplayedValues.WasShown(shown.ValueId):
                _session.Display(_session.Formatter.Bundle(shown.FormattedValues), [], shown.ValueId);
                break;
            case DisplayedValueUpdated updated when !DisplayedValues.WasShown(updated.ValueId):
                _session.Display(_session.Formatter.Bundle(updated.FormattedValues), [], updated.ValueId, isUpdate: true);
                break;
            case ReturnValueProduced { FormattedValues.Count: > 0 } returned:
                _session.FrontEnd.Publish(new CellOutput.Result(_session.Formatter.Format(returned.Value)));
                break;
            case StandardOutputValueProduced { FormattedValues: { Count: > 0 } texts }:
                _session.FrontEnd.Publish(new CellOutput.Stream(false, texts.First().Value));
                break;
            case StandardErrorValueProduced { FormattedValues: { Count: > 0 } texts }:
                _session.FrontEnd.Publish(new CellOutput.Stream(true, texts.First().Value));
                break;
        }
    }

    private sealed class Observer(SessionKernel kernel) : IObserver<KernelEvent>
    {
        public void OnNext(KernelEvent value) => kernel.Show(value);

        public void OnError(Exception error) { }

        public void OnCompleted() { }
    }

    private sealed class Ended(KernelInvocationContext? context, IDisposable? subscription) : IDisposable
    {
        public void Dispose()
        {
            context?.Dispose();
            subscription?.Dispose();
        }
    }
}
