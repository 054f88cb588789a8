using System.Text.RegularExpressions;
using CurlDescent.NotebookEngine.Execution;

namespace CurlDescent.NotebookEngine.Packages;

/// <summary>What <c>#r "nuget: Id, Version"</c> asks for.</summary>
/// <param name="Id">The package's id.</param>
/// <param name="Version">The version as NuGet writes it; null for the newest stable one.</param>
internal sealed partial record PackageRequest(string Id, string? Version)
{
    private const string Prefix = "nuget:";

    public bool IsFloating => Version is null || Version.Contains('*', StringComparison.Ordinal);

    public static bool IsPackage(string reference) => reference.TrimStart().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="CellFailure">The text names no valid package.</exception>
    public static PackageRequest Parse(string reference)
    {
        string[] parts = reference.TrimStart()[Prefix.Length..].Split(',', 2, StringSplitOptions.TrimEntries);
        string? version = parts.Length == 2 && parts[1].Length > 0 ? parts[1] : null;
        if (!IdPattern().IsMatch(parts[0]) || version is not null && !VersionPattern().IsMatch(version))
            throw new CellFailure("PackageError",
                $"#r \"{reference}\": expected \"nuget: Id, Version\", for example \"nuget: MathNet.Numerics, 5.0.0\".");
        return new PackageRequest(parts[0], version);
    }

    public override string ToString() => Version is null ? Id : $"{Id} {Version}";

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}\z")]
    private static partial Regex IdPattern();

    // An exact version, a floating one or a range.
    [GeneratedRegex(@"^[\[\(]?[0-9A-Za-z.*+, -]+[\]\)]?\z")]
    private static partial Regex VersionPattern();
}
