namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>
/// What a value looked like at one moment: its parts read once, up to a limit, so that every format shows the same and showing runs
/// nobody's code.
/// </summary>
internal abstract record ValueNode
{
    private ValueNode() { }

    /// <summary>A value without parts. <paramref name="Html"/> is given where the value's own formatter wrote it.</summary>
    public sealed record Leaf(string Text, string? Html = null) : ValueNode;

    /// <summary>A sequence that is no table; <paramref name="Remark"/> says what was left out.</summary>
    public sealed record Sequence(string Title, IReadOnlyList<ValueNode> Items, string? Remark, IReadOnlyList<Member> Properties)
        : ValueNode;

    /// <summary>An object: what is public of it.</summary>
    public sealed record Members(string Title, string TypeName, IReadOnlyList<Member> Values, string? Remark, bool IsTuple = false)
        : ValueNode;

    /// <summary>A key and its value, or values.</summary>
    public sealed record Entry(ValueNode Key, ValueNode Value) : ValueNode;

    /// <summary>Objects as rows; a cell is null where an object has no such member.</summary>
    public sealed record Table(string Title, IReadOnlyList<string> Columns, IReadOnlyList<ValueNode?[]> Rows, string? Remark) : ValueNode;
}

/// <summary>A part of an object.</summary>
internal sealed record Member(string Name, ValueNode Value);
