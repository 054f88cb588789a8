namespace CurlDescent.Experiments;

/// <summary>Names one run of a sweep.</summary>
/// <param name="Cell">Index of the cell.</param>
/// <param name="Rule">Rule.</param>
/// <param name="Seed">Number of the run within cell and rule.</param>
public readonly record struct RunKey(int Cell, string Rule, int Seed)
{
    /// <inheritdoc/>
    public override string ToString() => $"cell {Cell}, {Rule}, seed {Seed}";
}
