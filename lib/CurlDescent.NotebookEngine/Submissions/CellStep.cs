namespace CurlDescent.NotebookEngine.Submissions;

/// <summary>One part of a cell, in order: code, a directive or a magic command. Lines count from 1.</summary>
internal abstract record CellStep(int Line)
{
    /// <summary>C# code; padded with empty lines so that its line numbers are the cell's.</summary>
    public sealed record Code(string Text, int Line) : CellStep(Line);

    /// <summary><c>#r "…"</c></summary>
    public sealed record Reference(string Value, int Line) : CellStep(Line);

    /// <summary><c>#i "nuget:…"</c></summary>
    public sealed record PackageSource(string Value, int Line) : CellStep(Line);

    /// <summary><c>#load "…"</c></summary>
    public sealed record Load(string Path, int Line) : CellStep(Line);

    /// <summary><c>#!name arguments</c>; <paramref name="Body"/> is the text below it for magics that take the rest of the cell.</summary>
    public sealed record Magic(string Name, string Arguments, string Body, int Line) : CellStep(Line);
}
