using System.Text.Json.Nodes;
using CurlDescent.Experiments.Reproduction;

namespace CurlDescent.Experiments;

/// <summary>
/// The JSON schema of experiment files, made from <see cref="Parameters.All"/>. Published as <c>data/experiment.schema.json</c>.
/// </summary>
public static class ExperimentSchema
{
    private const string IdForm = "^[a-z0-9][a-z0-9_-]{0,63}$";

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
        ["properties"] = new JsonObject
        {
            ["$schema"] = new JsonObject { ["type"] = "string" },
            ["id"] = Described(Patterned(), "Name of the experiment and of its dataset's folder."),
            ["title"] = Described(Typed("string"), "What it shows, in a sentence."),
            ["source"] = Described(Typed("string"), "Figure or table that it reproduces."),
            ["basedOn"] = Described(
                Words([.. Catalogue.Ids, "paper"]), "Experiment of the catalogue whose settings hold where this file says nothing."),
            ["kind"] = Described(
                Words([.. ExperimentKind.All.Select(k => k.Name)]),
                $"What a run computes; {ExperimentKind.Default} unless said. "
                + $"{string.Join(" ", ExperimentKind.All.Select(k => $"{k}: {k.Description}"))}"),
            ["seed"] = Described(Range("integer", 0, ulong.MaxValue), "Seed from which every cell's seed is derived; 1 unless said."),
            ["seeds"] = Described(Range("integer", 1, 100_000), "Runs in each cell under each rule; 10 unless said."),
            ["rules"] = Described(RuleList(), "Learning rules; all four of the paper unless said."),
            ["fixed"] = Reference("fixed"),
            ["axes"] = Described(Reference("axes"), "Axes of every grid."),
            ["grids"] = new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = Reference("grid") },
            ["curves"] = Described(Typed("boolean"), "Whether the dataset has the curves of every run."),
            ["sizes"] = Described(
                new JsonObject { ["type"] = "object", ["additionalProperties"] = Reference("size") },
                "Sizes by name, smallest first; each says what it changes in the whole. preview and laptop run gradient descent and curl "
                + "descent unless they name rules."),
        },
        ["definitions"] = new JsonObject
        {
            ["fixed"] = Members("Parameters with their values; null takes an optional one away.", p => Described(Value(p), p.Description)),
            ["axes"] = Members("Parameters that vary, slowest first.", p => Described(Axis(p), p.Description)),
            ["grid"] = new JsonObject
            {
                ["type"] = "object",
                ["required"] = new JsonArray("name"),
                ["additionalProperties"] = false,
                ["properties"] = new JsonObject { ["name"] = Patterned(), ["fixed"] = Reference("fixed"), ["axes"] = Reference("axes") },
            },
            ["size"] = new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = false,
                ["properties"] = new JsonObject
                {
                    ["note"] = Described(Typed("string"), "What this size leaves out."),
                    ["fixed"] = Reference("fixed"),
                    ["axes"] = Reference("axes"),
                    ["grids"] = Described(
                        new JsonObject
                        {
                            ["type"] = "object",
                            ["additionalProperties"] = new JsonObject
                            {
                                ["type"] = "object",
                                ["additionalProperties"] = false,
                                ["properties"] = new JsonObject { ["fixed"] = Reference("fixed"), ["axes"] = Reference("axes") },
                            },
                        },
                        "Changes of single grids, by name."),
                    ["thin"] = Described(Range("integer", 1, 1000), "Axes keep each thin-th value, and the last."),
                    ["seeds"] = Range("integer", 1, 100_000),
                    ["looks"] = Described(
                        new JsonObject
                        {
                            ["type"] = "array",
                            ["minItems"] = 1,
                            ["uniqueItems"] = true,
                            ["items"] = Range("integer", 1, 100_000),
                        },
                        "Numbers of seeds, ascending to all of them, at which the claims are judged: the sweep ends at the first at which "
                        + "none is open."),
                    ["rules"] = RuleList(),
                },
            },
        },
    };

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

    private static JsonObject RuleList() =>
        new() { ["type"] = "array", ["minItems"] = 1, ["uniqueItems"] = true, ["items"] = Typed("string") };

    private static JsonObject Words(IReadOnlyList<string> words) =>
        new() { ["type"] = "string", ["enum"] = new JsonArray([.. words.Select(w => (JsonNode)w)]) };

    private static JsonObject Patterned() => new() { ["type"] = "string", ["pattern"] = IdForm };

    private static JsonObject Typed(string type) => new() { ["type"] = type };

    private static JsonObject Range(string type, double least, double most) =>
        new() { ["type"] = type, ["minimum"] = least, ["maximum"] = most };

    private static JsonObject Reference(string definition) => new() { ["$ref"] = $"#/definitions/{definition}" };

    private static JsonObject Described(JsonObject schema, string description)
    {
        schema["description"] = description;
        return schema;
    }
}
