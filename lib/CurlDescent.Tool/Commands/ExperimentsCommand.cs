using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CurlDescent.Experiments;
using Spectre.Console;

namespace CurlDescent.Tool.Commands;

/// <summary><c>curl-descent experiments</c>: lists the catalogue with sizes and estimated times, or shows one experiment.</summary>
internal static class ExperimentsCommand
{
    public static Command Create()
    {
        var id = new Argument<string?>("experiment")
        {
            Description = "Show this experiment, of the catalogue or in a file (.json), as the file that defines it.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var schema = new Option<bool>("--schema") { Description = "Print the JSON schema of experiment files." };
        var parameters = new Option<bool>("--parameters") { Description = "List the parameters that can be fixed or varied." };
        var json = new Option<bool>("--json") { Description = "Print the list as JSON." };
        var calibrate = new Option<bool>("--calibrate")
        {
            Description = "Measure this machine again: times come from what was measured when they were first asked for.",
        };
        var command = new Command("experiments", "Lists the experiments with their cells, runs and estimated times on this machine.")
        {
            id, schema, parameters, json, calibrate,
        };
        command.SetGuardedAction((parsed, _) =>
        {
            if (parsed.GetValue(calibrate)) MachineCalibration.Forget();
            if (parsed.GetValue(schema)) Console.Write(ExperimentSchema.Text);
            else if (parsed.GetValue(parameters)) ListParameters();
            else if (parsed.GetValue(id) is { } one) ShowOne(one, parsed.GetValue(json));
            else if (parsed.GetValue(json)) MachineCalibration.Use(calibration => ListJson(Catalogue.All, calibration));
            else MachineCalibration.Use(ListCatalogue);
            return 0;
        });
        return command;
    }

    // A file is checked and shown as an entry of the catalogue is; what it would take goes beside the text, so that the output stays a
    // file.
    private static void ShowOne(string idOrFile, bool json)
    {
        ExperimentSpec experiment = Catalogue.FindOrRead(idOrFile);
        if (json)
        {
            MachineCalibration.Use(calibration => ListJson([experiment], calibration));
            return;
        }

        bool isEntry = Catalogue.Ids.Contains(idOrFile);
        Console.Write(isEntry ? Catalogue.Text(experiment.Id) : File.ReadAllText(idOrFile).TrimEnd() + "\n");
        if (isEntry) return;
        MachineCalibration.Use(calibration =>
        {
            foreach (string size in experiment.SizeNames)
                Console.Error.WriteLine($"{experiment.Id}, size {size}: {Effort(experiment.Resolve(size), calibration, out _)}");
        });
    }

    private static string Effort(SweepSpec sweep, Calibration calibration, out TimeSpan estimate)
    {
        estimate = calibration.Estimate(sweep);
        return $"{Phrases.Count(sweep.Cells.Count, "cell")}, {Phrases.Count(sweep.RunCount, "run")}, "
            + $"{(MayEndEarly(sweep) ? "≤ " : "")}{Phrases.Duration(estimate)}";
    }

    private static void ListCatalogue(Calibration calibration)
    {
        IReadOnlyList<string> sizes = ExperimentSize.OfTheCatalogue;
        var table = new Table().Border(TableBorder.Simple).AddColumn("experiment").AddColumn("reproduces").AddColumn("kind");
        foreach (string size in sizes) table.AddColumn(size);
        var totals = sizes.ToDictionary(s => s, _ => TimeSpan.Zero);

        // Half a million cells: the processors share them.
        var resolved = (from experiment in Catalogue.All.AsParallel()
                        from size in sizes
                        where experiment.Sizes.ContainsKey(size)
                        select (experiment.Id, Size: size, Sweep: experiment.Resolve(size)))
            .ToDictionary(r => (r.Id, r.Size), r => r.Sweep);
        foreach (ExperimentSpec experiment in Catalogue.All)
        {
            List<string> row = [experiment.Id, experiment.Source, experiment.Kind.ToString().ToLowerInvariant()];
            foreach (string size in sizes)
            {
                if (!resolved.TryGetValue((experiment.Id, size), out SweepSpec? sweep))
                {
                    row.Add("");
                    continue;
                }

                row.Add(Effort(sweep, calibration, out TimeSpan estimate));
                totals[size] += estimate;
            }

            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        table.AddRow(["all", "", "", .. sizes.Select(s => Phrases.Duration(totals[s]))]);
        IAnsiConsole console = AnsiConsole.Console;
        if (!console.Profile.Out.IsTerminal) console.Profile.Width = 200; // A file has no width of its own.
        console.Write(table);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Times on {Phrases.Count(Environment.ProcessorCount, "processor")}, "
            + $"measured on {calibration.Since:yyyy-MM-dd} (--calibrate measures again); "
            + $"≤ where runs end early, which may be much sooner."));
        Console.WriteLine("Run one:   curl-descent sweep fig3a --size preview");
        Console.WriteLine("Your own:  curl-descent experiments fig3a > mine.json, change it, curl-descent sweep mine.json");
    }

    private static bool MayEndEarly(SweepSpec sweep) =>
        sweep.Cells[0].Values is var values && (values.ContainsKey("stopThreshold") || values.ContainsKey("errorFloor"));

    private static void ListJson(IReadOnlyList<ExperimentSpec> experiments, Calibration calibration) =>
        Console.WriteLine(JsonSerializer.Serialize(
            experiments.Select(e => new
            {
                id = e.Id,
                title = e.Title,
                source = e.Source,
                sizes = e.SizeNames.ToDictionary(s => s, s =>
                {
                    SweepSpec sweep = e.Resolve(s);
                    return new
                    {
                        cells = sweep.Cells.Count,
                        runs = sweep.RunCount,
                        estimatedSeconds = Math.Round(
                        calibration.Estimate(sweep).TotalSeconds, 1),
                        note = sweep.Note
                    };
                }),
            }),
            new JsonSerializerOptions
            {
                WriteIndented = true,
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }));

    private static void ListParameters()
    {
        foreach (ParameterDefinition parameter in Parameters.All)
            Console.WriteLine(
                $"{parameter.Name,-22} {parameter.Description} Default: {parameter.Default?.ToString() ?? "none"}. Allowed: "
                + $"{parameter.Allowed}.");
    }
}
