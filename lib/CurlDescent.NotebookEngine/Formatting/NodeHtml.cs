using System.Net;
using System.Text;

namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>Draws a value that was read as HTML, with the classes that Polyglot's style sheets know.</summary>
internal static class NodeHtml
{
    private const string Style =
        "<style>.dni-treeview{white-space:nowrap;padding-left:1em}.dni-treeview td,table td,table th{text-align:start;vertical-align:top}"
        + ".dni-code-hint{font-style:italic}table tr td pre{margin:0!important}</style>";

    public static string Write(ValueNode node)
    {
        var html = new StringBuilder();
        Add(html, node, isTop: true);
        if (node is ValueNode.Members || html.ToString().Contains("dni-treeview", StringComparison.Ordinal))
            html.Append(Style);
        return html.ToString();
    }

    private static void Add(StringBuilder html, ValueNode? node, bool isTop = false)
    {
        switch (node)
        {
            case null:
                break;
            case ValueNode.Leaf leaf:
                html.Append(leaf.Html ?? Plain(leaf.Text));
                break;
            case ValueNode.Sequence { Properties.Count: 0 } list when list.Items.All(item => item is ValueNode.Leaf { Html: null }):
                html.Append(Plain(NodeText.Write(list)));
                break;
            case ValueNode.Sequence { Properties.Count: 0 } list when list.Items.Any(item => item is ValueNode.Entry):
                AddRows(html, "<thead><tr><th><i>key</i></th><th>value</th></tr></thead>", list.Items, list.Remark);
                break;
            case ValueNode.Sequence { Properties.Count: 0 } list when isTop:
                AddRows(html, "<thead><tr><th><i>index</i></th><th>value</th></tr></thead>", list.Items, list.Remark);
                break;
            case ValueNode.Sequence list:
                Open(html, list.Title, isTop);
                foreach (Member member in list.Properties)
                    AddMember(html, member);
                html.Append("</tbody></table>");
                AddRows(html, "", list.Items, list.Remark);
                html.Append("</div></details>");
                break;
            case ValueNode.Members members:
                Open(html, members.Title, isTop);
                foreach (Member member in members.Values)
                    AddMember(html, member);
                if (members.Remark is { } remark)
                    html.Append($"<tr><td colspan=\"2\">{Encode(remark)}</td></tr>");
                html.Append("</tbody></table></div></details>");
                break;
            case ValueNode.Entry entry:
                AddRows(html, "", [entry], null);
                break;
            case ValueNode.Table table:
                AddTable(html, table);
                break;
        }
    }

    private static void Open(StringBuilder html, string title, bool isOpen) =>
        html.Append(
            $"<details{(isOpen ? " open=\"open\"" : "")} class=\"dni-treeview\"><summary>"
            + $"<span class=\"dni-code-hint\"><code>{Encode(title)}</code></span></summary>")
            .Append("<div><table><tbody>");

    private static void AddMember(StringBuilder html, Member member)
    {
        html.Append($"<tr><td>{Encode(member.Name)}</td><td>");
        Add(html, member.Value);
        html.Append("</td></tr>");
    }

    private static void AddRows(StringBuilder html, string head, IReadOnlyList<ValueNode> items, string? remark)
    {
        html.Append($"<table>{head}<tbody>");
        for (int i = 0; i < items.Count; i++)
        {
            html.Append("<tr><td>");
            if (items[i] is ValueNode.Entry entry)
            {
                AddCell(html, entry.Key);
                html.Append("</td><td>");
                Add(html, entry.Value);
            }
            else
            {
                html.Append(i).Append("</td><td>");
                Add(html, items[i]);
            }
            html.Append("</td></tr>");
        }
        html.Append("</tbody>");
        if (remark is not null)
            html.Append($"<caption>{Encode(remark)}</caption>");
        html.Append("</table>");
    }

    private static void AddTable(StringBuilder html, ValueNode.Table table)
    {
        html.Append("<table class=\"records\"><thead><tr>");
        foreach (string column in table.Columns)
            html.Append($"<th>{Encode(column)}</th>");
        html.Append("</tr></thead><tbody>");
        foreach (ValueNode?[] row in table.Rows)
        {
            html.Append("<tr>");
            foreach (ValueNode? cell in row)
            {
                html.Append("<td>");
                AddCell(html, cell);
                html.Append("</td>");
            }
            html.Append("</tr>");
        }
        html.Append("</tbody>");
        if (table.Remark is { } remark)
            html.Append($"<caption>{Encode(remark)}</caption>");
        html.Append("</table>");
    }

    // Inside a table's cell a short text needs no element of its own.
    private static void AddCell(StringBuilder html, ValueNode? cell)
    {
        if (cell is ValueNode.Leaf { Html: null } leaf && !leaf.Text.Contains('\n', StringComparison.Ordinal))
            html.Append(Encode(leaf.Text));
        else
            Add(html, cell);
    }

    private static string Plain(string text) => $"<div class=\"dni-plaintext\"><pre>{Encode(text)}</pre></div>";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
