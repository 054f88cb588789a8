using System.Collections.Concurrent;

namespace CurlDescent.Experiments;

/// <summary>A quantity measured on a run: a column of the result tables. Stands for its name wherever a name is wanted.</summary>
public sealed class Measure
{
    private static readonly ConcurrentDictionary<string, Measure> Known = new(StringComparer.Ordinal);

    private Measure(string name, string meaning)
    {
        Name = name;
        Meaning = meaning;
    }

    /// <summary>Training error ½·mean‖ŷ − y‖² where the run ended.</summary>
    public static Measure FinalTrainError { get; } = Define("finalTrainError", "training error ½·mean‖ŷ − y‖² where the run ended");

    /// <summary>Test error where the run ended.</summary>
    public static Measure FinalTestError { get; } = Define("finalTestError", "test error where the run ended");

    /// <summary>Largest training error over the recorded epochs.</summary>
    public static Measure MaxTrainError { get; } = Define("maxTrainError", "largest recorded training error");

    /// <summary>
    /// log10 of the final test error as the paper plots it: with a floor f, of the error rounded to a multiple of f, plus f; without a
    /// floor, of the error itself, and then an error of exactly 0 has no value (−∞ enters no mean; see <see cref="ExactZero"/>).
    /// </summary>
    public static Measure Log10FinalTestError { get; } = Define(
        "log10FinalTestError",
        "log10 of the final test error as the paper plots it (with the floor `testErrorFloor` of `spec.json`; without a floor "
        + "an error of exactly 0 has no value)");

    /// <summary>
    /// log10 of <see cref="MaxTrainError"/>; no value if that is exactly 0. The paper's maximum map is this one's maximum over the runs.
    /// </summary>
    public static Measure Log10MaxTrainError { get; } = Define(
        "log10MaxTrainError",
        "log10 of the largest recorded training error; its `max` over the runs is the paper's maximum map");

    /// <summary>1 if the final test error is exactly 0, else 0.</summary>
    public static Measure ExactZero { get; } = Define("exactZero", "1 where the final test error is exactly 0");

    /// <summary>
    /// First recorded epoch whose training error is below the threshold. No value if never: the run is censored at <see cref="LastEpoch"/>.
    /// Over the runs of a cell the median is that of Kaplan and Meier.
    /// </summary>
    public static Measure EpochsToThreshold { get; } = Define(
        "epochsToThreshold",
        "first recorded epoch with a training error below `errorThreshold`; empty where never: the run is censored. The "
        + "`median` is that of Kaplan and Meier; mean and maximum are empty where a run is censored");

    /// <summary>
    /// The paper's convention: <see cref="EpochsToThreshold"/>, and where it is not reached the last epoch of the horizon.
    /// </summary>
    public static Measure EpochsToThresholdOrLast { get; } = Define(
        "epochsToThresholdOrLast",
        "the same, with the last epoch of the horizon where the threshold was not reached: the paper's convention");

    /// <summary>Epoch at which the run ended.</summary>
    public static Measure LastEpoch { get; } = Define("lastEpoch", "epoch at which the run ended");

    /// <summary>q order parameter over the last recorded window.</summary>
    public static Measure OrderParameter { get; } = Define(
        "orderParameter",
        "q order parameter over the last `orderParameterWindow` epochs");

    /// <summary>
    /// Left edge of the limiting spectrum in units of λ, atoms included: negative where the solution manifold is unstable.
    /// </summary>
    public static Measure LeftEdge { get; } = Define(
        "leftEdge",
        "left edge of the limiting spectrum in units of λ; negative where the solution manifold is unstable");

    /// <summary>Fraction of unstable directions: mass of the limiting spectrum below 0.</summary>
    public static Measure UnstableFraction { get; } = Define(
        "unstableFraction",
        "mass of the limiting spectrum below 0: fraction of unstable directions");

    /// <summary>Smallest eigenvalue of a sampled matrix, in units of λ.</summary>
    public static Measure SmallestEigenvalue { get; } = Define(
        "smallestEigenvalue",
        "smallest eigenvalue of the sampled matrix in units of λ");

    /// <summary>Fraction of the eigenvalues of a sampled matrix that are negative.</summary>
    public static Measure NegativeFraction { get; } = Define(
        "negativeFraction",
        "fraction of the eigenvalues of the sampled matrix that are negative");

    /// <summary>Largest stable flipped fraction of the inputs with no other flips: 1 where none destabilises, 0 where any does.</summary>
    public static Measure CriticalHiddenFraction { get; } = Define(
        "criticalHiddenFraction",
        "largest stable flipped fraction of the inputs at this c, alone");

    /// <summary>
    /// Largest stable flipped fraction of the hidden units with no other flips: 1 where none destabilises, 0 where any does.
    /// </summary>
    public static Measure CriticalReadoutFraction { get; } = Define(
        "criticalReadoutFraction",
        "largest stable flipped fraction of the hidden units at this c, alone");

    /// <summary>
    /// Largest Lyapunov exponent of the training map from where the run ended, per unit of learning time (1/η updates): positive on a
    /// chaotic attractor.
    /// </summary>
    public static Measure LyapunovExponent { get; } = Define(
        "lyapunovExponent",
        "largest Lyapunov exponent of the training map from where the run ended, per unit of learning time (1/η updates); "
        + "positive: chaos");

    /// <summary>Standard error of <see cref="LyapunovExponent"/>, by batch means.</summary>
    public static Measure LyapunovError { get; } = Define("lyapunovError", "standard error of `lyapunovExponent`, by batch means");

    /// <summary>Relative length of a training step where the run ended: ‖w(t+1) − w(t)‖ / ‖w(t)‖.</summary>
    public static Measure WeightStep { get; } = Define("weightStep", "‖w(t+1) − w(t)‖ / ‖w(t)‖ of a training step where the run ended");

    /// <summary>Relative distance after two steps: ‖w(t+2) − w(t)‖ / ‖w(t)‖; 0 on an orbit of period two.</summary>
    public static Measure WeightTwoSteps { get; } = Define("weightTwoSteps", "‖w(t+2) − w(t)‖ / ‖w(t)‖; 0 on an orbit of period two");

    /// <summary>Relative change of the Gram matrices of the hidden units in a step; 0 where the weights turn rigidly.</summary>
    public static Measure GramStep { get; } = Define(
        "gramStep",
        "relative change of the Gram matrices of the hidden units in a step; 0 where the weights turn rigidly");

    /// <summary>
    /// Largest real part of the eigenvalues of the signed tangent kernel at the teacher: fastest growth of an error there, per unit of
    /// learning time.
    /// </summary>
    public static Measure GrowthRate { get; } = Define(
        "growthRate",
        "largest real part of the eigenvalues of the signed tangent kernel at the teacher, per unit of learning time; positive: "
        + "the teacher is unstable");

    /// <summary>Number of directions in which errors grow at the teacher; 0 where it is stable.</summary>
    public static Measure UnstableDirections { get; } = Define(
        "unstableDirections",
        "number of directions in which errors grow at the teacher; 0: stable");

    /// <summary>Largest absolute value of the eigenvalues of the signed tangent kernel at the teacher, per unit of learning time.</summary>
    public static Measure FastestRate { get; } = Define(
        "fastestRate",
        "largest absolute value of the eigenvalues of the signed tangent kernel at the teacher, per unit of learning time");

    /// <summary>Share of the recorded epochs at which the loss rises, of those with a loss above 1e-24; 0 where there is none.</summary>
    public static Measure RisingShare { get; } = Define(
        "risingShare",
        "share of the recorded epochs (log-spaced) with a loss above 1e-24 at which the loss on all training data rises in "
            + "continuous time, −eᵀKe > 0");

    /// <summary>Greatest recorded loss over the least recorded before it; 1 where it never rose.</summary>
    public static Measure RiseFactor { get; } = Define(
        "riseFactor",
        "greatest recorded training error over the least recorded before it, of those above 1e-24; 1 where it never rose "
            + "between two records");

    /// <summary>Least eigenvalue of the kernel's symmetric part over the greatest, at the start.</summary>
    public static Measure StartEigenvalue { get; } = Define(
        "startEigenvalue",
        "least over greatest eigenvalue of the symmetric part of the kernel K that moves the errors, at the start; negative "
            + "where K is indefinite");

    /// <summary>The least of that ratio along the run.</summary>
    public static Measure LeastEigenvalue { get; } = Define(
        "leastEigenvalue",
        "the least of the same ratio over the recorded epochs");

    /// <summary>That ratio where the run ended.</summary>
    public static Measure EndEigenvalue { get; } = Define(
        "endEigenvalue",
        "the same ratio at the last recorded epoch");

    /// <summary>Antisymmetric share of the kernel at the start.</summary>
    public static Measure StartAsymmetry { get; } = Define(
        "startAsymmetry",
        "norm of the antisymmetric part of K over that of K, at the start");

    /// <summary>Departure from normality of the weights' linear dynamics at the start.</summary>
    public static Measure StartNonNormality { get; } = Define(
        "startNonNormality",
        "departure from normality (Henrici) of −D·GᵀG/P at the start, relative to its norm");

    /// <summary>Length in epochs of gradient descent's slowest halving of the training error, from the same start.</summary>
    public static Measure SlowestHalving { get; } = Define(
        "slowestHalving",
        "epochs that gradient descent from the same weights takes for the slowest halving of its training error, down to "
            + "`errorThreshold`");

    /// <summary>
    /// |negative curvature| in the middle of that halving times the learning time that it takes; 0 where no curvature is negative.
    /// </summary>
    public static Measure NegativeGrowth { get; } = Define(
        "negativeGrowth",
        "−(least eigenvalue of the Hessian of the loss, with kept norms on their spheres) in the middle of that halving, times the "
            + "learning time that it takes; 0 where no curvature is negative. To leave a saddle by its curvature takes well above 1");

    /// <summary>Curvature of the loss along this rule's own direction in the middle of that halving.</summary>
    public static Measure OwnCurvature { get; } = Define(
        "ownCurvature",
        "curvature uᵀHu/‖u‖² of the loss (with kept norms, on their spheres) along this rule's own direction u in the middle of that "
            + "halving");

    /// <summary>Growth rate of this rule's linearised dynamics in the middle of that halving.</summary>
    public static Measure OwnRate { get; } = Define(
        "ownRate",
        "largest real part of the eigenvalues of this rule's linearised dynamics (with kept norms, on their spheres) in the middle of that "
            + "halving, per unit of learning time; 0 where nothing grows, empty in networks of more than 300 weights");

    /// <summary>Epochs in which this rule halves that error from the same weights.</summary>
    public static Measure HandedHalving { get; } = Define(
        "handedHalving",
        "epochs in which this rule goes through the same halving of the error from the weights that gradient descent has at its "
            + "beginning; empty where it does not");

    /// <summary>What is left of ‖W2‖² where the run ended.</summary>
    public static Measure ReadoutKept { get; } = Define(
        "readoutKept",
        "‖W2‖² where the run ended over that at its start; 1 with kept norms");

    /// <summary>Epochs to the threshold from the weights at the beginning of that halving.</summary>
    public static Measure HandedEpochs { get; } = Define(
        "handedEpochs",
        "epochs to the threshold of this rule from the weights that gradient descent has at the beginning of that halving");

    /// <summary>Norm of the gradient where this rule's own run first is at the error of the beginning of that halving.</summary>
    public static Measure SlopeThere { get; } = Define(
        "slopeThere",
        "norm of the gradient of the loss (with kept norms, of its tangent part) where this rule's run from the start first is at the "
            + "error at which that halving begins");

    /// <summary>1 if every error decays at the solution, else 0.</summary>
    public static Measure Stationary { get; } = Define(
        "stationary",
        "1 where every error decays at the solution that noise starts from, so that a stationary state exists");

    /// <summary>Mean training loss on clean data under noise.</summary>
    public static Measure KeptLoss { get; } = Define(
        "keptLoss",
        "mean loss on the clean training data while learning goes on under noise");

    /// <summary>KeptLoss by theory.</summary>
    public static Measure KeptLossTheory { get; } = Define(
        "keptLossTheory",
        "the same by the Lyapunov equation with the signed kernel; empty where no stationary state exists");

    /// <summary>Growth of the mean square displacement in the tangent space, per unit of learning time.</summary>
    public static Measure DriftRate { get; } = Define(
        "driftRate",
        "growth per unit of learning time of the weights' mean square displacement within the tangent space of the solution "
            + "manifold; twice the diffusion constant");

    /// <summary>DriftRate by theory.</summary>
    public static Measure DriftRateTheory { get; } = Define(
        "driftRateTheory",
        "the same by theory, v_s‖Π‖²");

    /// <summary>Exponent of that growth.</summary>
    public static Measure DriftExponent { get; } = Define(
        "driftExponent",
        "exponent of that displacement's growth with the lag; 1 for diffusion");

    /// <summary>‖Π‖² over the manifold's dimension.</summary>
    public static Measure DriftFactor { get; } = Define(
        "driftFactor",
        "‖Π‖² over the dimension of the manifold: drift by theory over that of gradient descent at the same solution");

    /// <summary>Growth of the mean square displacement of the hidden activities.</summary>
    public static Measure RepresentationRate { get; } = Define(
        "representationRate",
        "growth per unit of learning time of the mean square displacement of a sample's hidden activities");

    /// <summary>RepresentationRate by theory.</summary>
    public static Measure RepresentationRateTheory { get; } = Define(
        "representationRateTheory",
        "the same by theory");

    /// <summary>Growth of the loss of a decoder that stays as it is.</summary>
    public static Measure DecoderAgeing { get; } = Define(
        "decoderAgeing",
        "growth per unit of learning time of the loss of the first record's readout weights on later hidden activities");

    /// <summary>DecoderAgeing by theory.</summary>
    public static Measure DecoderAgeingTheory { get; } = Define(
        "decoderAgeingTheory",
        "the same by theory");

    /// <summary>Cosine of the hidden activities at the end and at the first record.</summary>
    public static Measure Alignment { get; } = Define(
        "alignment",
        "cosine between the hidden activities at the last and at the first record under noise");

    /// <summary>Entropy production of the errors by theory.</summary>
    public static Measure EntropyProduction { get; } = Define(
        "entropyProduction",
        "entropy production of the errors per unit of learning time, by theory");

    /// <summary>Whether the kernel at its teacher says that a run leaves.</summary>
    public static Measure PredictedToLeave { get; } = Define(
        "predictedToLeave",
        "1 if the signed tangent kernel says that a run leaves its teacher before its last epoch");

    /// <summary>Whether a run left its teacher.</summary>
    public static Measure Left { get; } = Define(
        "left",
        "1 if a recorded training error exceeds 1e-10, a deviation of 1e-5 from the teacher");

    /// <summary>Test accuracy where the run ended.</summary>
    public static Measure TestAccuracy { get; } = Define(
        "testAccuracy",
        "share of the test samples that are classified right at the end");

    /// <summary>Training accuracy where the run ended.</summary>
    public static Measure TrainAccuracy { get; } = Define(
        "trainAccuracy",
        "share of the training samples that are classified right at the end");

    /// <summary>Validation accuracy at the chosen learning rate.</summary>
    public static Measure ValidationAccuracy { get; } = Define(
        "validationAccuracy",
        "share of the validation samples that are classified right at the end, at the chosen learning rate");

    /// <summary>Learning rate that the run chose.</summary>
    public static Measure ChosenRate { get; } = Define(
        "chosenRate",
        "learning rate with the best validation accuracy");

    /// <summary>Angle to the gradient at the start.</summary>
    public static Measure StartAngle { get; } = Define(
        "startAngle",
        "angle between the rule's direction and the negative gradient of the training loss at the start, in degrees");

    /// <summary>Angle to the gradient in the middle of the records.</summary>
    public static Measure MiddleAngle { get; } = Define(
        "middleAngle",
        "the same at the middle one of the recorded epochs");

    /// <summary>Angle to the gradient at the end.</summary>
    public static Measure EndAngle { get; } = Define(
        "endAngle",
        "the same at the end");

    /// <summary>Norm of the direction over that of the gradient at the start.</summary>
    public static Measure StartNormRatio { get; } = Define(
        "startNormRatio",
        "norm of the rule's direction over that of the gradient at the start");

    /// <summary>The same at the end.</summary>
    public static Measure EndNormRatio { get; } = Define(
        "endNormRatio",
        "the same at the end");

    /// <summary>Name of the column.</summary>
    public string Name { get; }

    /// <summary>What it means, for those who read a dataset.</summary>
    public string Meaning { get; }

    /// <summary>Returns the name of a measure.</summary>
    /// <param name="measure">Any measure.</param>
    public static implicit operator string(Measure measure) => measure.Name;

    /// <summary>Defines a measure; where it stands is the only place that a measure needs.</summary>
    /// <param name="name">Name of the column; not yet taken.</param>
    /// <param name="meaning">What it means, without a full stop.</param>
    /// <exception cref="SpecException">The name is empty or taken.</exception>
    public static Measure Define(string name, string meaning)
    {
        if (string.IsNullOrWhiteSpace(name)) throw new SpecException("Measure.Name", name, "a name");
        var measure = new Measure(name, meaning);
        return Known.TryAdd(name, measure) ? measure : throw new SpecException("Measure.Name", name, "a name that is not taken");
    }

    /// <summary>Finds a measure by the name of its column; null if it is not defined here, as one of a later version may be.</summary>
    /// <param name="name">Exact name.</param>
    public static Measure? TryFind(string name) => Known.GetValueOrDefault(name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
