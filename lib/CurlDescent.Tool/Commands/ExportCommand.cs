using System.CommandLine;
using CurlDescent.Experiments;

namespace CurlDescent.Tool.Commands;

/// <summary><c>curl-descent export</c>: writes finished sweeps as datasets.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var selection = new SweepSelection();
        var store = new Option<string?>("--store") { Description = "File of the run store; runs/<experiment>-<size>.db if not given." };
        var output = new Option<string?>("--out") { Description = "Folder of the dataset; data/<experiment> if not given." };
        var partial = new Option<bool>("--partial") { Description = "Also when runs are missing." };
        var force = new Option<bool>("--force")
        {
            Description = "Replace a dataset of the same id that has another spec or a larger size.",
        };
        var command = new Command("export", "Writes the runs of a sweep as a dataset: CSV tables, spec, provenance.");
        selection.AddTo(command);
        foreach (Option option in new Option[] { store, output, partial, force }) command.Options.Add(option);
        command.SetGuardedAction((parsed, cancellation) =>
        {
            IReadOnlyList<SweepSpec> sweeps = selection.Resolve(parsed);
            if (sweeps.Count > 1 && (parsed.GetValue(store) ?? parsed.GetValue(output)) is not null)
            {
                throw new ToolError("--store and --out go with one experiment.");
            }

            int failed = 0;
            foreach (SweepSpec sweep in sweeps)
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    string folder = parsed.GetValue(output) ?? DataFolder.Dataset(sweep);
                    StoredSweep runs = StoredSweep.Read(parsed.GetValue(store) ?? DataFolder.Store(sweep));
                    if (runs.Spec.Hash != sweep.Hash)
                        throw new ToolError(
                            $"{sweep.Id}: the store holds another sweep than was named; name the one that was run, or run this one.");
                    Provenance provenance = DatasetExport.Write(runs, folder, parsed.GetValue(partial), parsed.GetValue(force));
                    Console.WriteLine($"{folder}: {Phrases.Count(provenance.Runs, "run")} in {Phrases.Count(sweep.Cells.Count, "cell")}");
                }
                catch (Exception e) when (sweeps.Count > 1 && e is StoreException or DatasetException or ToolError)
                {
                    failed++;
                    Console.Error.WriteLine(e.Message);
                }
            }

            if (failed > 0) Console.Error.WriteLine($"{failed} of {sweeps.Count} experiments were not exported.");
            return failed > 0 ? 1 : 0;
        });
        return command;
    }
}
