using System.Globalization;

namespace CurlDescent.NotebookEngine.Packages;

/// <summary>A version as NuGet compares it: four numbers, then labels; what stands behind a plus sign does not count.</summary>
internal sealed record PackageVersion(IReadOnlyList<int> Numbers, IReadOnlyList<string> Labels) : IComparable<PackageVersion>
{
    /// <summary>Reads a version; null where the text is none.</summary>
    public static PackageVersion? TryParse(string text)
    {
        string[] parts = text.Trim().Split('+', 2)[0].Split('-', 2);
        var numbers = new List<int>();
        foreach (string part in parts[0].Split('.'))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                return null;
            numbers.Add(number);
        }
        if (numbers.Count > 4)
            return null;
        while (numbers.Count < 4)
            numbers.Add(0);
        return new PackageVersion(numbers, parts.Length > 1 ? parts[1].Split('.') : []);
    }

    public int CompareTo(PackageVersion? other)
    {
        if (other is null)
            return 1;
        for (int i = 0; i < 4; i++)
            if (Numbers[i] != other.Numbers[i])
                return Numbers[i].CompareTo(other.Numbers[i]);
        // A version without labels is later than any of the same numbers with some.
        if (Labels.Count == 0 || other.Labels.Count == 0)
            return other.Labels.Count.CompareTo(Labels.Count);
        for (int i = 0; i < Math.Min(Labels.Count, other.Labels.Count); i++)
        {
            bool isNumber = int.TryParse(Labels[i], NumberStyles.None, CultureInfo.InvariantCulture, out int a);
            bool isOtherNumber = int.TryParse(other.Labels[i], NumberStyles.None, CultureInfo.InvariantCulture, out int b);
            int order = isNumber && isOtherNumber ? a.CompareTo(b)
                : isNumber != isOtherNumber ? (isNumber ? -1 : 1)
                : string.Compare(Labels[i], other.Labels[i], StringComparison.OrdinalIgnoreCase);
            if (order != 0)
                return order;
        }
        return Labels.Count.CompareTo(other.Labels.Count);
    }

    /// <summary>
    /// True where a version is one that the text asks for: the same version however it is written, or one in the range (<c>[1.0, 2.0)</c>)
    /// or under the floating pattern (<c>*</c>, <c>1.2.*</c>, <c>1.0.0-*</c>).
    /// </summary>
    public static bool Satisfies(string version, string asked)
    {
        if (TryParse(version) is not { } present)
            return string.Equals(version, asked, StringComparison.OrdinalIgnoreCase);
        asked = asked.Trim();
        if (asked.Length > 1 && asked[0] is '[' or '(' && asked[^1] is ']' or ')')
        {
            string[] ends = asked[1..^1].Split(',');
            if (ends.Length == 1)
                return asked[0] == '[' && TryParse(ends[0]) is { } only && present.CompareTo(only) == 0;
            bool isAbove = Floor(ends[0]) is not { } low || (asked[0] == '[' ? present.CompareTo(low) >= 0 : present.CompareTo(low) > 0);
            return isAbove && (TryParse(ends[1]) is not { } high
                || (asked[^1] == ']' ? present.CompareTo(high) <= 0 : present.CompareTo(high) < 0));
        }
        if (asked.Contains('*', StringComparison.Ordinal))
        {
            string[] parts = asked.Split('-', 2);
            // "1.2.*": the numbers before the star are the version's.
            string[] fixedNumbers = [.. parts[0].Split('.').TakeWhile(part => part != "*")];
            return (parts.Length > 1 || present.Labels.Count == 0)
                && fixedNumbers.Select((part, i) => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && i < 4
                && n == present.Numbers[i]).All(same => same)
                && (parts.Length == 1 || present.Labels.Count == 0
                || string.Join('.', present.Labels).StartsWith(parts[1].Split('*')[0], StringComparison.OrdinalIgnoreCase));
        }
        return TryParse(asked) is { } exact && present.CompareTo(exact) == 0;
    }

    private static PackageVersion? Floor(string text) => TryParse(text.Replace("*", "0", StringComparison.Ordinal));
}
