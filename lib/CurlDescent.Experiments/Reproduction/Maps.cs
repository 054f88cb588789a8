namespace CurlDescent.Experiments.Reproduction;

/// <summary>What claims see in the maps of errors over compression ratio and flipped fraction.</summary>
internal static class Maps
{
    private const double Near = 0.1;

    /// <summary>Cells are stable on one side of the exact boundary and unstable on the other.</summary>
    public static ShareForm Sides(BoundaryOf boundary, CellState state, string? grid = null) =>
        new("cells", "value of c", "right", $"{state.Text}; right if on that side of the exact boundary")
        {
            Sides = ("stable by theory", "unstable by theory"),
            Far = FormattableString.Invariant($"farther than {Near} from the boundary (in log10 c and fractions)"),
            See = sources => new Observations(
            [
                .. from source in sources
                   from row in Cells(source, grid)
                   let cell = DesignedCell.Of(row)
                   let distance = cell.DistanceFrom(boundary)
                   select new Observation(
                       Column(source, cell, boundary), state.IsUnstable(row) == distance < 0, distance < 0, Math.Abs(distance) <= Near),
            ]),
        };

    /// <summary>In a range of compression ratios all cells with flips are unstable.</summary>
    public static ShareForm Unstable(double fromRatio, CellState state) => new("cells", "value of c", "unstable", state.Text)
    {
        See = sources => new Observations(
        [
            .. from source in sources
               from row in Cells(source)
               let cell = DesignedCell.Of(row)
               where cell.HasFlips && cell.CompressionRatio >= fromRatio
               select new Observation(Column(source, cell, BoundaryOf.HiddenFlips), state.IsUnstable(row)),
        ]),
    };

    /// <summary>In a range of compression ratios all runs with flips learn.</summary>
    public static ShareForm Learning(double toRatio, CellState state) =>
        new("runs", "cell", "learning",
            FormattableString.Invariant($"A run learns if log10 of its final test error is at most {Words.Of(state.Limit)}"))
        {
            See = sources => new Observations(
            [
                .. from source in sources
                   from row in source.Table.Runs
                   where row.Rule == RuleName.CurlDescent
                   let cell = DesignedCell.Of(row)
                   where cell.HasFlips && cell.CompressionRatio <= toRatio
                   select new Observation(
                       (source.Id, FormattableString.Invariant($"c = {cell.CompressionRatio:0.###}, α_h = {cell.HiddenFraction:0.##}")),
                       !state.IsUnstable(row)),
            ]),
        };

    /// <summary>Runs that left the teacher end at a low test error all the same.</summary>
    public static ShareForm LowFinalError(double low) => new("cells", "value of c", FormattableString.Invariant($"below {low} in the end"),
        $"Counted are the cells whose greatest training error exceeds 1e-10; low is a mean of log10 of the final test errors below "
        + $"{Words.Of(Math.Log10(low))}")
    {
        See = sources =>
        {
            (ReportSource Source, CellRow Row)[] left =
            [
                .. from source in sources
                   from row in Cells(source)
                   where CellState.GreatestError.IsUnstable(row) && double.IsFinite(row[Measure.Log10FinalTestError].Mean)
                   select (source, row),
            ];
            Observation[] items = [.. left.Select(l => new Observation(
                Column(l.Source, DesignedCell.Of(l.Row), BoundaryOf.ReadoutFlips),
                l.Row[Measure.Log10FinalTestError].Mean < Math.Log10(low)))];
            if (items.Length == 0) return new Observations(items);
            double Median(Func<CellRow, double> value) => Summary.Of(left.Select(l => value(l.Row))).Median;
            return new Observations(items,
                $"medians over the cells: log10 final test error {Words.Of(Median(r => r[Measure.Log10FinalTestError].Mean), "0.0")} after "
                + $"a greatest training error of {Words.Of(Median(r => r[Measure.Log10MaxTrainError].Maximum), "0.0")}");
        },
    };

    /// <summary>At each c that the boundary crosses, the fraction at which cells turn unstable.</summary>
    public static CrossingForm CrossingsAtEachRatio(BoundaryOf boundary, CellState state, bool atSize) => new(
        atSize ? "that of networks of this size" : "the exact one", state.Text, sources =>
    {
        var lines = new List<CrossingLine>();
        var fromInfinite = new List<double>();
        foreach (var column in sources.SelectMany(source => Cells(source))
            .Select(row => (Cell: DesignedCell.Of(row), Unstable: state.IsUnstable(row))).GroupBy(c => c.Cell.CompressionRatio))
        {
            DesignedCell first = column.First().Cell;
            double infinite = first.CriticalFractionOf(boundary),
                critical = atSize ? first.CriticalFractionOf(boundary, atSize: true) : infinite;
            if (infinite is not (> 0 and < 1)) continue;
            double turn = Turn([.. column.Select(c => (c.Cell.FractionOf(boundary), c.Unstable)).OrderBy(c => c.Item1)], 0, 1);
            lines.Add(new CrossingLine(column.Key, turn, critical));
            fromInfinite.Add(turn - infinite);
        }

        string note = !atSize || fromInfinite.Count == 0
            ? "" : $"from that of infinite networks {Words.Of(Intervals.Median(fromInfinite), "0.000")}";
        return (lines, note);
    });

    /// <summary>At the smallest fractions, log10 of the c at which cells turn unstable.</summary>
    public static CrossingForm CrossingsAtEachFraction(CellState state, double largestFraction) => new(
        "that of the exact c", state.Text, sources =>
    {
        var lines = new List<CrossingLine>();
        foreach (var line in sources.SelectMany(source => Cells(source)).GroupBy(row => row.Number(Parameters.HiddenFraction))
            .Where(g => g.Key > 0 && g.Key <= largestFraction + 1e-9))
        {
            var cells =
                line.Select(row => (Log: Math.Log10(DesignedCell.Of(row).CompressionRatio), Unstable: state.IsUnstable(row)))
                    .OrderBy(c => c.Log).ToArray();
            lines.Add(
                new CrossingLine(
                    line.Key, Turn(cells, cells[0].Log, cells[^1].Log),
                    Math.Log10(HiddenPhaseBoundary.Create().FindCriticalCompressionRatio(line.Key))));
        }

        string note = lines.Count == 0 ? "" : string.Join(", ", lines.OrderBy(l => l.At)
            .Select(l =>
                FormattableString.Invariant(
                    $"α_h = {l.At:0.##}: turn at c = {Math.Pow(10, l.Turn):0.00}, exact {Math.Pow(10, l.Exact):0.00}")));
        return (lines, note);
    })
    {
        Line = "flipped fractions",
        Turn = "log10 of the first unstable c",
    };

    /// <summary>Cells beyond a boundary, with their mean final error.</summary>
    public static ContrastForm BeyondBoundary(BoundaryOf boundary) => new(
        "the one beyond the linear boundary ends with the greater mean log10 test error", sources =>
            (from source in sources
             from row in Cells(source)
             let cell = DesignedCell.Of(row)
             select new ContrastCell(
                 cell.CompressionRatio, cell.FractionOf(boundary) > cell.CriticalFractionOf(boundary),
                 row[Measure.Log10FinalTestError].Mean), ""));

    /// <summary>The cells of a table under curl descent.</summary>
    public static IEnumerable<CellRow> Cells(ReportSource source, string? grid = null) =>
        source.Table.Cells.Where(r => r.Rule == RuleName.CurlDescent && (grid is null || r.Grid == grid));

    // Where both layers have flips, the columns are those of equal flipped inputs.
    private static (string, string) Column(ReportSource source, DesignedCell cell, BoundaryOf boundary) =>
        (source.Id,
            boundary == BoundaryOf.BothLayers ? $"{cell.CompressionRatio:R} {cell.HiddenFraction:R}" : $"{cell.CompressionRatio:R}");

    // The turn lies between the last stable and the first unstable cell; a line without a turn says that it is farther than its end.
    private static double Turn((double At, bool Unstable)[] line, double from, double to)
    {
        int first = Array.FindIndex(line, c => c.Unstable);
        return first < 0 ? to : first == 0 ? from : (line[first - 1].At + line[first].At) / 2;
    }
}
