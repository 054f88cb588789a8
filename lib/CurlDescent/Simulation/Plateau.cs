namespace CurlDescent;

/// <summary>The slowest halving of a run's training error: where learning stood still longest.</summary>
/// <param name="From">Number of epochs trained when the error last was at twice the value that ends the halving.</param>
/// <param name="To">Number of epochs trained when it first was at that value.</param>
/// <param name="Error">Training error at <paramref name="From"/>.</param>
/// <param name="Halved">The value that ends the halving.</param>
public readonly record struct Plateau(int From, int To, double Error, double Halved)
{
    /// <summary>Length in epochs.</summary>
    public int Length => To - From;

    /// <summary>
    /// Finds the slowest halving among the halvings E0/2, E0/4, … of the first recorded error E0, down to a last error; null where the run
    /// does not halve its error before it. Times are those of the recorded epochs, at which the error first is at or below a value.
    /// </summary>
    /// <param name="run">A run; as exact as its schedule is dense.</param>
    /// <param name="last">Errors below it do not count; &gt; 0.</param>
    /// <exception cref="SpecException">The last error is not positive and finite.</exception>
    public static Plateau? Slowest(Recording run, double last)
    {
        Require.NotNull(nameof(run), run);
        Require.Positive("Plateau.Last", last);
        Plateau? slowest = null;
        int from = 0;
        for (double halved = run.TrainErrors[0] / 2; halved >= last; halved /= 2)
        {
            int to = from;
            while (to < run.TrainErrors.Count && run.TrainErrors[to] > halved) to++;
            if (to == run.TrainErrors.Count) break;
            var found = new Plateau(run.Epochs[from], run.Epochs[to], run.TrainErrors[from], halved);
            if (slowest is not { } best || found.Length > best.Length) slowest = found;
            from = to;
        }

        return slowest;
    }
}
