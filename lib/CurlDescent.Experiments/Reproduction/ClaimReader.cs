using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace CurlDescent.Experiments.Reproduction;

/// <summary>
/// Reads <c>claims.json</c>. An entry has id, panel, statement, datasets and form; the rest are the arguments of the form, by their names
/// in its method below, and its options. To add a form of seeing, write the method and name it here.
/// </summary>
internal static class ClaimReader
{
    private static readonly Dictionary<string, Delegate> Forms = new(StringComparer.Ordinal)
    {
        ["share.sides"] = Maps.Sides,
        ["share.unstable"] = Maps.Unstable,
        ["share.learning"] = Maps.Learning,
        ["share.lowFinalError"] = Maps.LowFinalError,
        ["crossing.atEachRatio"] = Maps.CrossingsAtEachRatio,
        ["crossing.atEachFraction"] = Maps.CrossingsAtEachFraction,
        ["contrast.beyondBoundary"] = Maps.BeyondBoundary,
        ["ratio.epochs"] = Ratios.Epochs,
        ["ratio.epochsToTestError"] = Ratios.EpochsToTestError,
        ["ratio.finalTestErrors"] = Ratios.FinalTestErrors,
        ["ratio.handedEpochs"] = Ratios.HandedEpochs,
        ["share.leaving"] = Kernels.Leaving,
        ["share.failing"] = Kernels.Failing,
        ["share.stableTeachers"] = Kernels.StableTeachers,
        ["contrast.growingKernel"] = Kernels.Growing,
        ["share.exponents"] = Motions.Exponents,
        ["share.moving"] = Motions.Moving,
        ["share.turningErrors"] = Motions.TurningErrors,
        ["share.calmWithTurningState"] = Motions.CalmWithTurningState,
        ["share.foretold"] = Frontier.Foretold,
        ["share.endDefinite"] = Frontier.EndDefinite,
        ["share.curvature"] = Escapes.Curvature,
        ["share.steeper"] = Escapes.Steeper,
        ["share.foretoldEscapes"] = Escapes.Foretold,
        ["share.ownCurvature"] = Escapes.OwnCurvature,
        ["share.readoutKept"] = Escapes.ReadoutKept,
        ["share.alternating"] = Frontier.Alternating,
        ["share.chaotic"] = Frontier.Chaotic,
        ["share.several"] = Basins.Several,
        ["share.ending"] = Basins.Ending,
        ["share.keptErrors"] = Frontier.KeptErrors,
        ["share.against"] = Frontier.Against,
        ["share.drifting"] = Frontier.Drifting,
        ["share.foretoldToLeave"] = DeepClaims.Foretold,
        ["share.inputsInTheCorner"] = DeepClaims.InputsInTheCorner,
        ["share.unitsInTheCorner"] = DeepClaims.UnitsInTheCorner,
        ["share.better"] = DeepClaims.Better,
    };

    private static readonly JsonSerializerOptions Values = new()
    {
        Converters = { new NamedState(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>All claims, by their part: <c>paper</c> or <c>beyond</c>.</summary>
    public static ILookup<string, PaperClaim> ReadAll()
    {
        using Stream text = typeof(ClaimReader).Assembly.GetManifestResourceStream("CurlDescent.Experiments.Reproduction.claims.json")!;
        return JsonNode.Parse(text)!.AsObject()
            .SelectMany(part => part.Value!.AsArray().Select(entry => (part.Key, Claim: Read(entry!.AsObject()))))
            .ToLookup(c => c.Key, c => c.Claim);
    }

    /// <summary>Reads an entry.</summary>
    /// <exception cref="SpecException">A member is missing or unknown, or there is no such form.</exception>
    public static PaperClaim Read(JsonObject entry)
    {
        var members = entry.ToDictionary(StringComparer.Ordinal);
        T? Take<T>(string name, T? otherwise = default) =>
            members.Remove(name, out JsonNode? value) ? value.Deserialize<T>(Values) : otherwise;
        string Needed(string name) => Take<string>(name) ?? throw new SpecException($"Claim.{name}", "none", "a text");

        string id = Needed("id"), name = Needed("form");
        if (!Forms.TryGetValue(name, out Delegate? method))
            throw new SpecException($"Claim {id}, form", $"'{name}'", string.Join(", ", Forms.Keys));
        object? Argument(ParameterInfo parameter) =>
            members.Remove(parameter.Name!, out JsonNode? value) ? value.Deserialize(parameter.ParameterType, Values)
                : parameter.HasDefaultValue ? parameter.DefaultValue
                : throw new SpecException($"Claim {id}, {parameter.Name}", "none", $"a value for {name}");
        ClaimForm form = (ClaimForm)method.Method.Invoke(null, [.. method.Method.GetParameters().Select(Argument)])! switch
        {
            ShareForm share => share with { Limit = Take("limit", share.Limit), InEveryGroup = Take<bool>("inEveryGroup") },
            RatioForm ratio => ratio with { Pattern = Take<RatioPattern>("pattern"), UpTo = Take("upTo", double.NaN) },
            { } other => other,
        };
        var claim = new PaperClaim(id, Needed("panel"), Needed("statement"), Take<string[]>("datasets") ?? [], form);
        return members.Count == 0 ? claim : throw new SpecException(
            $"Claim {id}", string.Join(", ", members.Keys),
            "id, panel, statement, datasets, form, the options of the form and its arguments "
            + string.Join(", ", method.Method.GetParameters().Select(p => p.Name)));
    }

    private sealed class NamedState : JsonConverter<CellState>
    {
        public override CellState Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.GetString() switch
        {
            "finalError" => CellState.FinalError,
            "greatestError" => CellState.GreatestError,
            "orderParameter" => CellState.OrderParameter,
            var other => throw new SpecException("state", $"'{other}'", "finalError, greatestError, orderParameter"),
        };

        public override void Write(Utf8JsonWriter writer, CellState value, JsonSerializerOptions options) =>
            throw new NotSupportedException();
    }
}
