namespace CurlDescent.Experiments.Reproduction;

/// <summary>
/// Curl descent against gradient descent in one cell: ratio of epochs to the threshold, run by run on the same initial weights and order of samples, as a geometric
/// mean with its bootstrap interval. A run that did not get there counts as the last epoch, which moves the ratio towards 1 or understates it; pairs in which neither
/// did say nothing and are left out.
/// </summary>
internal sealed record SpeedPoint(double X, Interval Ratio, int Pairs, int CensoredGradient, int CensoredCurl, int Neither)
{
    private const int FewestPairs = 3;

    public bool IsFaster => Ratio.High < 1;

    public bool IsSlower => Ratio.Low > 1;

    public static IReadOnlyList<SpeedPoint> Along(ReportSource source, string axis, Func<Cell, bool> included) =>
    [
        .. source.Table.Runs.Where(r => included(source.Sweep.Cells[r.Cell])).GroupBy(r => r.Cell)
            .Select(runs => Of(source.Sweep.Cells[runs.Key].Number(axis), [.. runs])).Where(p => p is not null).Select(p => p!).OrderBy(p => p.X),
    ];

    private static SpeedPoint? Of(double x, RunRow[] runs)
    {
        Dictionary<int, RunRow> Under(string rule) => runs.Where(r => r.Rule == rule).ToDictionary(r => r.Seed);
        Dictionary<int, RunRow> gradient = Under(RuleName.GradientDescent), curl = Under(RuleName.CurlDescent);
        (RunRow A, RunRow B)[] pairs = [.. gradient.Keys.Intersect(curl.Keys).Order().Select(s => (gradient[s], curl[s]))];
        (RunRow A, RunRow B)[] told = [.. pairs.Where(p => Reached(p.A) || Reached(p.B))];
        if (pairs.Length < FewestPairs) return null;
        Interval ratio = new(double.NaN, 0, double.PositiveInfinity);
        if (told.Length >= FewestPairs)
        {
            Interval log = PairedComparison.Of([.. told.Select(p => Log(p.A))], [.. told.Select(p => Log(p.B))]).MeanDifference;
            ratio = new Interval(Math.Exp(log.Value), Math.Exp(log.Low), Math.Exp(log.High));
        }

        return new SpeedPoint(x, ratio, told.Length, pairs.Count(p => !Reached(p.A)), pairs.Count(p => !Reached(p.B)), pairs.Length - told.Length);

        static bool Reached(RunRow run) => !double.IsNaN(run[Measure.EpochsToThreshold]);
        static double Log(RunRow run) => Math.Log(run[Measure.EpochsToThresholdOrLast] + 1);
    }
}
