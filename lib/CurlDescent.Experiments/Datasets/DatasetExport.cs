using System.Security.Cryptography;
using System.Text.Json;
using CurlDescent.Experiments.Datasets;
using CurlDescent.Experiments.Specs;

namespace CurlDescent.Experiments;

/// <summary>Writes datasets.</summary>
public static class DatasetExport
{
    /// <summary>
    /// Writes the runs of a sweep as a dataset. Each file appears whole or not at all, the provenance with the hashes of the others last.
    /// </summary>
    /// <param name="sweep">The runs.</param>
    /// <param name="folder">Folder of the dataset; an older export of the same spec in it is replaced, one of the catalogue's also by the
    /// same or a larger size of that.</param>
    /// <param name="partial">Whether runs may be missing.</param>
    /// <param name="force">Whether a dataset of the same id but another spec or a larger size may be replaced.</param>
    /// <returns>The provenance that was written.</returns>
    /// <exception cref="DatasetException">Runs are missing, or the folder holds something that must not be replaced. Nothing was
    /// changed.</exception>
    public static Provenance Write(StoredSweep sweep, string folder, bool partial = false, bool force = false)
    {
        if (sweep.Runs.Count == 0) throw new DatasetException($"No run of {sweep.Spec.Id} is finished: there is nothing to export.");
        if (sweep.Missing.Count > 0 && !partial)
        {
            throw new DatasetException(
                $"{sweep.Missing.Count} of {sweep.Spec.RunCount} runs of {sweep.Spec.Id} are missing, the first is {sweep.Missing[0]}. "
                + $"Finish the sweep, or export what there is with --partial.");
        }

        string full = Path.GetFullPath(folder);
        CheckTarget(sweep, full, force);
        string draft = $"{full}.new-{Guid.NewGuid():N}";
        Directory.CreateDirectory(draft);
        try
        {
            ResultTable table = sweep.ToTable();
            TableWriter.Cells(Path.Combine(draft, Dataset.CellsFile), table.Cells);
            TableWriter.Runs(Path.Combine(draft, Dataset.RunsFile), table.Runs);
            if (table.Curves.Count > 0) TableWriter.Curves(Path.Combine(draft, Dataset.CurvesFile), table.Curves);
            File.WriteAllText(Path.Combine(draft, Dataset.SpecFile), sweep.Spec.ToJson());
            Provenance provenance = ProvenanceOf(sweep);
            File.WriteAllText(Path.Combine(draft, Dataset.ReadmeFile), DatasetReadme.Write(sweep.Spec, provenance, table));
            provenance = provenance with
            {
                Files = Directory.GetFiles(draft).Order(StringComparer.Ordinal).ToDictionary(f => Path.GetFileName(f), Sha256),
            };
            File.WriteAllText(Path.Combine(draft, Dataset.ProvenanceFile), JsonSerializer.Serialize(provenance, JsonForm.Options) + "\n");

            Directory.CreateDirectory(full);
            if (table.Curves.Count == 0) File.Delete(Path.Combine(full, Dataset.CurvesFile));
            foreach (string name in provenance.Files.Keys.Append(Dataset.ProvenanceFile))
                File.Move(Path.Combine(draft, name), Path.Combine(full, name), overwrite: true);
            return provenance;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{folder} cannot be written: {e.Message}", e);
        }
        finally
        {
            Directory.Delete(draft, recursive: true);
        }
    }

    internal static string Sha256(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static void CheckTarget(StoredSweep sweep, string folder, bool force)
    {
        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any()) return;
        if (!File.Exists(Path.Combine(folder, Dataset.ProvenanceFile)))
        {
            throw new DatasetException($"{folder} holds files but no dataset; it was left as it is. Give another folder with --out.");
        }

        Provenance old = Dataset.ReadProvenance(folder);
        if (old.Experiment != sweep.Spec.Id)
        {
            throw new DatasetException(
                $"{folder} holds the dataset of {old.Experiment}; it was left as it is. Give another folder with --out.");
        }

        if (force || old.SpecHash == sweep.Spec.Hash) return;
        if (Rank(old.Size) > Rank(sweep.Spec.Size))
            throw new DatasetException(
                $"{folder} holds the dataset of {old.Experiment} in size {old.Size}, larger than {sweep.Spec.Size}; it was left as it is. "
                + $"Replace it with --force.");

        // An id is a name that anyone may write into a file: only for the catalogue's own is it known that the sizes belong together.
        if (Catalogue.Defines(sweep.Spec) && IsCatalogues(old)) return;
        throw new DatasetException(
            $"{folder} holds a dataset of {old.Experiment} (size {old.Size}) with another spec than the one to export (size "
            + $"{sweep.Spec.Size}); "
                + "it was left as it is. Give the experiment an id of its own, or another folder with --out; "
                + "--force replaces the dataset.");
    }

    private static bool IsCatalogues(Provenance old)
    {
        if (!Catalogue.Ids.Contains(old.Experiment)) return false;
        ExperimentSpec own = Catalogue.Find(old.Experiment);
        return own.Sizes.ContainsKey(old.Size) && own.Resolve(old.Size).Hash == old.SpecHash;
    }

    private static int Rank(string size) =>
        Array.IndexOf(
            [
                SweepSpec.CustomSize, ExperimentSize.Preview, ExperimentSize.Laptop, ExperimentSize.Figure, ExperimentSpec.WholeSize,
                ExperimentSize.Paper,
            ],
            size);

    private static Provenance ProvenanceOf(StoredSweep sweep)
    {
        var used = sweep.Runs.Select(r => r.Session).ToHashSet();
        Session[] sessions = [.. sweep.Sessions.Where(s => used.Contains(s.Id))];
        IReadOnlyList<string> Distinct(Func<Session, string> of) => [.. sessions.Select(of).Distinct().Order(StringComparer.Ordinal)];
        return new Provenance
        {
            Experiment = sweep.Spec.Id,
            Size = sweep.Spec.Size,
            Note = sweep.Spec.Note,
            SpecHash = sweep.Spec.Hash,
            Seed = sweep.Spec.Experiment.Seed,
            Seeds = sweep.Seeds,
            Looks = sweep.Spec.Looks.Count == 0 ? null : new LooksTaken(sweep.Spec.Looks, sweep.Spec.Confidence, sweep.Looks),
            Sharing = Sharing.Of(sweep.Spec),
            Runs = sweep.Runs.Count,
            Commits = Distinct(s => s.Environment.Commit),
            Runtimes = Distinct(s => $"{s.Environment.Runtime}, {s.Environment.OperatingSystem}"),
            Processors = Distinct(s => s.Environment.ProcessorText),
            Paths = [.. sweep.Runs.Select(r => r.Result.Path).Distinct().Order(StringComparer.Ordinal)],
            WallSeconds = sessions.Sum(s => s.WallSeconds),
            CpuSeconds = sessions.Sum(s => s.CpuSeconds),
            Date = DateOnly.FromDateTime(sessions.Max(s => s.Updated).UtcDateTime),
            Files = new Dictionary<string, string>(),
        };
    }
}
