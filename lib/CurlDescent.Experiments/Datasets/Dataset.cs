using System.Text.Json;
using CurlDescent.Experiments.Datasets;

namespace CurlDescent.Experiments;

/// <summary>
/// A result table on disk: a folder with <c>cells.csv</c>, <c>runs.csv</c>, perhaps <c>curves.csv</c>, <c>spec.json</c> and
/// <c>provenance.json</c>.
/// </summary>
public sealed class Dataset
{
    internal const string CellsFile = "cells.csv", RunsFile = "runs.csv", CurvesFile = "curves.csv";
    internal const string SpecFile = "spec.json", ProvenanceFile = "provenance.json", ReadmeFile = "README.md";

    private Dataset(string folder, ResultTable table, string spec, Provenance provenance)
    {
        Folder = folder;
        Table = table;
        Spec = spec;
        Provenance = provenance;
    }

    /// <summary>Full path of the folder.</summary>
    public string Folder { get; }

    /// <summary>The tables.</summary>
    public ResultTable Table { get; }

    /// <summary>The spec as JSON, in the form of an experiment file.</summary>
    public string Spec { get; }

    /// <summary>Where the numbers come from.</summary>
    public Provenance Provenance { get; }

    /// <summary>
    /// Returns the sweep that was run, with every parameter of every cell; <see cref="Cell.Training"/> makes the spec of a run.
    /// </summary>
    /// <exception cref="ExperimentException"><c>spec.json</c> is malformed.</exception>
    public SweepSpec Sweep() => ExperimentReader.Read(Path.Combine(Folder, SpecFile), Spec).Resolve(Provenance.Size);

    /// <summary>Reads a dataset.</summary>
    /// <param name="folder">Folder of the dataset, such as <c>data/fig3a</c>.</param>
    /// <exception cref="DatasetException">A file is missing or malformed.</exception>
    public static Dataset Load(string folder)
    {
        string full = Path.GetFullPath(folder);
        if (!Directory.Exists(full)) throw new DatasetException($"There is no dataset at {folder}: the folder does not exist.");
        return new Dataset(
            full,
            new ResultTable(
                TableReader.Cells(Existing(full, CellsFile)),
                TableReader.Runs(Existing(full, RunsFile)),
                File.Exists(Path.Combine(full, CurvesFile)) ? TableReader.Curves(Path.Combine(full, CurvesFile)) : []),
            File.ReadAllText(Existing(full, SpecFile)),
            ReadProvenance(full));
    }

    /// <summary>Reads the dataset of an experiment from the nearest folder <c>data</c>, looking from a start folder upwards.</summary>
    /// <param name="id">Id of the experiment, such as <c>fig3a</c>.</param>
    /// <param name="start">Folder to start from; the current folder if null.</param>
    /// <exception cref="DatasetException">There is no such dataset, or it is malformed.</exception>
    public static Dataset Find(string id, string? start = null) => TryFind(id, start)
        ?? throw new DatasetException(
            $"There is no dataset data/{id} in {Path.GetFullPath(start ?? ".")} or above; `curl-descent sweep {id}` and `curl-descent "
            + $"export {id}` make it.");

    /// <summary>Reads the dataset of an experiment as <see cref="Find"/> does; null if there is none.</summary>
    /// <param name="id">Id of the experiment, such as <c>fig3a</c>.</param>
    /// <param name="start">Folder to start from; the current folder if null.</param>
    /// <exception cref="DatasetException">It exists and is malformed.</exception>
    public static Dataset? TryFind(string id, string? start = null) =>
        DataFolder.TryFind(Path.Combine(id, ProvenanceFile), start) is { } file ? Load(Path.GetDirectoryName(file)!) : null;

    internal static Provenance ReadProvenance(string folder)
    {
        string file = Existing(folder, ProvenanceFile);
        try
        {
            return JsonSerializer.Deserialize<Provenance>(File.ReadAllText(file), JsonForm.Options)
                ?? throw new DatasetException($"{file} holds nothing.");
        }
        catch (JsonException e)
        {
            throw new DatasetException($"{file} is malformed: {e.Message}", e);
        }
    }

    private static string Existing(string folder, string name)
    {
        string file = Path.Combine(folder, name);
        return File.Exists(file) ? file : throw new DatasetException($"The dataset {folder} has no {name}.");
    }
}
