namespace CurlDescent.Experiments;

/// <summary>What a dataset cost, and what its training steps would have cost in plain NumPy.</summary>
/// <param name="Dataset">Id.</param>
/// <param name="Size">Size that was run, and what it leaves out.</param>
/// <param name="Runs">Number of runs.</param>
/// <param name="Steps">Training steps of all runs; 0 where nothing is trained.</param>
/// <param name="CpuHours">Processor time.</param>
/// <param name="NumPyHours">The same steps in plain NumPy, D1 and D2 as matrices; recording not counted.</param>
/// <param name="NumPyVectorHours">The same with the signs as vectors.</param>
public sealed record CostRow(
    string Dataset, string Size, long Runs, double Steps, double CpuHours, double NumPyHours, double NumPyVectorHours)
{
    /// <summary>Adds up the steps of a dataset: epochs that each run took × P/B.</summary>
    /// <param name="id">Id.</param>
    /// <param name="source">The dataset.</param>
    /// <param name="numPy">The estimate of a step.</param>
    public static CostRow Of(string id, ReportSource source, NumPyStep numPy)
    {
        double steps = 0, matrix = 0, vector = 0;
        foreach (IGrouping<int, RunRow> runs in source.Table.Runs.GroupBy(r => r.Cell))
        {
            if (!source.Sweep.Experiment.Kind.HasRules || !runs.First().Measures.ContainsKey(Measure.LastEpoch)) continue;
            Cell cell = source.Sweep.Cells[runs.Key];
            double m = cell.Number(Parameters.Inputs), n = cell.Number(Parameters.HiddenUnits), b = cell.Number(Parameters.BatchSize);
            double made = runs.Sum(r => r[Measure.LastEpoch]) * cell.Number(Parameters.TrainingSamples) / b;
            steps += made;
            matrix += made * numPy.Microseconds(m, n, b, true);
            vector += made * numPy.Microseconds(m, n, b, false);
        }

        string leftOut = source.Provenance!.Note.Length > 0
            ? $": {source.Provenance.Note}" : source.Provenance.Size == ExperimentSize.Paper ? "" : ": nothing left out";
        return new CostRow(
            id, source.Provenance.Size + leftOut, source.Table.Runs.Count, steps, source.Provenance.CpuSeconds / 3600, matrix / 3.6e9,
            vector / 3.6e9);
    }
}
