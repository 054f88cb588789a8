namespace CurlDescent;

/// <summary>
/// Noise of learning that goes on: independent normal numbers of these variances, drawn anew at every step from streams of their own, so
/// that one kind can be
/// switched without changing the others.
/// </summary>
public sealed record LearningNoise
{
    /// <summary>v_x, variance of what is added to every input of a step's batch; the targets stay those of the clean inputs. ≥ 0.</summary>
    public double InputVariance { get; init; }

    /// <summary>v_y, variance of what is added to every target of a step's batch. ≥ 0.</summary>
    public double LabelVariance { get; init; }

    /// <summary>
    /// v_s, variance that every weight gains per unit of learning time: the Langevin step θ += ηF(θ) + √(ηv_s)·ξ of dθ = F dt + √v_s dW
    /// (Euler–Maruyama,
    /// dt = η). ≥ 0.
    /// </summary>
    public double SynapticVariance { get; init; }

    /// <summary>Checks every field.</summary>
    /// <returns>These levels.</returns>
    /// <exception cref="SpecException">A variance is negative or not finite.</exception>
    public LearningNoise Validate()
    {
        Require.NotNegative(nameof(InputVariance), InputVariance);
        Require.NotNegative(nameof(LabelVariance), LabelVariance);
        Require.NotNegative(nameof(SynapticVariance), SynapticVariance);
        return this;
    }
}
