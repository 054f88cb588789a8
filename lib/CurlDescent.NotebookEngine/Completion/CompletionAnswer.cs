namespace CurlDescent.NotebookEngine.Completion;

/// <summary>What could stand at the cursor.</summary>
/// <param name="Start">Where the text to replace begins, in UTF-16 units.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Items">The candidates, best first.</param>
internal sealed record CompletionAnswer(int Start, int End, IReadOnlyList<CompletionCandidate> Items);

/// <summary>A candidate.</summary>
/// <param name="Text">The text to insert.</param>
/// <param name="Kind">What it is: method, property, class, keyword …</param>
internal sealed record CompletionCandidate(string Text, string Kind);

/// <summary>Whether a text could run as it stands.</summary>
internal enum SubmissionState
{
    /// <summary>It can run.</summary>
    Complete,

    /// <summary>More has to follow.</summary>
    Incomplete,

    /// <summary>Nothing that follows could mend it.</summary>
    Invalid,
}
