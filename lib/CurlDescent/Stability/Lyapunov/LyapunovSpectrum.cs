using System.Globalization;

namespace CurlDescent;

/// <summary>What to compute: how many exponents, over how many steps.</summary>
public sealed record LyapunovOptions
{
    /// <summary>k, number of exponents; 1 … tangent dimension of the map.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Steps before anything is averaged; ≥ 0. The tangent vectors are carried along and align meanwhile.</summary>
    public long TransientSteps { get; init; } = 1000;

    /// <summary>Number of batches of the batch means, 2 … 10,000.</summary>
    public int Batches { get; init; } = 20;

    /// <summary>Steps of a batch; ≥ 1. For the error bar to hold, much longer than the correlations of the local growth rates.</summary>
    public long StepsPerBatch { get; init; } = 1000;

    /// <summary>Steps between two orthonormalisations; divides StepsPerBatch. At most a few times 1/(spread of the exponents).</summary>
    public int Interval { get; init; } = 1;

    /// <summary>Seed of the first tangent vectors.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Steps that are averaged.</summary>
    public long Steps => Batches * StepsPerBatch;

    internal void Validate(int tangentDimension)
    {
        Require.InRange(nameof(Count), Count, 1, tangentDimension);
        if (TransientSteps < 0) throw new SpecException(nameof(TransientSteps), TransientSteps, "≥ 0");
        Require.InRange(nameof(Batches), Batches, 2, 10_000);
        Require.InRange(nameof(Interval), Interval, 1, int.MaxValue);
        if (StepsPerBatch < 1 || StepsPerBatch % Interval != 0)
            throw new SpecException(nameof(StepsPerBatch), StepsPerBatch, $"a positive multiple of Interval = {Interval}");
    }
}

/// <summary>How a computation of Lyapunov exponents ended.</summary>
public enum LyapunovOutcome
{
    /// <summary>All steps were averaged.</summary>
    Completed,

    /// <summary>The state became NaN or infinite: the exponents are NaN.</summary>
    NonFinite,
}

/// <summary>Progress of a computation.</summary>
/// <param name="Step">Averaged steps done.</param>
/// <param name="Steps">Averaged steps to do.</param>
/// <param name="Largest">Largest exponent so far, per step.</param>
public readonly record struct LyapunovProgress(long Step, long Steps, double Largest)
{
    /// <summary>A line for who waits.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"step {Step} of {Steps}, largest exponent {Largest:G3}");
}

/// <summary>The first Lyapunov exponents of a map.</summary>
public sealed class LyapunovSpectrum
{
    internal LyapunovSpectrum(double[] exponents, double[] standardErrors, long steps, LyapunovOutcome outcome)
    {
        Exponents = exponents;
        StandardErrors = standardErrors;
        Steps = steps;
        Outcome = outcome;
    }

    /// <summary>
    /// Exponents in the order of the orthonormalisation, falling up to statistical error; −∞ where a direction is annihilated.
    /// </summary>
    public IReadOnlyList<double> Exponents { get; }

    /// <summary>Standard errors by batch means.</summary>
    public IReadOnlyList<double> StandardErrors { get; }

    /// <summary>Number of steps that were averaged.</summary>
    public long Steps { get; }

    /// <summary>How the computation ended.</summary>
    public LyapunovOutcome Outcome { get; }

    /// <summary>The largest exponent.</summary>
    public double Largest => Exponents[0];

    /// <summary>Standard error of the largest exponent.</summary>
    public double LargestError => StandardErrors[0];

    /// <summary>Returns the exponents in another unit of time.</summary>
    /// <param name="stepsPerUnit">Steps in one unit; &gt; 0.</param>
    public LyapunovSpectrum Per(double stepsPerUnit)
    {
        Require.Positive(nameof(stepsPerUnit), stepsPerUnit);
        return new LyapunovSpectrum(
            [.. Exponents.Select(e => e * stepsPerUnit)], [.. StandardErrors.Select(e => e * stepsPerUnit)], Steps, Outcome);
    }
}
