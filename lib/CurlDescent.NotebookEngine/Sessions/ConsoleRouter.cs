using System.Text;
using CurlDescent.NotebookEngine.Cells;
using CurlDescent.NotebookEngine.Execution;

namespace CurlDescent.NotebookEngine.Sessions;

/// <summary>
/// Sends what a session's code writes to the console to its front end, and what it reads to the front end's input box. Code outside of
/// sessions keeps the process's own console. Output of child processes goes past it: it never passes through <see cref="Console"/>.
/// </summary>
internal sealed class ConsoleRouter : TextWriter
{
    private static readonly Lock s_lock = new();
    private static TextWriter? s_output;
    private static TextWriter? s_error;
    private static TextReader? s_input;

    private readonly TextWriter _original;
    private readonly bool _isError;

    private ConsoleRouter(TextWriter original, bool isError)
    {
        _original = original;
        _isError = isError;
    }

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Takes over the console, again where somebody else has taken it since.</summary>
    public static void Install()
    {
        lock (s_lock)
        {
            if (s_output is null || !ReferenceEquals(Console.Out, s_output))
            {
                Console.SetOut(new ConsoleRouter(Console.Out, isError: false));
                s_output = Console.Out;
                Console.SetIn(new InputRouter(Console.In));
                s_input = Console.In;
            }
            if (s_error is null || !ReferenceEquals(Console.Error, s_error))
            {
                Console.SetError(new ConsoleRouter(Console.Error, isError: true));
                s_error = Console.Error;
            }
        }
    }

    /// <summary>Takes the console back from code that has set it and not set it back.</summary>
    public static void Restore()
    {
        lock (s_lock)
        {
            if (s_output is not null && !ReferenceEquals(Console.Out, s_output))
                Console.SetOut(s_output);
            if (s_error is not null && !ReferenceEquals(Console.Error, s_error))
                Console.SetError(s_error);
            if (s_input is not null && !ReferenceEquals(Console.In, s_input))
                Console.SetIn(s_input);
        }
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void WriteLine() => Write("\n");

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        if (CellSession.Current is { } session)
        {
            // A cell that only prints has no other place where an interrupt could reach it.
            ExecutionGuard.Check();
            session.FrontEnd.Publish(new CellOutput.Stream(_isError, value));
        }
        else
        {
            _original.Write(value);
        }
    }

    public override void Flush()
    {
        if (CellSession.Current is null)
            _original.Flush();
    }

    private sealed class InputRouter(TextReader original) : TextReader
    {
        public override string? ReadLine() => CellSession.Current is { } session
            ? session.FrontEnd.ReadInputAsync("", isPassword: false, session.Interrupted).GetAwaiter().GetResult()
            : original.ReadLine();

        public override int Read() => CellSession.Current is null ? original.Read() : throw LineByLine();

        public override int Peek() => CellSession.Current is null ? original.Peek() : throw LineByLine();

        private static CellFailure LineByLine() =>
            new("InputError", "A notebook reads its input by lines: use Console.ReadLine() or await Kernel.GetInputAsync(prompt).");
    }
}
