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

    /// <summary>Trains a student, then measures the largest Lyapunov exponent of the training map from where it arrived.</summary>
    Lyapunov = 8,

    /// <summary>Computes the signed tangent kernel of a learning rule at the teacher: which cells are stable without training anything.</summary>
    TangentKernel = 16,
}

/// <summary>Questions about kinds.</summary>
internal static class ExperimentKinds
{
    /// <summary>Kinds whose cells are networks under a learning rule; they have every parameter of training, so that equal cells have equal seeds.</summary>
    public const ExperimentKind WithRules = ExperimentKind.Training | ExperimentKind.Lyapunov | ExperimentKind.TangentKernel;

    /// <summary>Whether the cells of a kind are networks under a learning rule.</summary>
    public static bool HasRules(this ExperimentKind kind) => WithRules.HasFlag(kind);
}
