namespace CurlDescent.Simulation;

/// <summary>The order of the samples in each epoch: a fresh permutation for minibatches, the order of the data for a full batch.</summary>
internal sealed class SampleOrder
{
    private readonly RandomStream stream;
    private readonly int[] order;
    private readonly bool shuffled;

    public SampleOrder(TrainingSpec spec) : this(spec.Seed, spec.Run, spec.TrainingSamples, spec.BatchSize)
    {
    }

    public SampleOrder(ulong seed, uint run, int samples, int batch)
    {
        stream = new RandomStream(seed, run, RandomPurpose.SampleOrder);
        order = new int[samples];
        shuffled = batch < samples;
        Restore();
    }

    /// <summary>The order drawn last; the order of the data before the first.</summary>
    public ReadOnlySpan<int> Current => order;

    /// <summary>Returns the order of an epoch; valid until the next call.</summary>
    /// <param name="epoch">Epochs trained before.</param>
    public ReadOnlySpan<int> Epoch(int epoch)
    {
        if (!shuffled) return order;
        Restore();
        stream.Reopen((uint)epoch);
        stream.Shuffle(order.AsSpan());
        return order;
    }

    // An epoch's order depends on the epoch alone: every shuffle starts from the order of the data.
    private void Restore()
    {
        for (int i = 0; i < order.Length; i++) order[i] = i;
    }
}
