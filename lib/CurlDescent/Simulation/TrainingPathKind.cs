namespace CurlDescent;

/// <summary>A way to compute training. All compute the same mathematics and agree within rounding.</summary>
public enum TrainingPathKind
{
    /// <summary>The path that costs least, chosen for each spec.</summary>
    Automatic,

    /// <summary>Plain matrices, as the formulas stand: the definition. Runs every spec.</summary>
    PlainReference,

    /// <summary>Fused forward, backward and update. Any network under a <see cref="SignedDeltaRule"/>.</summary>
    Backpropagation,

    /// <summary>One fused pass over the weights per step. Linear networks with one output under a <see cref="SignedDeltaRule"/>.</summary>
    Linear,

    /// <summary>
    /// As <see cref="Linear"/>, but the hidden weights are written every eighth step only; pays off when they exceed the first-level cache.
    /// Not for postsynaptic flips with kept norms, unless the feedback is fixed.
    /// </summary>
    LinearDelayed,

    /// <summary>
    /// As <see cref="Linear"/>, after an exact reduction to as many hidden units as the weights span: M + 1 for each sign; pays off when N
    /// is larger.
    /// </summary>
    LinearReduced,

    /// <summary><see cref="LinearReduced"/> and <see cref="LinearDelayed"/> together.</summary>
    LinearReducedDelayed,
}
