using System.Collections;
using System.Data;
using System.Reflection;
using System.Runtime.CompilerServices;
using CurlDescent.NotebookEngine.Execution;
using Microsoft.DotNet.Interactive.Formatting;

namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>
/// Reads a value into <see cref="ValueNode"/>s: each property and each item once, within limits of depth, number, size and time. What a
/// value's own code throws becomes the text of that part. Sequences of objects become tables with the members the objects have at run time.
/// </summary>
/// <param name="own">Reads values that have a format of their own; null for those that have none.</param>
/// <param name="time">Tells when to stop reading further parts.</param>
internal sealed class ValueReader(Func<object, ValueNode?> own, DisplayTime time)
{
    /// <summary>Rows of a table, unless asked for more.</summary>
    public const int MostRows = 25;

    private const int MostNodes = 2000;
    private const int MostCharacters = 400_000;
    private const int LongestInner = 4000;
    private const int MostColumns = 60;
    private const int MostMembers = 100;

    private static readonly ValueNode s_null = new ValueNode.Leaf("null");

    private readonly List<object> _ancestors = [];
    private int _nodes;
    private long _characters;

    /// <summary>What is being read, for the remark on a value that never comes to an end.</summary>
    public string? Current { get; private set; }

    /// <summary>Reads a value.</summary>
    public ValueNode Read(object value) => Read(value, 0);

    /// <summary>Reads a sequence as a table of so many rows; elements without members make a column of values.</summary>
    public ValueNode ReadTable(IEnumerable values, int limit)
    {
        if (Read(values, 0, limit) is not ValueNode.Sequence list)
            return Read(values, 0, limit);
        var rows = list.Items.Select(item => new ValueNode?[] { item }).ToList();
        return list.Items.Count > 0 && list.Items.All(item => item is ValueNode.Entry)
            ? new ValueNode.Table(list.Title, ["Key", "Value"],
                [.. list.Items.Cast<ValueNode.Entry>().Select(entry => new ValueNode?[] { entry.Key, entry.Value })], list.Remark)
            : new ValueNode.Table(list.Title, ["Value"], rows, list.Remark);
    }

    private ValueNode Read(object? value, int depth, int? limit = null)
    {
        if (value is null)
            return s_null;
        _nodes++;
        try
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            if (own(value) is { } ready)
                return ready;
            if (LeafText.TryHeld(value, out object? held))
                return ReadHeld(value, held, depth);
            if (LeafText.Of(value) is { } text)
                return Leaf(
                    text.Length == 0 && value is not (string or System.Text.StringBuilder)
                        ? TypeNames.Of(value.GetType()) + ", whose text is empty" : text,
                    depth);
            if (!value.GetType().IsValueType && _ancestors.Exists(ancestor => ReferenceEquals(ancestor, value)))
                return new ValueNode.Leaf($"{TypeNames.Of(value.GetType())} (contains itself)");
            if (depth >= Math.Clamp(Formatter.RecursionLimit, 1, 10))
                return Leaf(TypeNames.Of(value.GetType()) + " …", depth);
            _ancestors.Add(value);
            try
            {
                return ReadParts(value, depth, limit);
            }
            finally
            {
                _ancestors.RemoveAt(_ancestors.Count - 1);
            }
        }
        catch (Exception e) when (!ExecutionGuard.IsInterrupted)
        {
            return Failed(e);
        }
    }

    // A lazy value or a task may hold itself.
    private ValueNode.Entry ReadHeld(object value, object? held, int depth)
    {
        _ancestors.Add(value);
        try
        {
            return new ValueNode.Entry(new ValueNode.Leaf(TypeNames.Of(value is Task ? TypeOfTask(value.GetType()) : value.GetType())),
                held is not null && _ancestors.Exists(ancestor => ReferenceEquals(ancestor, held))
                    ? new ValueNode.Leaf($"{TypeNames.Of(held.GetType())} (contains itself)")
                    : depth >= Math.Clamp(Formatter.RecursionLimit, 1, 10) ? new ValueNode.Leaf("…") : Read(held, depth + 1));
        }
        finally
        {
            _ancestors.RemoveAt(_ancestors.Count - 1);
        }
    }

    // What the compiler makes of an async method is a task of its own kind.
    private static Type TypeOfTask(Type type)
    {
        while (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Task<>))
            type = type.BaseType!;
        return type;
    }

    private ValueNode ReadParts(object value, int depth, int? limit)
    {
        Type type = value.GetType();
        if (FrameOf(value) is { } frame)
            return ReadFrame(frame, depth, limit ?? MostRows);
        if (value is Array { Rank: > 1 } array)
            return ReadArray(array, new int[array.Rank], 0, depth);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
            return new ValueNode.Entry(Part(type, value, "Key", depth), Part(type, value, "Value", depth));
        if (value is DictionaryEntry pair)
            return new ValueNode.Entry(Read(pair.Key, depth + 1), Read(pair.Value, depth + 1));
        if (value is ITuple tuple)
            return new ValueNode.Members(TypeNames.Of(type), TypeNames.Of(type),
                [.. Enumerable.Range(0, tuple.Length).Select(i => new Member($"Item{i + 1}", Read(tuple[i], depth + 1)))], null,
                    IsTuple: true);
        if (IsMemory(type))
            return Read(type.GetMethod("ToArray")!.Invoke(value, BindingFlags.DoNotWrapExceptions, null, null, null), depth, limit);
        // It enumerates its keys.
        if (value is System.Collections.Specialized.NameValueCollection named)
            return ReadSequence(
                named.AllKeys.Select(key => KeyValuePair.Create(key, named.GetValues(key))).ToList(), type, depth, limit);
        if (value is IEnumerable sequence)
        {
            ValueNode items = ReadSequence(sequence, type, depth, limit);
            return GroupingKey(type) is { } key ? new ValueNode.Entry(Read(Get(key, value), depth + 1), items) : items;
        }
        return ReadObject(value, type, depth);
    }

    private ValueNode ReadSequence(IEnumerable sequence, Type type, int depth, int? limit)
    {
        var items = new List<ValueNode>();
        var types = new List<string>();
        string? remark = null;
        int most = limit ?? MostRows;
        Current = $"the items of {TypeNames.Of(type)}";
        IEnumerator iterator = sequence.GetEnumerator();
        try
        {
            while (true)
            {
                if (IsOver)
                {
                    remark = Left(sequence, items);
                    break;
                }
                object? item;
                try
                {
                    Current = $"item {items.Count} of {TypeNames.Of(type)}";
                    if (!iterator.MoveNext())
                        break;
                    if (items.Count == most)
                    {
                        remark = Left(sequence, items);
                        break;
                    }
                    item = iterator.Current;
                }
                catch (Exception e) when (!ExecutionGuard.IsInterrupted)
                {
                    items.Add(Failed(e));
                    types.Add("");
                    remark = "the sequence ended there";
                    break;
                }
                items.Add(Read(item, depth + 1));
                types.Add(item is null ? "" : TypeNames.Of(item.GetType()));
                // Values without parts stand on one line; the library's own limit is for them.
                if (limit is null && items.Count == 1)
                    most = items[0] is ValueNode.Leaf ? Math.Max(1, Formatter.ListExpansionLimit) : MostRows;
            }
        }
        finally
        {
            try
            {
                (iterator as IDisposable)?.Dispose();
            }
            catch (Exception e) when (!ExecutionGuard.IsInterrupted)
            {
                remark = $"{remark}{(remark is null ? "" : "; ")}its Dispose throws {TypeNames.Of(e.GetType())}";
            }
        }
        string title = items.Count > 0 && remark is null && CountOf(sequence) is null && TypeNames.IsCompilerMade(type)
            ? $"{items.Count} items"
            : Title(sequence, type);
        IReadOnlyList<Member> members = IsUsersOwn(type) ? ReadMembers(sequence, type, depth) : [];
        if (members.Count == 0 && AsTable(title, items, types, remark) is { } table)
            return table;
        return new ValueNode.Sequence(title, items, remark, members);
    }

    // Rows are objects; a null among them is an empty row.
    private static ValueNode.Table? AsTable(string title, List<ValueNode> items, List<string> types, string? remark)
    {
        if (!items.Exists(item => item is ValueNode.Members { Values.Count: > 0 })
            || !items.TrueForAll(item => item is ValueNode.Members || item == s_null))
            return null;
        var columns = new List<string>();
        foreach (ValueNode.Members row in items.OfType<ValueNode.Members>())
            foreach (Member member in row.Values)
                if (!columns.Contains(member.Name))
                    columns.Add(member.Name);
        if (columns.Count > MostColumns)
            return null;
        // Elements of several types: which one a row is, says its first cell.
        bool severalTypes = types.Where(type => type.Length > 0).Distinct().Count() > 1;
        var rows = new List<ValueNode?[]>();
        for (int i = 0; i < items.Count; i++)
        {
            IEnumerable<ValueNode?> cells = columns.Select((column, k) => items[i] is ValueNode.Members row
                ? row.Values.FirstOrDefault(member => member.Name == column)?.Value
                : k == 0 && !severalTypes ? s_null : null);
            rows.Add([.. severalTypes ? cells.Prepend(new ValueNode.Leaf(types[i].Length > 0 ? types[i] : "null")) : cells]);
        }
        return new ValueNode.Table(title, severalTypes ? ["(type)", .. columns] : columns, rows, remark);
    }

    private ValueNode ReadObject(object value, Type type, int depth)
    {
        string name = TypeNames.Of(type);
        IReadOnlyList<Member> members = ReadMembers(value, type, depth);
        string? own = OwnText(value, type);
        if (members.Count == 0)
            return Leaf(own ?? name, depth);
        string? remark = members.Count >= MostMembers ? "…" : IsOver ? "… (stopped here)" : null;
        return new ValueNode.Members(own ?? name, name, members, remark);
    }

    private List<Member> ReadMembers(object value, Type type, int depth)
    {
        var members = new List<Member>();
        foreach (MemberInfo member in MembersOf(type))
        {
            if (members.Count >= MostMembers || IsOver)
                break;
            members.Add(new Member(member.Name, Part(member, value, depth)));
        }
        return members;
    }

    private ValueNode Part(Type type, object value, string name, int depth) => Part(type.GetProperty(name)!, value, depth);

    private ValueNode Part(MemberInfo member, object value, int depth)
    {
        object? part;
        try
        {
            Current = $"{TypeNames.Of(value.GetType())}.{member.Name}";
            part = Get(member, value);
        }
        catch (Exception e) when (!ExecutionGuard.IsInterrupted)
        {
            return Failed(e);
        }
        return Read(part, depth + 1);
    }

    private static object? Get(MemberInfo member, object value) =>
        member is FieldInfo field
            ? field.GetValue(value)
            : ((PropertyInfo)member).GetValue(value, BindingFlags.DoNotWrapExceptions, null, null, null);

    private static IEnumerable<MemberInfo> MembersOf(Type type)
    {
        static bool CanBeHeld(Type part) => !part.IsByRef && !part.IsByRefLike && !part.IsPointer;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        IEnumerable<MemberInfo> all = type.GetMembers(BindingFlags.Public | BindingFlags.Instance).Where(member => member switch
        {
            FieldInfo field => CanBeHeld(field.FieldType),
            PropertyInfo property =>
                property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0 && CanBeHeld(property.PropertyType),
            _ => false,
        });
        // In the order they were written, those of the base first; of two with one name the derived one.
        List<MemberInfo> visible = [.. all.OrderByDescending(member => Depth(member.DeclaringType)).Where(member => seen.Add(member.Name))];
        return visible.OrderBy(member => Depth(member.DeclaringType)).ThenBy(member => member.MetadataToken);

        static int Depth(Type? t) => t?.BaseType is { } parent ? 1 + Depth(parent) : 0;
    }

    private ValueNode ReadArray(Array array, int[] indices, int dimension, int depth)
    {
        var items = new List<ValueNode>();
        int length = array.GetLength(dimension);
        int limit = dimension == array.Rank - 1 ? Math.Max(1, Formatter.ListExpansionLimit) : MostRows;
        for (int i = 0; i < Math.Min(length, limit) && !IsOver; i++)
        {
            indices[dimension] = array.GetLowerBound(dimension) + i;
            items.Add(dimension == array.Rank - 1
                ? Read(array.GetValue(indices), depth + dimension + 1)
                : ReadArray(array, indices, dimension + 1, depth));
        }
        string title = string.Join(" × ", Enumerable.Range(dimension, array.Rank - dimension).Select(array.GetLength))
            + (dimension == 0 ? " array" : "");
        return new ValueNode.Sequence(title, items, items.Count < length ? $"… ({length - items.Count} more)" : null, []);
    }

    // A table of the framework's or of Microsoft.Data.Analysis: its columns, and its rows as they come.
    private sealed record Frame(string Title, IReadOnlyList<string> Columns, IEnumerable<IEnumerable> Rows, long Count);

    private static Frame? FrameOf(object value) => value switch
    {
        DataTable table => new Frame("DataTable " + table.TableName, Names(table), table.Rows.Cast<DataRow>().Select(row => row.ItemArray),
            table.Rows.Count),
        DataView { Table: { } table } view =>
            new Frame("DataView " + table.TableName, Names(table), view.Cast<DataRowView>().Select(row => row.Row.ItemArray), view.Count),
        DataRow { RowState: not DataRowState.Deleted } row => new Frame("DataRow", Names(row.Table), [row.ItemArray], 1),
        _ when LeafText.IsOrDescendsFrom(value.GetType(), "Microsoft.Data.Analysis.DataFrame") => AnalysisFrame(value),
        _ => null,
    };

    private static IReadOnlyList<string> Names(DataTable table) =>
        [.. table.Columns.Cast<DataColumn>().Select(column => column.ColumnName)];

    private static Frame AnalysisFrame(object value)
    {
        object Property(object of, string name) => of.GetType().GetProperties()
            .First(property => property.Name == name && property.GetIndexParameters().Length == 0).GetValue(of)!;
        object[] columns = [.. ((IEnumerable)Property(value, "Columns")).Cast<object>()];
        var rows = (IEnumerable)Property(value, "Rows");
        return new Frame("DataFrame", [.. columns.Select(column => (string)Property(column, "Name"))], rows.Cast<IEnumerable>(),
            columns.Length == 0 ? 0 : (long)Property(columns[0], "Length"));
    }

    private ValueNode ReadFrame(Frame frame, int depth, int limit)
    {
        if (frame.Columns.Count == 0)
            return Leaf($"{frame.Title.Trim()}: no columns, {frame.Count} rows", depth);
        var rows = new List<ValueNode?[]>();
        foreach (IEnumerable row in frame.Rows.Take(limit))
        {
            if (IsOver)
                break;
            rows.Add([.. row.Cast<object?>().Select(cell => cell is DBNull ? s_null : Read(cell, depth + 1))]);
        }
        return new ValueNode.Table(frame.Title, frame.Columns, rows,
            rows.Count < frame.Count ? $"{rows.Count} of {frame.Count} rows" : null);
    }

    private ValueNode Leaf(string text, int depth)
    {
        int longest = depth == 0 ? int.MaxValue : LongestInner;
        if (text.Length > longest)
            text = $"{text[..longest]}… ({text.Length} characters)";
        _characters += text.Length;
        return new ValueNode.Leaf(text);
    }

    private ValueNode.Leaf Failed(Exception e)
    {
        string text = e is DisplayStoppedException or ThreadInterruptedException
            ? $"({Current ?? "it"} did not answer in time)"
            : $"{TypeNames.Of(e.GetType())}: {ExceptionText.Message(e)}";
        _characters += text.Length;
        return new ValueNode.Leaf(text.Length <= LongestInner ? text : text[..LongestInner] + "…");
    }

    private bool IsOver => _nodes > MostNodes || _characters > MostCharacters || time.IsOver;

    private string Left(IEnumerable sequence, List<ValueNode> items)
    {
        string why = time.IsOver ? "; reading more takes too long" : "";
        int? all = CountOf(sequence);
        return items.TrueForAll(item => item is ValueNode.Leaf)
            ? (all is { } count ? $"… ({count - items.Count} more" : "… (more") + why + ")"
            : (all is { } rows ? $"{items.Count} of {rows} rows" : $"the first {items.Count} rows") + why;
    }

    private static string Title(IEnumerable sequence, Type type)
    {
        string name = TypeNames.IsCompilerMade(type) || type.IsNotPublic && type.Namespace == "System.Linq" || type.IsNestedPrivate
            ? "sequence"
            : TypeNames.Of(type);
        return CountOf(sequence) is { } count ? $"{name}, {count} items" : name;
    }

    private static int? CountOf(IEnumerable sequence)
    {
        try
        {
            return sequence is ICollection { Count: var count } ? count
                : !IsUsersOwn(sequence.GetType()) && sequence.GetType()
                    .GetInterface("System.Collections.Generic.IReadOnlyCollection`1")?.GetProperty("Count") is { } property
                    ? (int?)property.GetValue(sequence) : null;
        }
        catch (Exception) when (!ExecutionGuard.IsInterrupted)
        {
            return null;
        }
    }

    private static MemberInfo? GroupingKey(Type type) =>
        type.GetInterfaces().FirstOrDefault(i =>
            i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IGrouping<,>))?.GetProperty("Key");

    private static bool IsMemory(Type type) => type.IsGenericType
        && (type.GetGenericTypeDefinition() == typeof(Memory<>) || type.GetGenericTypeDefinition() == typeof(ReadOnlyMemory<>));

    // A sequence of the reader's own may have properties that matter; those of the framework's tell about memory.
    private static bool IsUsersOwn(Type type) => !type.IsArray && !TypeNames.IsCompilerMade(type)
        && TypeNames.IsCells(type);

    // The text that a type's author wrote for it; what the compiler writes for records repeats the members.
    private string? OwnText(object value, Type type)
    {
        if (TypeNames.IsAnonymous(type))
            return null;
        MethodInfo? method = type.GetMethod(nameof(ToString), Type.EmptyTypes);
        if (method is null || method.DeclaringType == typeof(object) || method.DeclaringType == typeof(ValueType)
            || method.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
            return null;
        Current = TypeNames.Of(type) + ".ToString()";
        try
        {
            string? text = value.ToString();
            return string.IsNullOrWhiteSpace(text) || text == type.FullName || text == type.ToString()
                ? null
                : NodeText.Short(new ValueNode.Leaf(text), 200);
        }
        catch (Exception) when (!ExecutionGuard.IsInterrupted)
        {
            return null;
        }
    }
}
