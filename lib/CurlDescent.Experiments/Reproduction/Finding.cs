namespace CurlDescent.Experiments;

/// <summary>What data say about a claim.</summary>
public enum Verdict
{
    /// <summary>The data do not decide, or there are none.</summary>
    Undecided,

    /// <summary>The data support it.</summary>
    Supported,

    /// <summary>The data speak against it.</summary>
    NotSupported,
}

/// <summary>A verdict with the numbers it rests on.</summary>
/// <param name="Verdict">What the data say.</param>
/// <param name="Numbers">Our number with its interval, in words.</param>
public sealed record Finding(Verdict Verdict, string Numbers)
{
    /// <summary>
    /// A finding from a number that must lie above a limit: supported if its whole interval does, not supported if none of it does.
    /// </summary>
    internal static Finding Above(Interval value, double limit, string numbers) =>
        new(value.Low >= limit ? Verdict.Supported : value.High < limit ? Verdict.NotSupported : Verdict.Undecided, numbers);

    /// <summary>The finding where too little is there to say anything.</summary>
    internal static Finding TooLittle(string what) => new(Verdict.Undecided, $"not enough data: {what}");
}
