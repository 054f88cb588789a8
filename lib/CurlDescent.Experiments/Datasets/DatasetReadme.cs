using System.Globalization;
using System.Text;
using CurlDescent.Experiments.Specs;

namespace CurlDescent.Experiments.Datasets;

/// <summary>The text that stands beside a dataset for its readers.</summary>
internal static class DatasetReadme
{
    public static string Write(SweepSpec spec, Provenance provenance, ResultTable table)
    {
        var text = new StringBuilder();
        void Line(string line = "") => text.Append(line).Append('\n');
        Line($"# {spec.Id}");
        Line();
        Line(spec.Experiment.Title + ".");
        if (SourceLine(spec) is { Length: > 0 } source) Line(source);
        Line();
        Line($"Size: {spec.Size}{(spec.Note.Length > 0 ? $" ({spec.Note})" : "")}. {Count(spec.Cells.Count, "cell")} × "
            + $"{Count(spec.Rules.Count, "rule")} × {Count(provenance.Seeds, "seed")}; {Count(provenance.Runs, "run")}.");
        if (provenance.IsSingle) Line("Trained in single precision (`precision` in `spec.json`).");
        if (provenance.Looks is { } looks)
        {
            Line($"{looks.Text}. An interval at one look covers {looks.Confidence * 100:0.#} %, so that it covers 95 % whichever look is "
                + $"the last.");
        }

        if (provenance.Missing(spec.Cells.Count, spec.Rules.Count) is > 0 and long missing)
        {
            Line($"**Partial: {missing} runs are missing.**");
        }

        Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Made on {provenance.Date:yyyy-MM-dd} by commit {string.Join(", ", provenance.Commits)} in {provenance.CpuSeconds:0} s of "
            + $"processor time."));
        Line();
        Line("| file | a row is |");
        Line("|---|---|");
        Line($"| `{Dataset.CellsFile}` | one cell under one rule: count, mean, s.e.m., median, min and max of each measure over its runs, "
            + $"and how many runs ended how |");
        Line($"| `{Dataset.RunsFile}` | one run |");
        if (table.Curves.Count > 0) Line($"| `{Dataset.CurvesFile}` | one point of a curve (`series`) of one run |");
        Line($"| `{Dataset.SpecFile}` | the experiment with every parameter; `curl-descent sweep {Dataset.SpecFile}` makes it again |");
        Line($"| `{Dataset.ProvenanceFile}` | what made it, and the SHA-256 of each file |");
        Line();
        Line("| column | meaning |");
        Line("|---|---|");
        Line("| `cell`, `grid` | number of the cell; name of its grid in `spec.json` |");
        foreach (string name in table.Runs.SelectMany(r => r.Parameters.Keys).Distinct())
            Line($"| `{name}` | {Parameters.Get(name).Description.TrimEnd('.')} |");
        Line("| `rule` | learning rule |");
        Line($"| `seed` | number of the run, the same for every rule: initial weights, feedback, sample "
            + $"order{(spec.Experiment.Kind.HasRules ? $"; {Sharing.Of(spec)}" : "")} |");
        if (table.Runs.Any(r => r.Outcome is not null)) Line("| `outcome` | how training ended |");
        foreach (string name in table.Runs.SelectMany(r => r.Measures.Keys).Distinct())
            Line($"| `{name}` | {Measure.TryFind(name)?.Meaning ?? "measured quantity"} |");
        Line("| `path`, `resultHash` | computational path; SHA-256 of everything the run left |");
        Line();
        Line("In a notebook: `var table = Dataset.Find(\"" + spec.Id + "\").Table;`");
        Line("In pandas: `pd.read_csv(\"data/" + spec.Id + "/cells.csv\", float_precision=\"round_trip\")`");
        return text.ToString();
    }

    // Only the catalogue's experiment, unchanged, reproduces a figure; its source goes on to copies of its file and to what is based on it.
    private static string SourceLine(SweepSpec spec)
    {
        string source = spec.Experiment.Source;
        if (source.Length == 0) return "";
        if (Catalogue.Defines(spec)) return $"Reproduces {source} of the paper.";
        return Catalogue.All.Any(e => e.Source == source)
            ? $"Not the catalogue's experiment: it starts from that of {source} of the paper, and its parameters are its own "
                + $"(`{Dataset.SpecFile}`)."
            : $"Source: {source}.";
    }

    private static string Count(long count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
