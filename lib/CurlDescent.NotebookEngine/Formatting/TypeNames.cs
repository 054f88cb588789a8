using System.Runtime.CompilerServices;

namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>Names of types as C# writes them; a cell's own types without the submission around them.</summary>
internal static class TypeNames
{
    /// <summary>Assemblies of cells begin so.</summary>
    public const string SubmissionPrefix = "Submission#";

    private const int Longest = 200;

    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(char)] = "char",
        [typeof(decimal)] = "decimal",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(void)] = "void",
    };

    /// <summary>The name, without namespaces.</summary>
    public static string Of(Type type)
    {
        string name = Write(type, 0);
        return name.Length <= Longest ? name : name[..Longest] + "…";
    }

    /// <summary>An exception's full name, as stack traces write it; of a cell's own exception the bare name.</summary>
    public static string OfException(Type type) =>
        type.FullName is { } name && !IsCells(type) && !type.IsGenericType ? name : Of(type);

    /// <summary>True for types that only the compiler can name: iterators, LINQ's sequences, closures.</summary>
    public static bool IsCompilerMade(Type type) =>
        type.Name.Contains('<', StringComparison.Ordinal) || type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    /// <summary>True for types that cells declare.</summary>
    public static bool IsCells(Type type) =>
        type.Assembly.GetName().Name?.StartsWith(SubmissionPrefix, StringComparison.Ordinal) == true;

    public static bool IsAnonymous(Type type) => type.Name.Contains("AnonymousType", StringComparison.Ordinal) && IsCompilerMade(type);

    private static string Write(Type type, int depth)
    {
        if (s_keywords.TryGetValue(type, out string? keyword))
            return keyword;
        if (depth > 6)
            return "…";
        if (type.IsArray)
        {
            // int[][,] is an array of int[,]: the outer rank stands first.
            string ranks = "";
            Type element = type;
            for (; element.IsArray; element = element.GetElementType()!)
                ranks += $"[{new string(',', element.GetArrayRank() - 1)}]";
            return Write(element, depth + 1) + ranks;
        }
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Write(underlying, depth + 1) + "?";
        if (type.IsByRef || type.IsPointer)
            return Write(type.GetElementType()!, depth + 1) + (type.IsPointer ? "*" : "&");
        if (type.IsGenericParameter)
            return type.Name;
        if (IsAnonymous(type))
            return "anonymous";
        string name = type.Name.Split('`')[0];
        if (!type.IsGenericType)
            return name;
        // Of a type nested in a generic one, the arguments are those of both.
        string arguments = string.Join(", ", type.GetGenericArguments().Select(argument => Write(argument, depth + 1)));
        return type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true
            ? $"({arguments})"
            : $"{name}<{arguments}>";
    }
}
