using System.Text;

namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>Draws a value that was read as plain text.</summary>
internal static class NodeText
{
    private const int LongestLine = 160;
    private const int LongestCell = 80;

    public static string Write(ValueNode node)
    {
        var lines = new List<string>();
        Add(lines, node, "");
        return string.Join('\n', lines);
    }

    /// <summary>The node on one line of limited length.</summary>
    public static string Short(ValueNode? node, int longest = LongestCell)
    {
        string text = OneLine(node, 0).ReplaceLineEndings(" ");
        return text.Length <= longest ? text : text[..(longest - 1)] + "…";
    }

    private static string OneLine(ValueNode? node, int depth) => node switch
    {
        null => "",
        ValueNode.Leaf leaf => leaf.Text,
        _ when depth > 3 => "…",
        ValueNode.Entry entry => $"{OneLine(entry.Key, depth + 1)}: {OneLine(entry.Value, depth + 1)}",
        ValueNode.Sequence list => Inline(list, depth),
        ValueNode.Members { IsTuple: true } tuple =>
            $"({string.Join(", ", tuple.Values.Select(member => OneLine(member.Value, depth + 1)))})",
        ValueNode.Members { Title: var title, TypeName: var type } when title != type => title,
        ValueNode.Members members =>
            $"{members.TypeName} {{ "
            + string.Join(", ", members.Values.Take(6).Select(member => $"{member.Name} = {OneLine(member.Value, depth + 1)}"))
            + $"{(members.Values.Count > 6 ? ", …" : "")} }}",
        ValueNode.Table table => $"{table.Title}: {table.Rows.Count} rows",
        _ => "",
    };

    private static string Inline(ValueNode.Sequence list, int depth)
    {
        IEnumerable<string> items = list.Items.Select(item => OneLine(item, depth + 1));
        if (list.Remark is { } remark)
            items = items.Append(remark);
        return list.Items.Count == 0 && list.Remark is null ? "[ ]" : $"[ {string.Join(", ", items)} ]";
    }

    private static bool IsInline(ValueNode node) => node switch
    {
        ValueNode.Leaf leaf => !leaf.Text.Contains('\n', StringComparison.Ordinal),
        ValueNode.Sequence { Properties.Count: 0 } list => list.Items.All(item => item is ValueNode.Leaf && IsInline(item)),
        ValueNode.Members { IsTuple: true } tuple => tuple.Values.All(member => member.Value is ValueNode.Leaf && IsInline(member.Value)),
        ValueNode.Entry entry => IsInline(entry.Key) && IsInline(entry.Value),
        _ => false,
    };

    private static void Add(List<string> lines, ValueNode node, string indent)
    {
        if (IsInline(node))
        {
            lines.Add(indent + OneLine(node, 0));
            return;
        }
        switch (node)
        {
            case ValueNode.Leaf leaf:
                lines.AddRange(leaf.Text.ReplaceLineEndings("\n").Split('\n').Select(line => indent + line));
                break;
            case ValueNode.Table table:
                AddTable(lines, table, indent);
                break;
            case ValueNode.Entry entry:
                AddNamed(lines, OneLine(entry.Key, 0), entry.Value, indent);
                break;
            case ValueNode.Members members:
                lines.Add(indent + members.Title);
                foreach (Member member in members.Values)
                    AddNamed(lines, member.Name, member.Value, indent + "  ");
                if (members.Remark is { } left)
                    lines.Add(indent + "  " + left);
                break;
            case ValueNode.Sequence list:
                lines.Add(indent + list.Title);
                foreach (Member member in list.Properties)
                    AddNamed(lines, member.Name, member.Value, indent + "  ");
                foreach (ValueNode item in list.Items)
                    AddItem(lines, item, indent + "  ");
                if (list.Remark is { } remark)
                    lines.Add(indent + "  " + remark);
                break;
        }
    }

    private static void AddItem(List<string> lines, ValueNode item, string indent)
    {
        int at = lines.Count;
        Add(lines, item, indent + "  ");
        if (item is not ValueNode.Entry && at < lines.Count)
            lines[at] = indent + "- " + lines[at][(indent.Length + 2)..];
        else
            for (int i = at; i < lines.Count; i++)
                lines[i] = lines[i][2..];
    }

    private static void AddNamed(List<string> lines, string name, ValueNode value, string indent)
    {
        if (IsInline(value) && OneLine(value, 0) is { Length: <= LongestLine } text)
        {
            lines.Add($"{indent}{name}: {text}");
            return;
        }
        lines.Add($"{indent}{name}:");
        Add(lines, value, indent + "  ");
    }

    private static void AddTable(List<string> lines, ValueNode.Table table, string indent)
    {
        string[][] all = [[.. table.Columns], .. table.Rows.Select(row => row.Select(cell => Short(cell)).ToArray())];
        int[] widths = [.. table.Columns.Select((_, k) => all.Max(row => row[k].Length))];
        foreach (string[] row in all)
        {
            var line = new StringBuilder(indent);
            for (int k = 0; k < row.Length; k++)
                line.Append(k > 0 ? "  " : "").Append(row[k].PadRight(widths[k]));
            lines.Add(line.ToString().TrimEnd());
        }
        if (table.Remark is { } remark)
            lines.Add(indent + remark);
    }
}
