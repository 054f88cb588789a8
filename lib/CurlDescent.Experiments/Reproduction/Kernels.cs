namespace CurlDescent.Experiments.Reproduction;

/// <summary>What claims see when they hold signed tangent kernels beside simulations. Datasets: kernels first, then the maps.</summary>
internal static class Kernels
{
    /// <summary>The kernel at the teacher predicts which runs leave it that start there.</summary>
    public static ShareForm Leaving(CellState state, BoundaryOf boundary) => new("runs", "value of c", "right",
        $"{RunText(state)}; the kernel predicts it where the perturbation grows to 1e-5 before the last epoch, "
        + "or a step exceeds 2 over its greatest eigenvalue")
    {
        Sides = ("that stay", "that leave"),
        See = sources =>
        {
            KernelPrediction[] runs = [.. sources.Skip(1).SelectMany(map => KernelPrediction.Of(sources[0], map))];
            Observation[] items =
            [
                .. from run in runs
                   let leaves = state.IsUnstable(run.Simulated)
                   select new Observation(
                       ("", $"{run.Cell.Grid} {DesignedCell.Of(run.Cell).CompressionRatio:R} {Across(run.Cell, boundary)}"),
                       run.LeavesTeacher == leaves, leaves),
            ];
            if (items.Length == 0) return new Observations(items);
            double boundaryRight =
                runs.Average(run => DesignedCell.Of(run.Cell).DistanceFrom(boundary) < 0 == state.IsUnstable(run.Simulated) ? 1.0 : 0);
            IReadOnlyList<LeavingShare> cells = LeavingShare.ByCell(runs, run => state.IsUnstable(run.Simulated));
            return new Observations(
                items, $"the boundary of infinite linear networks is right in {Words.Percent(boundaryRight)} of the same runs; "
                    + $"the shares of a cell's runs that leave, predicted and simulated, agree in {cells.Count(
                        c => c.Predicted == c.Simulated)} of {Words.Count(cells.Count, "cell")}, "
                    + $"their mean absolute difference is {Words.Of(cells.Average(c => Math.Abs(c.Predicted - c.Simulated)), "0.000")}");
        },
    };

    /// <summary>Students from random weights fail wherever their teacher is unstable.</summary>
    public static ShareForm Failing(CellState state) =>
        new("runs with an unstable teacher", "cell", "failing",
            RunText(state).Replace("leaves its teacher", "fails", StringComparison.Ordinal))
        {
            See = sources =>
            {
                KernelPrediction[] runs = [.. sources.Skip(1).SelectMany(map => KernelPrediction.Of(sources[0], map))];
                KernelPrediction[] unstable = [.. runs.Where(run => run.IsUnstable)], stable = [.. runs.Where(run => !run.IsUnstable)];
                return new Observations(
                    [.. unstable.Select(run => new Observation(("", $"{run.Cell.Seed}"), state.IsUnstable(run.Simulated)))],
                    $"of the {stable.Length} with a stable teacher {stable.Count(run => state.IsUnstable(run.Simulated))} fail too");
            },
        };

    /// <summary>Below a compression ratio all teachers with flipped inputs are stable solutions. Datasets: kernels only.</summary>
    public static ShareForm StableTeachers(double toRatio) =>
        new("teachers", "cell", "stable", "A teacher is stable if its signed tangent kernel has no growing direction")
        {
            See = sources => new Observations(
            [
                .. from source in sources
                   from run in source.Table.Runs
                   let cell = DesignedCell.Of(run)
                   where cell is { HiddenFraction: > 0, ReadoutFraction: 0 } && cell.CompressionRatio <= toRatio
                   select new Observation((source.Id, $"{run.Cell}"), run[Measure.UnstableDirections] == 0),
            ]),
        };

    /// <summary>Runs of a map from random weights, beyond where the kernel at their teacher grows by a factor e within the run.</summary>
    public static ContrastForm Growing() => new(
        "the one whose kernel grows by a factor e within the run ends with the greater test error", sources =>
            (from run in KernelPrediction.Of(sources[0], sources[1])
             select new ContrastCell(
                 DesignedCell.Of(run.Cell).CompressionRatio, run.Growth > 1, run.Simulated[Measure.Log10FinalTestError].Mean), ""));

    // Where both layers have flips, all cells have the same c: their columns are those of equal flipped inputs.
    private static double Across(Cell cell, BoundaryOf boundary) =>
        boundary == BoundaryOf.BothLayers ? DesignedCell.Of(cell).HiddenFraction : 0;

    private static string RunText(CellState state) => state == CellState.OrderParameter
        ? "A run leaves its teacher if its q is above 1e-10"
        : state == CellState.GreatestError
            ? "A run leaves its teacher if its greatest training error is above 1e-10" : "A run fails if log10 of its final test error is "
                + "above −7.5";
}
