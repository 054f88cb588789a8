using System.Globalization;
using CurlDescent.Experiments;
using NJsonSchema;

namespace CurlDescent.Tests.Experiments;

public class ExperimentReaderTests
{
    private static readonly Lazy<JsonSchema> Schema =
        new(() => JsonSchema.FromJsonAsync(ExperimentSchema.Text, TestContext.Current.CancellationToken).GetAwaiter().GetResult());

    private static string Published => System.IO.Path.Combine(Repository.Root, "data", "experiment.schema.json");

    /// <summary>
    /// Wrong texts: what is wrong, the text, the line and field of the error (0 and "" where there is none), and whether the schema sees it
    /// too.
    /// </summary>
    public static IReadOnlyList<(string What, string Json, int Line, string Field, bool SchemaSees)> Malformed { get; } =
    [
        .. NotJson(), .. Structures(), .. Values(), .. Combinations(),
    ];

    public static TheoryData<int> Cases() => [.. Enumerable.Range(0, Malformed.Count)];

    [Fact]
    public void ThereAreAtLeast150() => Assert.True(Malformed.Count >= 150, $"{Malformed.Count}");

    [Theory]
    [MemberData(nameof(Cases))]
    public void OneErrorNamesFileLineAndField(int index)
    {
        (string what, string json, int line, string field, _) = Malformed[index];
        var error = Assert.Throws<ExperimentException>(() => ExperimentReader.Read("mine.json", json));
        Assert.StartsWith("mine.json", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.True(line == 0 || error.Line == line, $"{what}: expected line {line}, got: {error.Message}");
        Assert.True(field.Length == 0 || error.Field == field, $"{what}: expected field {field}, got: {error.Message}");
        Assert.True(line == 0 || error.Message.Contains($"line {line}", StringComparison.Ordinal));
    }

    [Fact]
    public void TheSchemaRejectsWhatASchemaCanSee()
    {
        string[] accepted = [.. Malformed.Where(m => m.SchemaSees && Schema.Value.Validate(m.Json).Count == 0).Select(m => m.What)];
        Assert.Empty(accepted);
    }

    [Fact]
    public void TheSchemaAcceptsTheWholeCatalogueAndEverySpecWritten()
    {
        foreach (ExperimentSpec experiment in Catalogue.All)
        {
            Assert.Empty(Schema.Value.Validate(Catalogue.Text(experiment.Id)));
            Assert.Empty(Schema.Value.Validate(experiment.Resolve("preview").ToJson()));
        }

        Assert.Empty(Schema.Value.Validate(Tiny.Json));
    }

    [Fact]
    public void ThePublishedSchemaIsTheOneInForce() => Assert.Equal(ExperimentSchema.Text, File.ReadAllText(Published));

    [Fact]
    public void CommentsAndTrailingCommasAreAllowed() =>
        Assert.Equal(
            Tiny.Sweep.Hash,
            ExperimentReader.Read(
                "tiny.json",
                Tiny.Json.Replace("\"seeds\": 3,", "\"seeds\": 3, // three\n", StringComparison.Ordinal).Replace(
                    "\"curl descent\"]", "\"curl descent\",],", StringComparison.Ordinal)).Resolve().Hash);

    [Fact]
    public void AnExperimentCanBeBasedOnOneOfTheCatalogue()
    {
        ExperimentSpec own = ExperimentReader.Read("own.json", """
            {
              "id": "own",
              "basedOn": "fig3a",
              "fixed": { "activation": "tanh" },
              "axes": { "hiddenFraction": [0, 0.5] },
              "sizes": { "laptop": { "seeds": 1 } }
            }
            """);
        SweepSpec laptop = own.Resolve("laptop"), original = Catalogue.Find("fig3a").Resolve("laptop");
        Assert.Equal(
            (40, 1, original.Cells[0].Training(RuleName.CurlDescent, 0).Epochs, "tanh"),
            (laptop.Cells.Count, laptop.Seeds, laptop.Cells[0].Training(RuleName.CurlDescent, 0).Epochs,
                laptop.Cells[0].Training(RuleName.CurlDescent, 0).Activation.Name));
        Assert.Equal(420, original.Cells.Count);
    }

    private static string With(string line) =>
        Tiny.Json.Replace("\"keepNorms\": true }", "\"keepNorms\": true,\n" + line + "\n}", StringComparison.Ordinal);

    private static IEnumerable<(string, string, int, string, bool)> NotJson()
    {
        foreach (string text in new[] { "", " ", "{", "}", "[", "{\"id\": }", "{\"id\" \"x\"}", "{id: 1}", "{'id': 'x'}", "nul",
            "{\"id\": \"x\"} {}", "{\"id\": \"\\q\"}", "{\"id\": 01}", "{\"id\": +1}", "{\"id\": NaN}", "\u0000", "{\"id\": \"x",
            "<json/>" })
            yield return ($"not JSON: {text}", text, 0, "", false);
        for (int cut = 20; cut < Tiny.Json.Length - 2; cut += 41) yield return ($"cut at {cut}", Tiny.Json[..cut], 0, "", false);
    }

    private static IEnumerable<(string, string, int, string, bool)> Structures()
    {
        foreach (string text in new[] { "[]", "3", "\"x\"", "null", "true" }) yield return ($"not an object: {text}", text, 1, "", true);
        (string From, string To, string Field)[] changes =
        [
            ("\"id\": \"tiny\",", "\"id\": 3,", "id"), ("\"id\": \"tiny\",", "\"id\": \"Tiny\",", "id"),
            ("\"id\": \"tiny\",", "\"id\": \"\",", "id"),
            ("\"id\": \"tiny\",", "\"id\": \"../x\",", "id"), ("\"id\": \"tiny\",", "\"id\": null,", "id"),
            ("\"title\": \"A tiny experiment\"", "\"title\": 3", "title"),
            ("\"seeds\": 3", "\"seeds\": 0", "seeds"), ("\"seeds\": 3", "\"seeds\": -1", "seeds"),
            ("\"seeds\": 3", "\"seeds\": 2.5", "seeds"),
            ("\"seeds\": 3", "\"seeds\": \"3\"", "seeds"), ("\"seeds\": 3", "\"seeds\": 1e9", "seeds"),
            ("\"seeds\": 3", "\"seeds\": null", "seeds"), ("\"seeds\": 3", "\"seed\": -1", "seed"),
            ("\"seeds\": 3", "\"seed\": 1.5", "seed"), ("\"seeds\": 3", "\"seed\": \"1\"", "seed"),
            ("\"seeds\": 3", "\"sedes\": 3", "sedes"),
            ("\"curves\": true", "\"curves\": 1", "curves"), ("\"curves\": true", "\"curves\": \"yes\"", "curves"),
            ("\"curves\": true", "\"kind\": \"train\"", "kind"),
            ("\"curves\": true", "\"kind\": 1", "kind"), ("\"curves\": true", "\"basedOn\": \"fig99\"", "basedOn"),
            ("\"curves\": true", "\"basedOn\": 3", "basedOn"),
            ("\"curves\": true", "\"sizes\": []", "sizes"), ("\"curves\": true", "\"sizes\": { \"laptop\": 3 }", "sizes.laptop"),
            ("\"curves\": true", "\"sizes\": { \"laptop\": { \"thin\": 0 } }", "sizes.laptop.thin"),
            ("\"curves\": true", "\"sizes\": { \"laptop\": { \"seeds\": 0 } }", "sizes.laptop.seeds"),
            ("\"curves\": true", "\"sizes\": { \"laptop\": { \"epochs\": 3 } }", "sizes.laptop.epochs"),
            ("\"curves\": true", "\"sizes\": { \"laptop\": { \"fixed\": { \"epoch\": 3 } } }", "sizes.laptop.fixed.epoch"),
            ("\"curves\": true", "\"sizes\": { \"laptop\": { \"note\": 3 } }", "sizes.laptop.note"),
            ("\"curves\": true", "\"sizes\": { \"laptop\": { \"rules\": [] } }", "sizes.laptop.rules"),
            ("\"curves\": true", "\"grids\": {}", "grids"), ("\"curves\": true", "\"grids\": []", "grids"),
            ("\"curves\": true", "\"grids\": [3]", "grids[0]"),
            ("\"curves\": true", "\"grids\": [{}]", "grids[0]"),
            ("\"curves\": true", "\"grids\": [{ \"name\": \"A b\" }]", "grids[0].name"),
            ("\"curves\": true", "\"grids\": [{ \"name\": 1 }]", "grids[0].name"),
            ("\"curves\": true", "\"grids\": [{ \"name\": \"a\", \"axis\": {} }]", "grids[0].axis"),
            ("\"curves\": true", "\"grids\": [{ \"name\": \"a\", \"axes\": [] }]", "grids[0].axes"),
        ];
        foreach ((
            string from, string to,
            string field) in changes) yield return (to, Tiny.Json.Replace(from, to, StringComparison.Ordinal), LineOf(from), field, true);
        (string From, string To, int Line, string Field)[] unseen =
        [
            ("\"seeds\": 3", "\"seeds\": 3, \"seeds\": 3", 4, "seeds"),
            ("\"epochs\": 12", "\"epochs\": 12, \"epochs\": 13", 6, "fixed.epochs"),
            ("\"id\": \"tiny\",", "", 1, ""), ("\"title\": \"A tiny experiment\",", "", 1, ""),
            ("\"curves\": true", "\"sizes\": { \"laptop\": { \"axes\": { \"epochs\": [1] } } }", 5, "sizes.laptop.axes.epochs"),
            ("\"curves\": true", "\"sizes\": { \"laptop\": { \"grids\": { \"other\": {} } } }", 5, "sizes.laptop.grids.other"),
            ("\"curves\": true", "\"sizes\": { \"A size\": {} }", 5, "sizes.A size"),
            ("\"curves\": true", "\"grids\": [{ \"name\": \"a\" }, { \"name\": \"a\" }]", 5, "grids"),
            ("\"curves\": true", "\"grids\": [{ \"name\": \"a\", \"fixed\": { \"epochs\": 2 }, \"axes\": { \"epochs\": [1] } }]", 5,
                "grids[0].fixed.epochs"),
            ("\"axes\":", "\"sizes\": {}, \"source\":", 0, ""),
            ("\"curves\": true", "\"kind\": \"theory\"", 7, "axes.hiddenUnits"),
        ];
        foreach ((
            string from, string to, int line,
            string field) in unseen) yield return (to, Tiny.Json.Replace(from, to, StringComparison.Ordinal), line, field, false);
        foreach (string rules in new[] { "3", "[]", "[3]", "\"curl descent\"", "[null]" })
            yield return (
                $"rules {rules}", ReplaceRules(rules), 8,
                rules.StartsWith("[", StringComparison.Ordinal) && rules.Length > 2 ? "rules[0]" : "rules", true);
        yield return ("unknown rule", ReplaceRules("[\"sgd\"]"), 8, "rules[0]", false);
        yield return ("a rule twice", ReplaceRules("[\"curl descent\", \"curl descent\"]"), 8, "rules[1]", true);

        static string ReplaceRules(string rules) =>
            Tiny.Json.Replace("[\"gradient descent\", \"flipped feedback alignment\", \"curl descent\"]", rules, StringComparison.Ordinal);
    }

    private static IEnumerable<(string, string, int, string, bool)> Values()
    {
        foreach (ParameterDefinition parameter in Parameters.OfTraining)
        {
            if (Tiny.Json.Contains($"\"{parameter.Name}\"", StringComparison.Ordinal)) continue;
            List<string> wrong = ["[1]", "{}", "\"maybe\""];
            if (parameter.Default is not null) wrong.Add("null");
            if (parameter.Type is ParameterType.Integer)
            {
                wrong.AddRange(
                    ["1.5", (parameter.Least - 1).ToString(CultureInfo.InvariantCulture),
                        (parameter.Most + 1).ToString(CultureInfo.InvariantCulture), "true"]);
            }

            if (parameter.Type is ParameterType.Number)
            {
                wrong.AddRange(
                    ["-1", "1e999", "false", .. double.IsInfinity(parameter.Most) ? Array.Empty<string>() : ["1.01"],
                        .. parameter.ExclusiveLeast ? ["0"] : Array.Empty<string>()]);
            }

            if (parameter.Type is ParameterType.Switch) wrong.AddRange(["1", "\"true\""]);
            if (parameter.Type is ParameterType.Choice) wrong.AddRange(["1", "true"]);
            foreach (string value in wrong)
                yield return (
                    $"{parameter.Name} = {value}", With($"\"{parameter.Name}\": {value}"), 7, $"fixed.{parameter.Name}", value != "1e999");
        }

        foreach (string axis in new[] { "[]", "[0.5, 0.5]", "[2]", "[null]", "[\"a\"]", "null", "\"a\"", "{}", "{ \"linspace\": [0, 1] }",
            "{ \"linspace\": 3 }", "{ \"geomspace\": [1, 2, 3] }", "{ \"linspace\": [0, \"a\", 3] }",
            "{ \"linspace\": [0, 1, 3], \"range\": [0, 1, 0.5] }" })
            yield return ($"axis {axis}", Tiny.Json.Replace("{ \"linspace\": [0, 1, 3] }", axis, StringComparison.Ordinal), 7, "", true);
        foreach (string axis in new[] { "{ \"linspace\": [0, 1, 0] }", "{ \"linspace\": [0, 1, 1.5] }", "{ \"linspace\": [0, 2, 3] }",
            "{ \"linspace\": [0, 1, 1000000] }", "{ \"range\": [0, 1, 0] }", "{ \"range\": [1, 0, 0.1] }", "{ \"logspace\": [0, 1, 3] }" })
            yield return ($"axis {axis}", Tiny.Json.Replace("{ \"linspace\": [0, 1, 3] }", axis, StringComparison.Ordinal), 7, "", false);
        yield return (
            "unknown axis", Tiny.Json.Replace("hiddenFraction", "hiddenFractions", StringComparison.Ordinal), 7, "axes.hiddenFractions",
            true);
        yield return ("unknown parameter", With("\"momentum\": 0.9"), 7, "fixed.momentum", true);
        yield return ("parameter of another kind", With("\"relativeScale\": 1"), 7, "fixed.relativeScale", false);
    }

    private static IEnumerable<(string, string, int, string, bool)> Combinations()
    {
        (string Line, string Field)[] clashes =
        [
            ("\"compressionRatio\": 0.5", "fixed.compressionRatio"), ("\"units\": 20", "fixed.units"),
            ("\"hiddenFlips\": 1", "fixed.hiddenFlips"), ("\"readoutFlips\": 7", "fixed.readoutFlips"),
            ("\"orderParameterWindow\": 13", "fixed.orderParameterWindow"),
            ("\"readoutFlips\": 1, \"readoutFraction\": 0.5", "fixed.readoutFlips"),
            ("\"teacherRange\": 0, \"teacherHiddenNorm\": 1", "fixed.teacherRange"),
        ];
        foreach ((string line, string field) in clashes) yield return (line, With(line), 7, field, false);
        yield return (
            "batch does not divide", Tiny.Json.Replace("\"batchSize\": 5", "\"batchSize\": 3", StringComparison.Ordinal), 6,
            "fixed.batchSize", false);
        yield return (
            "batch beyond the data", Tiny.Json.Replace("\"batchSize\": 5", "\"batchSize\": 40", StringComparison.Ordinal), 6,
            "fixed.batchSize", false);
        yield return ("no inputs", Tiny.Json.Replace("\"inputs\": 6,", "", StringComparison.Ordinal), 0, "", false);
        yield return (
            "too small for its ratio",
            Tiny.Json.Replace("\"inputs\": 6,", "\"units\": 10, \"compressionRatio\": 50,", StringComparison.Ordinal).Replace(
                "\"hiddenUnits\": [4, 6], ", "", StringComparison.Ordinal), 6, "fixed.compressionRatio", false);
        yield return (
            "too many cells",
            Tiny.Json.Replace(
                "{ \"linspace\": [0, 1, 3] }", "{ \"linspace\": [0, 1, 99999] }, \"testSamples\": { \"range\": [1, 10000, 1] }",
                StringComparison.Ordinal), 0, "grids", false);
        yield return (
            "a size that does not fit",
            Tiny.Json.Replace(
                "\"curves\": true", "\"sizes\": { \"laptop\": { \"fixed\": { \"trainingSamples\": 21 } } }", StringComparison.Ordinal), 6,
                "fixed.batchSize", false);
    }

    private static int LineOf(string text) => Tiny.Json[..Tiny.Json.IndexOf(text, StringComparison.Ordinal)].Count(c => c == '\n') + 1;
}
