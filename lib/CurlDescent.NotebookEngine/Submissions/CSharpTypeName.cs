using CurlDescent.NotebookEngine.Formatting;

namespace CurlDescent.NotebookEngine.Submissions;

/// <summary>How C# code names the type of a value it is given.</summary>
internal static class CSharpTypeName
{
    /// <summary>The value's own type where code can name it, else <c>object</c>.</summary>
    public static string Of(object? value) => value is null ? "object" : Name(value.GetType()) ?? "object";

    private static string? Name(Type type)
    {
        if (type.IsArray)
            return Name(type.GetElementType()!) is { } element ? $"{element}[{new string(',', type.GetArrayRank() - 1)}]" : null;
        if (!type.IsVisible || type.IsByRef || type.IsPointer || type.Assembly.IsDynamic || type.FullName is not { } full)
            return null;
        // A type of a cell is nested in its submission, which has no name that code can write.
        if (TypeNames.IsCells(type))
            return null;
        if (!type.IsGenericType)
            return "global::" + full.Replace('+', '.');
        if (type.DeclaringType is not null)
            return null;
        string?[] arguments = [.. type.GetGenericArguments().Select(Name)];
        return arguments.Contains(null) ? null : $"global::{full.Split('`')[0]}<{string.Join(", ", arguments)}>";
    }
}
