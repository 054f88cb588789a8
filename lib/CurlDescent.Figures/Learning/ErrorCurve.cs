namespace CurlDescent.Figures;

/// <summary>Errors of several runs of one spec as a curve: median and central band over the runs, against epoch plus one.</summary>
public static class ErrorCurve
{
    /// <summary>The test error.</summary>
    /// <param name="name">Name in the legend.</param>
    /// <param name="runs">At least one. A run that ended early has no value from there on.</param>
    /// <param name="coverage">Part of the runs inside the band, 0 … 1.</param>
    /// <exception cref="SpecException">There is no run.</exception>
    public static Curve OfTest(string name, IReadOnlyList<Recording> runs, double coverage = 0.8) =>
        Of(name, runs, run => run.TestErrors, coverage);

    /// <summary>The training error.</summary>
    /// <param name="name">Name in the legend.</param>
    /// <param name="runs">At least one. A run that ended early has no value from there on.</param>
    /// <param name="coverage">Part of the runs inside the band, 0 … 1.</param>
    /// <exception cref="SpecException">There is no run.</exception>
    public static Curve OfTrain(string name, IReadOnlyList<Recording> runs, double coverage = 0.8) =>
        Of(name, runs, run => run.TrainErrors, coverage);

    private static Curve Of(string name, IReadOnlyList<Recording> runs, Func<Recording, IReadOnlyList<double>> errors, double coverage)
    {
        Composition.Check.NotEmpty(nameof(runs), runs.Count);
        IReadOnlyList<int> epochs = runs.MaxBy(run => run.Epochs.Count)!.Epochs;
        return Curve.OverRuns(name, Curve.OneBased(epochs), [.. runs.Select(run => ToLength(errors(run), epochs.Count))], coverage);
    }

    private static double[] ToLength(
        IReadOnlyList<double> values, int length) => [.. values, .. Enumerable.Repeat(double.NaN, length - values.Count)];
}
