namespace CurlDescent.Experiments;

/// <summary>
/// The cells of a result table that lie clearly on either side of a phase boundary, so that a lesson can compare theory and training.
/// </summary>
/// <param name="Stable">Cells on the stable side.</param>
/// <param name="Unstable">Cells on the unstable side.</param>
public sealed record PhaseSides(IReadOnlyList<CellRow> Stable, IReadOnlyList<CellRow> Unstable)
{
    /// <summary>Sorts the cells of a table; those closer to the boundary than a margin are left out.</summary>
    /// <param name="table">Table with the flipped fraction of the boundary's layer.</param>
    /// <param name="boundary">Boundary of hidden or of readout flips.</param>
    /// <param name="margin">Least distance in the plane of log10 c and the flipped fraction; ≥ 0.</param>
    /// <param name="rule">Rule whose cells are taken.</param>
    /// <exception cref="MissingColumnException">The table does not have the numbers of inputs and hidden units.</exception>
    /// <exception cref="SpecException"><paramref name="margin"/> is negative.</exception>
    public static PhaseSides Of(ResultTable table, PhaseBoundary boundary, double margin, string rule = RuleName.CurlDescent)
    {
        if (!(margin >= 0)) throw new SpecException(nameof(margin), margin, "at least 0");
        (CellRow Cell, double Distance)[] cells =
        [
            .. table.Cells.Where(cell => cell.Rule == rule).Select(cell => (cell, Distance(cell, boundary))),
        ];
        return new PhaseSides(
            [.. cells.Where(c => c.Distance >= margin).Select(c => c.Cell)],
            [.. cells.Where(c => c.Distance < 0 && c.Distance <= -margin).Select(c => c.Cell)]);
    }

    /// <summary>
    /// Computes the signed distance of a cell's network from a boundary, positive where stable (see
    /// <see cref="PhaseBoundary.SignedDistance"/>).
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="boundary">Boundary of hidden or of readout flips.</param>
    /// <remarks>
    /// The network counts as it is built (<see cref="DesignedCell"/>), with whole neurons: of nine hidden units, 10 % are none.
    /// </remarks>
    /// <exception cref="MissingColumnException">The table does not have the numbers of inputs and hidden units.</exception>
    public static double Distance(CellRow cell, PhaseBoundary boundary) => DesignedCell.Of(cell).DistanceFrom(boundary);
}
