using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CurlDescent.Experiments.Specs;

/// <summary>
/// The values of an axis, from JSON (<c>0.3</c>, <c>[1, 2]</c>, <c>{ "linspace": [0, 1, 21] }</c>) or from the command line (<c>1,2</c>,
/// <c>linspace(0,1,21)</c>).
/// </summary>
/// <remarks>
/// linspace(a, b, n): n evenly spaced values from a to b. logspace(a, b, n): 10 to those. range(a, b, step): a, a + step, … up to b.
/// Generated numbers are rounded to 15 significant digits, so that they are the same on every machine and 3·0.1 is 0.3.
/// </remarks>
internal static partial class ValueList
{
    private const int MostValues = 100_000;

    private static readonly string[] Generators = ["linspace", "logspace", "range"];

    public static IReadOnlyList<ParameterValue> FromJson(ParameterDefinition parameter, SourceNode node)
    {
        IReadOnlyList<ParameterValue> values = node.Kind switch
        {
            JsonValueKind.Array => [.. node.Elements.Select(e => Scalar(parameter, e) ?? throw e.Error("null is no value of an axis."))],
            JsonValueKind.Object => FromGenerator(parameter, node),
            _ => [Scalar(parameter, node) ?? throw node.Error("null is no value of an axis.")],
        };
        if (Problem(values) is { } problem) throw node.Error(problem);
        return values;
    }

    public static IReadOnlyList<ParameterValue> FromText(ParameterDefinition parameter, string text, string source)
    {
        ExperimentException Error(string problem) => new(source, null, parameter.Name, problem);
        IReadOnlyList<ParameterValue> values;
        if (GeneratorCall().Match(text) is { Success: true } call)
        {
            double[] numbers = [.. call.Groups[2].Value.Split(',').Select(t =>
                double.TryParse(t.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double n)
                    ? n : throw Error($"'{t.Trim()}' is not a number."))];
            values = [.. Generate(call.Groups[1].Value, numbers, Error).Select(n => new ParameterValue(n))];
        }
        else
        {
            values = [.. text.Split(',').Select(t => ParameterValue.Parse(t.Trim()))];
        }

        foreach (ParameterValue value in values)
        {
            if (!parameter.Allows(value)) throw Error($"{value} is not allowed; allowed: {parameter.Allowed}.");
        }

        return Problem(values) is { } problem ? throw Error(problem) : values;
    }

    /// <summary>Reads one value; null for JSON's null where the parameter may be absent.</summary>
    public static ParameterValue? Scalar(ParameterDefinition parameter, SourceNode node)
    {
        ParameterValue? value = node.Kind switch
        {
            JsonValueKind.Number => ParameterDefinition.FromNumber(node.Text),
            JsonValueKind.String or JsonValueKind.True or JsonValueKind.False => new ParameterValue(node.Text),
            _ => default(ParameterValue?),
        };
        if (value is null && node.Kind == JsonValueKind.Null && parameter.Default is null) return null;
        bool word = node.Kind == JsonValueKind.String;
        bool ok = value is { } v && parameter.Allows(v) && word == (!v.IsNumber && parameter.Type != ParameterType.Switch);
        return ok ? value : throw node.Error($"{node.Describe()} is not allowed; allowed: {parameter.Allowed}.");
    }

    private static List<ParameterValue> FromGenerator(ParameterDefinition parameter, SourceNode node)
    {
        string expected = $"one of {string.Join(", ", Generators.Select(g => $"{{ \"{g}\": [ … ] }}"))}, a value or a list of values";
        if (node.Members.Count != 1) throw node.Error($"expected {expected}.");
        (string name, SourceNode arguments) = node.Members.Single();
        if (!Generators.Contains(name) || arguments.Kind != JsonValueKind.Array) throw node.Error($"expected {expected}.");
        double[] numbers = [.. arguments.Elements.Select(e =>
            e.Kind == JsonValueKind.Number
                ? ParameterDefinition.FromNumber(e.Text).Number : throw e.Error($"{e.Describe()} is not a number."))];
        var values = new List<ParameterValue>();
        foreach (double number in Generate(name, numbers, arguments.Error))
        {
            if (!parameter.Allows(number))
            {
                throw arguments.Error(FormattableString.Invariant($"gives {number}, which is not allowed; allowed: {parameter.Allowed}."));
            }

            values.Add(number);
        }

        return values;
    }

    private static IEnumerable<double> Generate(string name, double[] arguments, Func<string, ExperimentException> error)
    {
        if (arguments.Length != 3 || !arguments.All(double.IsFinite)) throw error($"{name} takes three finite numbers.");
        (double from, double to, double third) = (arguments[0], arguments[1], arguments[2]);
        if (name == "range")
        {
            double count = Math.Floor((to - from) / third * (1 + 1e-12)) + 1;
            if (third == 0 || !(count >= 1 && count <= MostValues))
            {
                throw error($"range(from, to, step) must give 1 … {MostValues} values.");
            }

            return Enumerable.Range(0, (int)count).Select(i => Rounded(from + i * third));
        }

        if (Math.Floor(third) != third || third < 1 || third > MostValues)
        {
            throw error($"the third number of {name} counts the values: 1 … {MostValues}.");
        }

        int n = (int)third;
        IEnumerable<double> linear =
            Enumerable.Range(0, n).Select(i => n == 1 ? from : i == n - 1 ? to : from + i * ((to - from) / (n - 1)));
        return linear.Select(x => Rounded(name == "linspace" ? x : Math.Pow(10, x)));
    }

    private static string? Problem(IReadOnlyList<ParameterValue> values)
    {
        if (values.Count == 0) return "an axis needs at least one value.";
        if (values.Count > MostValues) return $"an axis has at most {MostValues} values.";
        IGrouping<ParameterValue, ParameterValue>? twice = values.GroupBy(v => v).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? null : $"{twice.Key} is given twice.";
    }

    private static double Rounded(double value) =>
        double.Parse(value.ToString("G15", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*(linspace|logspace|range)\s*\(([^()]*)\)\s*$")]
    private static partial Regex GeneratorCall();
}
