using System.Text.Json.Nodes;
using CurlDescent.Experiments.Specs;

namespace CurlDescent.Experiments;

/// <summary>
/// The JSON schema of experiment files, made from <see cref="Parameters.All"/>. Published as <c>data/experiment.schema.json</c>.
/// </summary>
public static class ExperimentSchema
{
    /// <summary>The schema as text.</summary>
    public static string Text { get; } = Schema().ToJsonString(JsonForm.Options) + "\n";

    private static JsonObject Schema() => new()
    {
        ["$schema"] = "http://json-schema.org/draft-07/schema#",
        ["title"] = "curl-descent experiment",
        ["description"] = "An experiment: grids of cells, learning rules, seeds, and the sizes in which it can be run.",
        ["type"] = "object",
        ["required"] = new JsonArray("id"),
        ["additionalProperties"] = false,
        ["properties"] = Properties(ExperimentForm.Experiment),
        ["definitions"] = new JsonObject
        {
            ["fixed"] = Members("Parameters with their values; null takes an optional one away.", p => Described(Value(p), p.Description)),
            ["axes"] = Members("Parameters that vary, slowest first.", p => Described(Axis(p), p.Description)),
            ["grid"] = new JsonObject
            {
                ["type"] = "object",
                ["required"] = new JsonArray("name"),
                ["additionalProperties"] = false,
                ["properties"] = Properties(ExperimentForm.Grid),
            },
            ["size"] = new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = false,
                ["properties"] = Properties(ExperimentForm.Size),
            },
        },
    };

    internal static JsonObject Properties(IReadOnlyList<Member> members) =>
        new(members.Select(
            m => KeyValuePair.Create(m.Name, (JsonNode?)(m.Description is { } text ? Described(m.Schema(), text) : m.Schema()))));

    private static JsonObject Members(string description, Func<ParameterDefinition, JsonObject> member) => Described(
        new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject(Parameters.All.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)member(p)))),
        },
        description);

    private static JsonObject Value(ParameterDefinition parameter)
    {
        List<JsonObject> forms = [Scalar(parameter)];
        if (parameter.Type is ParameterType.Integer or ParameterType.Number && parameter.Words.Count > 0) forms.Add(Words(parameter.Words));
        if (parameter.Default is null) forms.Add(Typed("null"));
        return AnyOf(forms);
    }

    private static JsonObject Axis(ParameterDefinition parameter)
    {
        var list = new JsonObject { ["type"] = "array", ["minItems"] = 1, ["uniqueItems"] = true, ["items"] = Scalar(parameter) };
        List<JsonObject> forms = [Scalar(parameter), list];
        if (parameter.Type is ParameterType.Integer or ParameterType.Number)
        {
            forms.AddRange(new[] { "linspace", "logspace", "range" }.Select(name => new JsonObject
            {
                ["type"] = "object",
                ["required"] = new JsonArray(name),
                ["additionalProperties"] = false,
                ["properties"] = new JsonObject
                {
                    [name] = new JsonObject { ["type"] = "array", ["items"] = Typed("number"), ["minItems"] = 3, ["maxItems"] = 3 },
                },
            }));
        }

        return AnyOf(forms);
    }

    private static JsonObject Scalar(ParameterDefinition parameter)
    {
        if (parameter.Type == ParameterType.Switch) return Typed("boolean");
        if (parameter.Type == ParameterType.Choice) return Words(Published(parameter));
        JsonObject number = Typed(parameter.Type == ParameterType.Integer ? "integer" : "number");
        if (!double.IsInfinity(parameter.Least)) number[parameter.ExclusiveLeast ? "exclusiveMinimum" : "minimum"] = parameter.Least;
        if (!double.IsInfinity(parameter.Most)) number["maximum"] = parameter.Most;
        return number;
    }

    // The schema is one file for all: what a program has added to its own process is no part of it.
    private static IReadOnlyList<string> Published(ParameterDefinition parameter) =>
        parameter.Name == Parameters.ActivationName ? [.. Activation.All.Select(a => a.Name)] : parameter.Words;

    private static JsonObject AnyOf(List<JsonObject> forms) =>
        forms.Count == 1 ? forms[0] : new JsonObject { ["anyOf"] = new JsonArray([.. forms]) };

    internal static JsonObject RuleList() =>
        new() { ["type"] = "array", ["minItems"] = 1, ["uniqueItems"] = true, ["items"] = Typed("string") };

    internal static JsonObject Words(IReadOnlyList<string> words) =>
        new() { ["type"] = "string", ["enum"] = new JsonArray([.. words.Select(w => (JsonNode)w)]) };

    internal static JsonObject Patterned() => new() { ["type"] = "string", ["pattern"] = ExperimentForm.IdPattern };

    internal static JsonObject Typed(string type) => new() { ["type"] = type };

    internal static JsonObject Range(string type, double least, double most) =>
        new() { ["type"] = type, ["minimum"] = least, ["maximum"] = most };

    internal static JsonObject Reference(string definition) => new() { ["$ref"] = $"#/definitions/{definition}" };

    internal static JsonObject Described(JsonObject schema, string description)
    {
        schema["description"] = description;
        return schema;
    }
}
