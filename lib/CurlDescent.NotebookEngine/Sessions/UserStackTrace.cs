using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace CurlDescent.NotebookEngine.Sessions;

/// <summary>Reduces an exception to what the author of the cells can act on: messages, and frames in their own code.</summary>
internal static partial class UserStackTrace
{
    private const int MaxFrames = 20;

    public static CellError Describe(Exception exception)
    {
        exception = Unwrap(exception);
        if (exception is CellFailure failure)
            return new CellError(failure.Kind, failure.Message, failure.Details.Count > 0 ? failure.Details : [$"{failure.Kind}: {failure.Message}"]);
        if (ExecutionGuard.IsInterrupted)
            return new CellError("Interrupted", "The cell was interrupted.", ["Interrupted: The cell was interrupted.", .. Frames(exception)]);

        var traceback = new List<string> { $"{TypeName(exception)}: {exception.Message}" };
        traceback.AddRange(Frames(exception));
        for (Exception? inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            traceback.Add($"caused by {TypeName(inner)}: {inner.Message}");
            traceback.AddRange(Frames(inner));
        }
        return new CellError(TypeName(exception), exception.Message, traceback);
    }

    public static Exception Unwrap(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions.Count: 1, InnerException: { } inner } => Unwrap(inner),
        TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        _ => exception,
    };

    private static string TypeName(Exception exception) =>
        exception.GetType() is var type && type.FullName!.StartsWith("Submission#", StringComparison.Ordinal) ? type.Name : type.FullName!;

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
        return type is null || type.Name.StartsWith("Submission#", StringComparison.Ordinal) ? $" in {name}" : $" in {type.Name}.{name}";
    }

    [GeneratedRegex(@"^<(?<outer><?[^>]*>?)>(?:g__(?<local>[^|]*)\||[a-z]__?).*$")]
    private static partial Regex GeneratedName();
}
