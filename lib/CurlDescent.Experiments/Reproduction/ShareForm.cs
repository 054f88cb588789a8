namespace CurlDescent.Experiments.Reproduction;

/// <summary>One thing that a share counts: a cell of a map, or a run.</summary>
/// <param name="Group">What it shares with others: cells of one column of a map, runs of one cell.</param>
/// <param name="Holds">Whether what is claimed is so.</param>
/// <param name="Side">On which of two sides it lies, such as beyond a boundary.</param>
/// <param name="IsNear">Whether it lies too near to the boundary to count for the verdict; it counts for the numbers beside it.</param>
internal readonly record struct Observation((string Dataset, string Group) Group, bool Holds, bool Side = false, bool IsNear = false);

/// <summary>What a share claim counts.</summary>
/// <param name="Items">Everything that was seen.</param>
/// <param name="Note">More numbers in words, to stand behind the share.</param>
internal sealed record Observations(IReadOnlyList<Observation> Items, string Note = "");

/// <summary>
/// Of cells or runs nearly all do what is claimed. Cells of a column and runs of a cell count as a group (<see cref="ClusteredShare"/>).
/// </summary>
/// <param name="What">What is counted, in the plural: <c>cells</c>.</param>
/// <param name="Group">What groups them, in the singular: <c>value of c</c>.</param>
/// <param name="Holding">What they do if it is so: <c>stable</c>.</param>
/// <param name="Rule">How that is seen, in a sentence without its end.</param>
internal sealed record ShareForm(string What, string Group, string Holding, string Rule) : ClaimForm
{
    /// <summary>Names of the two sides, the one with <see cref="Observation.Side"/> second; null where there are none.</summary>
    public (string Inner, string Outer)? Sides { get; init; }

    /// <summary>How far from the boundary is far; null where there is none.</summary>
    public string? Far { get; init; }

    /// <summary>Sees it in the tables.</summary>
    public required Func<IReadOnlyList<ReportSource>, Observations> See { get; init; }

    /// <summary>The share must lie above it.</summary>
    public double Limit { get; init; } = 0.9;

    /// <summary>
    /// Whether the two sides count alike, however many lie on either (balanced accuracy): where nearly everything is unstable, <i>always
    /// unstable</i> is nearly always right.
    /// </summary>
    public bool IsBalanced => Sides is not null;

    /// <summary>Whether it must not fail in any group either: the interval of none may lie below the limit.</summary>
    public bool InEveryGroup { get; init; }

    /// <inheritdoc/>
    public override string Criterion
    {
        get
        {
            string far = Far is null ? "" : $" {Far}",
                every = InEveryGroup ? $", and that of no {Group} lies below it" : "";
            string share = IsBalanced
                ? $"the balanced share of {What}{far} that are right (the mean of the shares on the two sides)"
                : $"the share of {What}{far} that are {Holding}";
            return $"the interval of {share} lies above {Words.Percent(Limit)}{every}. {Rule}";
        }
    }

    /// <inheritdoc/>
    public override Finding Decide(IReadOnlyList<ReportSource> sources)
    {
        Observations seen = See(sources);
        Observation[] far = [.. seen.Items.Where(item => !item.IsNear)];
        if (far.Length == 0) return Finding.TooLittle($"no {What}{(Far is null ? "" : $" {Far}")}");
        double confidence = Confidence(sources);
        return IsBalanced ? Balanced(far, seen, confidence) : Plain(far, seen, confidence);
    }

    private Finding Plain(Observation[] items, Observations seen, double confidence)
    {
        ClusteredShare share = Of(items, confidence);
        Finding finding = Finding.Above(
            share.Interval, Limit,
            $"{items.Count(i => i.Holds)} of {items.Length} {What} {Holding}: {Words.Percent(share.Interval)}, n = {Groups(
                share)}");
        if (InEveryGroup && Worst(items, confidence) is { } worst)
        {
            finding = new Finding(
                worst.Share.High < Limit ? Verdict.NotSupported : finding.Verdict,
                $"{finding.Numbers}; least at {worst.Group}: {Words.Percent(worst.Share)} of {worst.Share.Count}");
        }

        return finding with { Numbers = finding.Numbers + Note(seen) };
    }

    private static (string Group, Interval Share)? Worst(Observation[] items, double confidence)
    {
        var groups =
            items.GroupBy(i => i.Group.Group).Select(g => (g.Key, Share: Proportion.Of(g.Count(i => i.Holds), g.Count(), confidence)))
                .ToArray();
        return groups.All(g => g.Share.Value == 1) ? null : groups.MinBy(g => g.Share.High);
    }

    private Finding Balanced(Observation[] far, Observations seen, double confidence)
    {
        (string inner, string outer) = Sides!.Value;
        Observation[] inside = [.. far.Where(i => !i.Side)], outside = [.. far.Where(i => i.Side)];
        string near = far.Length == seen.Items.Count
            ? "" : $"; of all {seen.Items.Count} {Words.Percent(Accuracy([.. seen.Items]))}, of the {seen.Items.Count
                - far.Length} nearer ones {seen.Items.Count(i => i.IsNear && i.Holds)}";
        string where = Far is null ? "" : $" {Far}";
        if (inside.Length == 0 || outside.Length == 0)
        {
            string side = inside.Length == 0 ? inner : outer;
            return Finding.TooLittle(
                $"of {far.Length} {What}{where} none is {side}, so that always saying the other would be right in all; {Words.Percent(
                    Accuracy(far))} are right{near}{Note(seen)}");
        }

        ClusteredShare a = Of(inside, confidence), b = Of(outside, confidence);
        Interval balanced = ClusteredShare.Mean(a, b, confidence);
        return Finding.Above(balanced, Limit,
            $"right in {Words.Percent(
                balanced)} balanced over both sides{where}: {inside.Count(i => i.Holds)} of {inside.Length} {inner} ({Groups(
                    a)}), {outside.Count(i => i.Holds)} of {outside.Length} {outer} ({Groups(b)}); unbalanced {Words.Percent(
                        Accuracy(far))}{near}{Note(seen)}");
    }

    private string Groups(ClusteredShare share) => Words.Count(share.Groups, Group);

    private static string Note(Observations seen) => seen.Note.Length > 0 ? $"; {seen.Note}" : "";

    private static double Accuracy(Observation[] items) => items.Average(i => i.Holds ? 1.0 : 0);

    private static ClusteredShare Of(IEnumerable<Observation> items, double confidence) =>
        ClusteredShare.Estimate(items.GroupBy(i => i.Group).Select(g => ((double)g.Count(i => i.Holds), (double)g.Count())), confidence);
}
