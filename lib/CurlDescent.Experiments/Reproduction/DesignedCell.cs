namespace CurlDescent.Experiments;

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

/// <summary>A network as it is built, with whole neurons and flips: of nine hidden units, 10 % are none.</summary>
/// <param name="Inputs">M.</param>
/// <param name="HiddenUnits">N.</param>
/// <param name="HiddenFraction">Flipped inputs over M.</param>
/// <param name="ReadoutFraction">Flipped hidden units over N.</param>
public readonly record struct DesignedCell(int Inputs, int HiddenUnits, double HiddenFraction, double ReadoutFraction)
{
    /// <summary>M/N.</summary>
    public double CompressionRatio => (double)Inputs / HiddenUnits;

    /// <summary>Whether anything is flipped.</summary>
    public bool HasFlips => HiddenFraction > 0 || ReadoutFraction > 0;

    /// <summary>Reads the network of a row of a result table.</summary>
    /// <param name="row">A cell or a run, with the numbers of its flips or the flipped fractions; a layer with neither has no
    /// flips.</param>
    /// <exception cref="MissingColumnException">The table does not have the numbers of inputs and hidden units.</exception>
    public static DesignedCell Of(Row row)
    {
        int inputs = (int)row.Number(Parameters.Inputs), hiddenUnits = (int)row.Number(Parameters.HiddenUnits);
        return new DesignedCell(
            inputs, hiddenUnits, Fraction(row, Parameters.HiddenFlips, Parameters.HiddenFraction, inputs),
            Fraction(row, Parameters.ReadoutFlips, Parameters.ReadoutFraction, hiddenUnits));
    }

    /// <summary>Reads the network of a cell of a sweep.</summary>
    /// <param name="cell">The cell.</param>
    internal static DesignedCell Of(Cell cell)
    {
        int m = cell.Integer(Parameters.Inputs), n = cell.Integer(Parameters.HiddenUnits);
        return new DesignedCell(m, n, cell.Number(Parameters.HiddenFlips) / m, cell.Number(Parameters.ReadoutFlips) / n);
    }

    /// <summary>
    /// Computes the signed distance from a boundary, in the plane or space of log10 c and fractions: positive where stable.
    /// </summary>
    /// <param name="boundary">Which boundary.</param>
    public double DistanceFrom(BoundaryOf boundary) => boundary switch
    {
        BoundaryOf.BothLayers => JointPhaseBoundary.Create().SignedDistance(CompressionRatio, HiddenFraction, ReadoutFraction),
        _ => DistanceFrom(PlaneBoundary(boundary)),
    };

    /// <summary>Computes the signed distance from a boundary of hidden or readout flips: positive where stable.</summary>
    /// <param name="boundary">The boundary.</param>
    public double DistanceFrom(PhaseBoundary boundary) =>
        boundary.SignedDistance(CompressionRatio, boundary is ReadoutPhaseBoundary ? ReadoutFraction : HiddenFraction);

    /// <summary>The flipped fraction on the axis of a boundary.</summary>
    internal double FractionOf(BoundaryOf boundary) => boundary == BoundaryOf.ReadoutFlips ? ReadoutFraction : HiddenFraction;

    /// <summary>The largest stable fraction at this c, of infinite networks or of those of this size.</summary>
    internal double CriticalFractionOf(BoundaryOf boundary, bool atSize = false)
    {
        PhaseBoundary plane = PlaneBoundary(boundary);
        return atSize ? plane.LargestStableFractionAtSize(CompressionRatio, Inputs) : plane.LargestStableFraction(CompressionRatio);
    }

    private static PhaseBoundary PlaneBoundary(BoundaryOf boundary) =>
        boundary == BoundaryOf.ReadoutFlips ? ReadoutPhaseBoundary.Create() : HiddenPhaseBoundary.Create();

    private static double Fraction(Row row, string flips, string fraction, int neurons)
    {
        if (row.Parameters.ContainsKey(flips)) return row.Number(flips) / neurons;
        if (!row.Parameters.ContainsKey(fraction)) return 0;
        return (double)LayerFlips.Fraction(row.Number(fraction)).Resolve(neurons, "Flips").Count(sign => sign < 0) / neurons;
    }
}
