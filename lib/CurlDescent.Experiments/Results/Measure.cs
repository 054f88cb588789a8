namespace CurlDescent.Experiments;

/// <summary>Names of the quantities measured on a run: column names of the result tables.</summary>
public static class Measure
{
    /// <summary>Training error ½·mean‖ŷ − y‖² where the run ended.</summary>
    public const string FinalTrainError = "finalTrainError";

    /// <summary>Test error where the run ended.</summary>
    public const string FinalTestError = "finalTestError";

    /// <summary>Largest training error over the recorded epochs.</summary>
    public const string MaxTrainError = "maxTrainError";

    /// <summary>
    /// log10 of the final test error as the paper plots it: with a floor f, of the error rounded to a multiple of f, plus f; without a floor,
    /// of the error itself, and then an error of exactly 0 has no value (−∞ enters no mean; see <see cref="ExactZero"/>).
    /// </summary>
    public const string Log10FinalTestError = "log10FinalTestError";

    /// <summary>log10 of <see cref="MaxTrainError"/>; no value if that is exactly 0. The paper's maximum map is this one's maximum over the runs.</summary>
    public const string Log10MaxTrainError = "log10MaxTrainError";

    /// <summary>1 if the final test error is exactly 0, else 0.</summary>
    public const string ExactZero = "exactZero";

    /// <summary>
    /// First recorded epoch whose training error is below the threshold. No value if never: the run is censored at <see cref="LastEpoch"/>.
    /// Over the runs of a cell the median is that of Kaplan and Meier.
    /// </summary>
    public const string EpochsToThreshold = "epochsToThreshold";

    /// <summary>The paper's convention: <see cref="EpochsToThreshold"/>, and where it is not reached the last epoch of the horizon.</summary>
    public const string EpochsToThresholdOrLast = "epochsToThresholdOrLast";

    /// <summary>Epoch at which the run ended.</summary>
    public const string LastEpoch = "lastEpoch";

    /// <summary>q order parameter over the last recorded window.</summary>
    public const string OrderParameter = "orderParameter";

    /// <summary>Left edge of the limiting spectrum in units of λ, atoms included: negative where the solution manifold is unstable.</summary>
    public const string LeftEdge = "leftEdge";

    /// <summary>Fraction of unstable directions: mass of the limiting spectrum below 0.</summary>
    public const string UnstableFraction = "unstableFraction";

    /// <summary>Smallest eigenvalue of a sampled matrix, in units of λ.</summary>
    public const string SmallestEigenvalue = "smallestEigenvalue";

    /// <summary>Fraction of the eigenvalues of a sampled matrix that are negative.</summary>
    public const string NegativeFraction = "negativeFraction";

    /// <summary>Largest stable flipped fraction of the inputs with no other flips: 1 where none destabilises, 0 where any does.</summary>
    public const string CriticalHiddenFraction = "criticalHiddenFraction";

    /// <summary>Largest stable flipped fraction of the hidden units with no other flips: 1 where none destabilises, 0 where any does.</summary>
    public const string CriticalReadoutFraction = "criticalReadoutFraction";

    /// <summary>Largest Lyapunov exponent of the training map from where the run ended, per unit of learning time (1/η updates): positive on a chaotic attractor.</summary>
    public const string LyapunovExponent = "lyapunovExponent";

    /// <summary>Standard error of <see cref="LyapunovExponent"/>, by batch means.</summary>
    public const string LyapunovError = "lyapunovError";

    /// <summary>Relative length of a training step where the run ended: ‖w(t+1) − w(t)‖ / ‖w(t)‖.</summary>
    public const string WeightStep = "weightStep";

    /// <summary>Relative distance after two steps: ‖w(t+2) − w(t)‖ / ‖w(t)‖; 0 on an orbit of period two.</summary>
    public const string WeightTwoSteps = "weightTwoSteps";

    /// <summary>Relative change of the Gram matrices of the hidden units in a step; 0 where the weights turn rigidly.</summary>
    public const string GramStep = "gramStep";

    /// <summary>Largest real part of the eigenvalues of the signed tangent kernel at the teacher: fastest growth of an error there, per unit of learning time.</summary>
    public const string GrowthRate = "growthRate";

    /// <summary>Number of directions in which errors grow at the teacher; 0 where it is stable.</summary>
    public const string UnstableDirections = "unstableDirections";

    /// <summary>Largest absolute value of the eigenvalues of the signed tangent kernel at the teacher, per unit of learning time.</summary>
    public const string FastestRate = "fastestRate";
}
