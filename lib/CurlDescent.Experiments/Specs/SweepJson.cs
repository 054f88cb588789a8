using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CurlDescent.Experiments.Specs;

/// <summary>A sweep as JSON: the canonical text that is hashed, and the file that users read.</summary>
internal static class SweepJson
{
    public static JsonSerializerOptions Compact { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What determines the results, and nothing else.</summary>
    public static JsonObject Canonical(SweepSpec sweep) => Results(sweep);

    /// <summary>The same with title, source and size.</summary>
    public static JsonObject File(SweepSpec sweep)
    {
        JsonObject results = Results(sweep);
        results.Remove("form");
        var size = new JsonObject { ["note"] = sweep.Note, ["rules"] = new JsonArray([.. sweep.Rules.Select(r => (JsonNode)r)]) };
        if (sweep.Looks.Count > 0) size["looks"] = new JsonArray([.. sweep.Looks.Select(n => (JsonNode)n)]);
        var file = new JsonObject
        {
            ["id"] = sweep.Id,
            ["title"] = sweep.Experiment.Title,
            ["source"] = sweep.Experiment.Source,
            ["curves"] = sweep.Experiment.Curves,
            ["sizes"] = new JsonObject { [sweep.Size] = size },
        };
        foreach ((string name, JsonNode? value) in results.ToArray())
        {
            results.Remove(name);
            if (name != "id") file[name] = value;
        }

        return file;
    }

    public static JsonNode? Value(ParameterValue? value) => value switch
    {
        null => null,
        { IsNumber: true } v => JsonValue.Create(v.Number),
        { } v => v.ToString() switch
        {
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            string word =>
            JsonValue.Create(word)
        },
    };

    private static JsonObject Results(SweepSpec sweep)
    {
        ExperimentSpec spec = sweep.Experiment;
        var effective = spec.Grids.ToDictionary(g => g.Name, g => CellExpansion.FixedValues(spec, g));
        string[] common = [.. effective.Values.SelectMany(v => v.Keys).Distinct().Order(StringComparer.Ordinal)
            .Where(p => effective.Values.All(v => v.TryGetValue(p, out ParameterValue? value) && value == effective.Values.First()[p]))];
        return new JsonObject
        {
            ["form"] = 1,
            ["id"] = spec.Id,
            ["kind"] = spec.Kind.Name,
            ["seed"] = spec.Seed,
            ["seeds"] = spec.Seeds,
            ["rules"] = new JsonArray([.. spec.Rules.Select(r => (JsonNode)r)]),
            ["fixed"] = new JsonObject(common.Select(p => KeyValuePair.Create(p, Value(effective.Values.First()[p])))),
            ["grids"] = new JsonArray([.. spec.Grids.Select(g => new JsonObject
            {
                ["name"] = g.Name,
                ["fixed"] = new JsonObject(effective[g.Name].Keys.Except(common).Order(StringComparer.Ordinal)
                    .Select(p => KeyValuePair.Create(p, Value(effective[g.Name][p])))),
                ["axes"] = new JsonObject(
                    g.Axes.Select(a => KeyValuePair.Create(a.Parameter, (JsonNode?)new JsonArray([.. a.Values.Select(v => Value(v))])))),
            })]),
        };
    }
}
