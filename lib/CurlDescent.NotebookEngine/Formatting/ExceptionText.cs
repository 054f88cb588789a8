using CurlDescent.NotebookEngine.Execution;

namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>What an exception says, whatever it does when it is asked.</summary>
internal static class ExceptionText
{
    private const int Longest = 10_000;

    /// <summary>The message, cut where it is endless; a remark where it cannot be had.</summary>
    public static string Message(Exception exception)
    {
        try
        {
            string? message = exception.Message;
            return message is null ? "(no message)"
                : message.Length <= Longest ? message
                : message[..Longest] + $"… ({message.Length} characters)";
        }
        catch (Exception e)
        {
            return e is DisplayStoppedException or ThreadInterruptedException
                ? "(its Message did not answer in time)"
                : $"(its Message throws {TypeNames.OfException(e.GetType())})";
        }
    }

    /// <summary>Full type name and message on one line.</summary>
    public static string Line(Exception exception) => $"{TypeNames.OfException(exception.GetType())}: {Message(exception)}";

    /// <summary>An exception and those behind it, the nearest first, at most twenty.</summary>
    public static IEnumerable<Exception> Chain(Exception exception)
    {
        var waiting = new Stack<Exception>([exception]);
        for (int i = 0; i < 20 && waiting.TryPop(out Exception? next); i++)
        {
            yield return next;
            foreach (Exception cause in Causes(next).Take(20).Reverse())
                waiting.Push(cause);
        }
    }

    /// <summary>The exceptions behind one: all of an aggregate, else the one it was caused by.</summary>
    public static IReadOnlyList<Exception> Causes(Exception exception)
    {
        if (exception is AggregateException aggregate)
            return aggregate.InnerExceptions;
        return exception is System.Reflection.ReflectionTypeLoadException { LoaderExceptions: var failures }
            ? [.. failures.OfType<Exception>()]
            : exception.InnerException is { } inner ? [inner] : [];
    }
}
