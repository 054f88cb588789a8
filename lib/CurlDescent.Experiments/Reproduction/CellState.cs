namespace CurlDescent.Experiments.Reproduction;

/// <summary>How to see in a row of a table of cells whether the cell was stable.</summary>
/// <param name="Measure">Measure that tells.</param>
/// <param name="Statistic">Statistic over the runs.</param>
/// <param name="Limit">A cell above it is unstable.</param>
/// <param name="Text">The rule in words: <i>A cell is unstable if …</i></param>
internal sealed record CellState(string Measure, Func<Summary, double> Statistic, double Limit, string Text)
{
    /// <summary>The error that runs end with, halfway between the floor 1e-15 of the maps and 1.</summary>
    public static CellState FinalError { get; } =
        new(Experiments.Measure.Log10FinalTestError, s => s.Mean, -7.5,
            "A cell is unstable if the mean of log10 of its final test errors is above −7.5");

    /// <summary>The greatest error of runs that start within rounding of the teacher, at an error near 1e-29.</summary>
    public static CellState GreatestError { get; } =
        new(Experiments.Measure.Log10MaxTrainError, s => s.Maximum, -10,
            "A cell is unstable if the greatest training error of its runs is above 1e-10");

    /// <summary>The q order parameter: near 1e-30 where runs converge.</summary>
    public static CellState OrderParameter { get; } =
        new(Experiments.Measure.OrderParameter, s => s.Median, 1e-10, "A cell is unstable if the median q of its runs is above 1e-10");

    /// <summary>
    /// Whether the cell was unstable. A cell without a value was stable if its errors were exactly 0, otherwise no run of it stayed finite.
    /// </summary>
    /// <param name="row">The cell.</param>
    public bool IsUnstable(CellRow row)
    {
        double value = Statistic(row[Measure]);
        if (!double.IsNaN(value)) return value > Limit;
        return !(row.Measures.TryGetValue(Experiments.Measure.ExactZero, out Summary zeros) && zeros.Mean == 1);
    }

    /// <summary>Whether a run was unstable, by the same limit.</summary>
    /// <param name="row">The run.</param>
    public bool IsUnstable(RunRow row)
    {
        double value = row[Measure];
        return double.IsNaN(value)
            ? !(row.Measures.TryGetValue(Experiments.Measure.ExactZero, out double zero) && zero == 1) : value > Limit;
    }
}
