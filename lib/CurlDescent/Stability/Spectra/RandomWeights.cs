using CurlDescent.Stability.Spectra;

namespace CurlDescent;

/// <summary>Law of a random weight of mean 0 and variance g1²/M. The limiting spectrum is the same for all (universality).</summary>
public enum WeightLaw
{
    /// <summary>±g1/√M with equal probability; by far the fastest to regenerate.</summary>
    Signs,

    /// <summary>Uniform on an interval around 0.</summary>
    Uniform,

    /// <summary>Normal.</summary>
    Normal,
}

/// <summary>
/// Random hidden weights W1 (N×M) that are a function of a seed: row i comes from the stream (seed, run,
/// <see cref="RandomPurpose.SampledMatrix"/>, i), so any row can be made again on its own.
/// </summary>
public sealed class RandomWeights
{
    private RandomWeights(int inputs, int hiddenUnits, double scale, WeightLaw law, ulong seed, uint run)
    {
        Inputs = inputs;
        HiddenUnits = hiddenUnits;
        Scale = scale;
        Law = law;
        Seed = seed;
        Run = run;
    }

    /// <summary>M.</summary>
    public int Inputs { get; }

    /// <summary>N.</summary>
    public int HiddenUnits { get; }

    /// <summary>g1² = M·Var(W1_ij).</summary>
    public double Scale { get; }

    /// <summary>Law of one weight.</summary>
    public WeightLaw Law { get; }

    /// <summary>Seed of the streams.</summary>
    public ulong Seed { get; }

    /// <summary>Run of the streams: another run is another sample.</summary>
    public uint Run { get; }

    /// <summary>Creates random weights.</summary>
    /// <param name="inputs">M, at least 1.</param>
    /// <param name="hiddenUnits">N, at least 1.</param>
    /// <param name="seed">Seed of the streams.</param>
    /// <param name="run">Run of the streams.</param>
    /// <param name="law">Law of one weight.</param>
    /// <param name="scale">g1², finite and &gt; 0.</param>
    /// <exception cref="SpecException">A value is outside its range.</exception>
    public static RandomWeights Create(
        int inputs, int hiddenUnits, ulong seed, uint run = 0, WeightLaw law = WeightLaw.Normal, double scale = 1)
    {
        Require.InRange("Inputs", inputs, 1, Array.MaxLength - SignRow.Columns);
        Require.InRange("HiddenUnits", hiddenUnits, 1, int.MaxValue);
        Require.Defined("Law", law);
        Require.Positive("Scale", scale);
        return new RandomWeights(inputs, hiddenUnits, scale, law, seed, run);
    }

    /// <summary>Computes one row of W1.</summary>
    /// <param name="row">0 … N − 1.</param>
    /// <param name="destination">M values, overwritten.</param>
    /// <exception cref="ArgumentException">The row does not exist or the length does not fit.</exception>
    public void CopyRow(int row, Span<double> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, HiddenUnits);
        if (destination.Length != Inputs)
        {
            throw new ArgumentException($"The destination has {destination.Length} values, expected {Inputs}.", nameof(destination));
        }

        double deviation = Math.Sqrt(Scale / Inputs);
        var stream = new RandomStream(Seed, Run, RandomPurpose.SampledMatrix, (uint)row);
        switch (Law)
        {
            case WeightLaw.Signs:
                SignRow.Fill(stream, deviation, destination);
                break;
            case WeightLaw.Uniform:
                stream.FillUniform(Math.Sqrt(3) * deviation, destination);
                break;
            default:
                stream.FillNormal(deviation, destination);
                break;
        }
    }

    /// <summary>Computes all of W1.</summary>
    /// <param name="cancellation">Looked at every row.</param>
    /// <returns>Row-major N×M.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public double[] ToArray(CancellationToken cancellation = default)
    {
        var weights = new double[(long)HiddenUnits * Inputs];
        Parallel.For(
            0, HiddenUnits, new ParallelOptions { CancellationToken = cancellation },
            row => CopyRow(row, weights.AsSpan(row * Inputs, Inputs)));
        return weights;
    }
}
