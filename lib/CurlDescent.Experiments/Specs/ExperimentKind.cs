namespace CurlDescent.Experiments;

/// <summary>What a run of an experiment computes.</summary>
[Flags]
public enum ExperimentKind
{
    /// <summary>Trains a student under a learning rule.</summary>
    Training = 1,

    /// <summary>Evaluates the random-matrix theory; one run a cell.</summary>
    Theory = 2,

    /// <summary>Samples the stability matrix of a network and compares its eigenvalues with the limiting law.</summary>
    Spectrum = 4,
}
