namespace CurlDescent.Experiments;

/// <summary>Checks a reader's answer to an exercise. An exercise that is not done yet is no error.</summary>
public static class Exercise
{
    /// <summary>Start of the line for a right answer.</summary>
    public const string Right = "✓";

    /// <summary>Start of the line for an exercise that is not done yet.</summary>
    public const string Open = "○";

    /// <summary>Start of the line for a wrong answer.</summary>
    public const string Wrong = "✗";

    /// <summary>Runs the reader's answer and says whether it is right.</summary>
    /// <typeparam name="T">What the answer computes.</typeparam>
    /// <param name="name">Name of the exercise, such as "Exercise 2".</param>
    /// <param name="answer">Calls the reader's code; a <see cref="NotImplementedException"/> means not done yet.</param>
    /// <param name="isRight">Whether a result is right.</param>
    /// <param name="hint">Shown when it is not.</param>
    /// <returns>A line to show.</returns>
    public static string Check<T>(string name, Func<T> answer, Func<T, bool> isRight, string hint)
    {
        try
        {
            T result = answer();
            return isRight(result)
                ? $"{Right} {name}: right." : FormattableString.Invariant(
                    $"{Wrong} {name}: not yet right; your code gives {result}. Hint: {hint}");
        }
        catch (NotImplementedException stub)
        {
            return $"{Open} {name}: not done yet. {stub.Message}";
        }
    }

    /// <summary>Checks a number against the expected one.</summary>
    /// <param name="name">Name of the exercise.</param>
    /// <param name="answer">Calls the reader's code.</param>
    /// <param name="expected">The right number.</param>
    /// <param name="tolerance">Largest allowed |difference|.</param>
    /// <param name="hint">Shown when it is not right.</param>
    /// <returns>A line to show.</returns>
    public static string Check(string name, Func<double> answer, double expected, double tolerance, string hint) =>
        Check(name, answer, value => Math.Abs(value - expected) <= tolerance, hint);
}
