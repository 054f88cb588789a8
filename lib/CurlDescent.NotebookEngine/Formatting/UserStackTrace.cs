using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using CurlDescent.NotebookEngine.Execution;

namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>Reduces an exception to what the author of the cells can act on: messages, and frames in their own code.</summary>
internal static partial class UserStackTrace
{
    private const int MaxFrames = 20;
    private const int MaxCauses = 20;

    /// <summary>Describes an exception whose own code runs for a limited time: a message may throw or never come.</summary>
    public static CellError Describe(Exception exception, DisplayRunner runner)
    {
        exception = Unwrap(exception);
        if (exception is CellFailure failure)
            return new CellError(failure.Kind, failure.Message,
                failure.Details.Count > 0 ? failure.Details : [$"{failure.Kind}: {failure.Message}"]);
        if (ExecutionGuard.IsInterrupted)
            return Interrupted(exception);
        try
        {
            return runner.Run(_ => Thrown(exception), () =>
                Silent(exception, $"(its Message did not answer within {runner.Limit.TotalSeconds:0} s)"));
        }
        catch (Exception e)
        {
            return ExecutionGuard.IsInterrupted
                ? Interrupted(exception)
                : Silent(exception, $"(it cannot be described: {TypeNames.OfException(e.GetType())})");
        }
    }

    public static Exception Unwrap(Exception exception)
    {
        // One in another, however deep; the bound is for one that contains itself.
        for (int i = 0; i < 1000; i++)
        {
            if (exception is not (AggregateException { InnerExceptions.Count: 1 } or TargetInvocationException)
                || exception.InnerException is not { } inner)
                break;
            exception = inner;
        }
        return exception;
    }

    private static CellError Thrown(Exception exception)
    {
        string name = TypeNames.OfException(exception.GetType());
        string message = ExceptionText.Message(exception);
        var traceback = new List<string> { $"{name}: {message}" };
        if (MachineCulture.Missing is { } missing && exception is System.Globalization.CultureNotFoundException)
            traceback.Add(missing);
        traceback.AddRange(Frames(exception));
        var seen = new HashSet<Exception>(ReferenceEqualityComparer.Instance) { exception };
        var open = new Stack<Exception>(ExceptionText.Causes(exception).Reverse());
        while (open.TryPop(out Exception? cause))
        {
            if (!seen.Add(cause))
                continue;
            if (seen.Count > MaxCauses)
            {
                traceback.Add("… and more causes");
                break;
            }
            traceback.Add($"caused by {ExceptionText.Line(cause)}");
            traceback.AddRange(Frames(cause));
            foreach (Exception next in ExceptionText.Causes(cause).Take(MaxCauses).Reverse())
                open.Push(next);
        }
        return new CellError(name, message, traceback);
    }

    private static CellError Interrupted(Exception exception) =>
        new("Interrupted", "The cell was interrupted.", ["Interrupted: The cell was interrupted.", .. Frames(exception)]);

    private static CellError Silent(Exception exception, string remark)
    {
        string name = TypeNames.OfException(exception.GetType());
        return new CellError(name, remark, [$"{name}: {remark}", .. Frames(exception)]);
    }

    private static IEnumerable<string> Frames(Exception exception)
    {
        List<string> frames =
        [
            .. from frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames()
               let method = frame.GetMethod()
               where method?.DeclaringType?.Assembly.GetName().Name?.StartsWith("Submission#", StringComparison.Ordinal) == true
               let file = frame.GetFileName()
               where file is not null && frame.GetFileLineNumber() > 0
               select $"   at {file}:line {frame.GetFileLineNumber()}{InMethod(method!)}",
        ];
        return frames.Count <= MaxFrames ? frames : [.. frames.Take(MaxFrames), $"   … and {frames.Count - MaxFrames} more frames"];
    }

    // Compiler-made names: "<Work>g__Local|3_0", "<<Initialize>>d__0.MoveNext", "<Work>b__2".
    private static string InMethod(MethodBase method)
    {
        string name = method.Name == "MoveNext" ? method.DeclaringType!.Name : method.Name;
        Match generated = GeneratedName().Match(name);
        if (generated.Success)
            name = generated.Groups["local"].Success ? generated.Groups["local"].Value : generated.Groups["outer"].Value;
        name = name.Trim('<', '>');
        if (name is "Initialize" or "Factory" or "")
            return "";
        Type? type = method.DeclaringType;
        while (type is not null && (type.Name.StartsWith('<') || type.Name.Contains("DisplayClass", StringComparison.Ordinal)))
            type = type.DeclaringType;
        return type is null || type.DeclaringType is null && type.Name.StartsWith("Submission_", StringComparison.Ordinal)
            ? $" in {name}"
            : $" in {type.Name}.{name}";
    }

    [GeneratedRegex(@"^<(?<outer><?[^>]*>?)>(?:g__(?<local>[^|]*)\||[a-z]__?).*$")]
    private static partial Regex GeneratedName();
}
