namespace CurlDescent.Experiments;

/// <summary>A look at a sweep: what was still open when its claims were judged after so many runs of each cell.</summary>
/// <param name="Seeds">Number of runs of each cell under each rule.</param>
/// <param name="Open">Ids of the claims that were open.</param>
public sealed record Look(int Seeds, IReadOnlyList<string> Open);
