using CurlDescent.Arithmetic;

namespace CurlDescent.Simulation;

/// <summary>
/// One way to compute training: the state of a student plus the arithmetic of an epoch. Every path computes the same mathematics as
/// <see cref="PlainReference"/>, which defines it. Not thread-safe; one per run.
/// </summary>
internal abstract class TrainingPath : IDisposable
{
    private readonly List<AlignedBuffer> rented = [];

    /// <summary>Name in recordings.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Whether the weights hold a NaN that all further training keeps and every error shows. May be false although they do.
    /// </summary>
    public virtual bool IsLost => false;

    /// <summary>Trains one epoch: consecutive batches of <paramref name="order"/>.</summary>
    /// <param name="order">A permutation of the samples.</param>
    public abstract void RunEpoch(ReadOnlySpan<int> order);

    /// <summary>Computes the training and the test error of the present weights.</summary>
    public abstract (double Train, double Test) Errors();

    /// <summary>Copies the present weights into <paramref name="destination"/>.</summary>
    /// <param name="destination">A network of the same sizes.</param>
    public abstract void CopyWeights(TwoLayerNetwork destination);

    /// <summary>Gives pooled memory back.</summary>
    public virtual void Dispose()
    {
        foreach (AlignedBuffer buffer in rented) buffer.Dispose();
    }

    /// <summary>Rents zeros that are given back when the path is disposed.</summary>
    protected AlignedBuffer Rent(long length)
    {
        var buffer = new AlignedBuffer(length);
        rented.Add(buffer);
        return buffer;
    }
}
