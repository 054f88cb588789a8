using CurlDescent.Stability;

namespace CurlDescent.Experiments.Reproduction;

/// <summary>How to see in a row of cells.csv whether the cell was stable.</summary>
/// <param name="Measure">Measure that tells.</param>
/// <param name="Statistic">Statistic over the runs.</param>
/// <param name="Limit">A cell above it is unstable.</param>
/// <param name="Text">The rule in words.</param>
public sealed record CellState(string Measure, Func<Summary, double> Statistic, double Limit, string Text)
{
    /// <summary>The error that runs end with, halfway between the floor 1e-15 of the maps and 1.</summary>
    public static CellState FinalError { get; } = new(Experiments.Measure.Log10FinalTestError, s => s.Mean, -7.5, "mean log10 final test error above −7.5");

    /// <summary>The greatest error of runs that start within rounding of the teacher, at an error near 1e-29.</summary>
    public static CellState GreatestError { get; } = new(Experiments.Measure.Log10MaxTrainError, s => s.Maximum, -10, "greatest training error above 1e-10");

    /// <summary>The q order parameter: near 1e-30 where runs converge.</summary>
    public static CellState OrderParameter { get; } = new(Experiments.Measure.OrderParameter, s => s.Median, 1e-10, "median q above 1e-10");

    /// <summary>Whether the cell was unstable. A cell without a value was stable if its errors were exactly 0, otherwise no run of it stayed finite.</summary>
    /// <param name="row">The cell.</param>
    public bool IsUnstable(CellRow row)
    {
        double value = Statistic(row[Measure]);
        if (!double.IsNaN(value)) return value > Limit;
        return !(row.Measures.TryGetValue(Experiments.Measure.ExactZero, out Summary zeros) && zeros.Mean == 1);
    }
}

/// <summary>The plane or space in which a boundary lies.</summary>
public enum BoundaryOf
{
    /// <summary>Hidden flips: c and α_h.</summary>
    HiddenFlips,

    /// <summary>Readout flips: c and α_r.</summary>
    ReadoutFlips,

    /// <summary>Flips of both layers.</summary>
    BothLayers,
}

/// <summary>A cell at the counts that were run: c = M/N and flipped fractions from the flips themselves.</summary>
internal readonly record struct DesignedCell(double CompressionRatio, double HiddenFraction, double ReadoutFraction)
{
    public static DesignedCell Of(Cell cell)
    {
        double m = cell.Number(Parameters.Inputs), n = cell.Number(Parameters.HiddenUnits);
        return new DesignedCell(m / n, cell.Number(Parameters.HiddenFlips) / m, cell.Number(Parameters.ReadoutFlips) / n);
    }

    public bool HasFlips => HiddenFraction > 0 || ReadoutFraction > 0;

    /// <summary>Signed distance from a boundary: positive where stable.</summary>
    public double DistanceFrom(BoundaryOf boundary) => boundary switch
    {
        BoundaryOf.HiddenFlips => HiddenPhaseBoundary.Create().SignedDistance(CompressionRatio, HiddenFraction),
        BoundaryOf.ReadoutFlips => ReadoutPhaseBoundary.Create().SignedDistance(CompressionRatio, ReadoutFraction),
        _ => JointPhaseBoundary.Create().SignedDistance(CompressionRatio, HiddenFraction, ReadoutFraction),
    };

    /// <summary>The flipped fraction on the axis of a boundary.</summary>
    public double FractionOf(BoundaryOf boundary) => boundary == BoundaryOf.ReadoutFlips ? ReadoutFraction : HiddenFraction;

    /// <summary>The largest stable fraction at this c.</summary>
    public double CriticalFractionOf(BoundaryOf boundary) => boundary == BoundaryOf.ReadoutFlips
        ? ReadoutPhaseBoundary.Create().LargestStableFraction(CompressionRatio)
        : HiddenPhaseBoundary.Create().LargestStableFraction(CompressionRatio);
}
