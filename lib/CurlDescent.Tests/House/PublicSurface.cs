using System.Text;
using Mono.Cecil;

namespace CurlDescent.Tests.House;

/// <summary>What is public in a project: a line for each type with the names of its members.</summary>
internal static class PublicSurface
{
    // What the compiler adds to every record and enumeration.
    private static readonly HashSet<string> Everywhere =
    [
        "Equals", "GetHashCode", "ToString", "op_Equality", "op_Inequality", "<Clone>$", "Deconstruct", "PrintMembers", "EqualityContract",
        "value__",
    ];

    public static string Of(IEnumerable<string> projects)
    {
        var text = new StringBuilder();
        foreach (string project in projects)
        {
            using var assembly = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, project + ".dll"));
            foreach (TypeDefinition type in assembly.MainModule.GetTypes().Where(IsPublic).OrderBy(
                type => type.FullName, StringComparer.Ordinal))
            {
                IEnumerable<string> members = type.Methods.Where(m => m.IsPublic || m.IsFamily)
                    .Select(m => m.IsConstructor ? "new" : Name(m.Name))
                    .Concat(type.Fields.Where(f => f.IsPublic).Select(f => f.Name))
                    .Where(name => !Everywhere.Contains(name) && !name.Contains('<', StringComparison.Ordinal))
                    .Distinct().Order(StringComparer.Ordinal);
                text.Append(type.FullName.Replace('/', '.').Split('`')[0]).Append(" : ").AppendJoin(' ', members).Append('\n');
            }
        }

        return text.ToString();
    }

    private static bool IsPublic(TypeDefinition type) => !type.Name.Contains('<', StringComparison.Ordinal)
        && (type.IsPublic || (type.IsNestedPublic && IsPublic(type.DeclaringType)));

    private static string Name(string method) =>
        method.StartsWith("get_", StringComparison.Ordinal) || method.StartsWith("set_", StringComparison.Ordinal) ? method[4..] : method;
}
