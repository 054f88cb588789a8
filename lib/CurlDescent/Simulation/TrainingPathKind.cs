namespace CurlDescent.Simulation;

/// <summary>A way to compute training. All compute the same mathematics and agree within rounding.</summary>
public enum TrainingPathKind
{
    /// <summary>The path that costs least, chosen for each spec.</summary>
    Automatic,

    /// <summary>Plain matrices, as the formulas stand: the definition. Runs every spec.</summary>
    PlainReference,

    /// <summary>Fused forward, backward and update. Any network under a <see cref="Plasticity.SignedDeltaRule"/>.</summary>
    Backpropagation,

    /// <summary>One fused pass over the weights per step. Linear networks with one output under a <see cref="Plasticity.SignedDeltaRule"/>.</summary>
    Linear,
}
