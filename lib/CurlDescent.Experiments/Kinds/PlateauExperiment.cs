using CurlDescent.Experiments.Specs;
using static CurlDescent.Experiments.Parameters;

namespace CurlDescent.Experiments;

/// <summary>
/// Trains under the rule, and by gradient descent from the same weights; finds the slowest halving of the latter's training error
/// (<see cref="Plateau"/>) and the curvature of the loss in its middle; then lets the rule go on from the weights at its beginning. The
/// training error is seen at every epoch.
/// </summary>
public class PlateauExperiment : NetworkExperiment
{
    // Both rules once, as far as the plateau once more, and from there.
    private const int Trainings = 5;

    internal PlateauExperiment()
    {
    }

    // What has no value in a run in which gradient descent never halves its error.
    private protected virtual IEnumerable<Measure> OfThePlateau =>
        [Measure.SlowestHalving, Measure.NegativeGrowth, Measure.HandedEpochs, Measure.SlopeThere];

    // Nothing here: a dataset of this kind has no more columns.
    private protected virtual IEnumerable<KeyValuePair<string, double>> MoreOf(TrainingProblem problem, Recording own) => [];

    private protected virtual IEnumerable<KeyValuePair<string, double>> MoreOn(
        Plateau slow, TwoLayerNetwork halfway, TrainingProblem problem, Recording onwards) => [];

    /// <inheritdoc/>
    public override string Name => "plateaus";

    /// <inheritdoc/>
    public override string Description =>
        "Trains a student, and hands the weights where gradient descent stood still longest over to the rule.";

    internal override RunData Run(Cell cell, string rule, int seed, SharedProblems shared, CancellationToken cancellation)
    {
        TrainingProblem problem = AtEveryEpoch(shared.Of(cell, rule, seed)),
            descent = AtEveryEpoch(shared.Of(cell, RuleName.GradientDescent, seed));
        double threshold = cell.Number(ErrorThreshold);
        Recording own = Trainer.Run(problem, progress: null, cancellation),
            down = rule == RuleName.GradientDescent ? own : Trainer.Run(descent, progress: null, cancellation);
        IReadOnlyList<KeyValuePair<string, double>> measures = Plateau.Slowest(down, threshold) is { } slow
            ? OnThePlateau(slow, problem, own, descent, threshold, cancellation)
            : [.. OfThePlateau.Select(measure => new KeyValuePair<string, double>(measure, double.NaN))];
        return new RunData(own.Outcome, own.Path, [.. TrainingExperiment.Measures(cell, own), .. MoreOf(problem, own), .. measures], []);
    }

    internal override RunWork Work(Cell cell, string rule)
    {
        TrainingSpec spec = cell.Training(rule, 0);
        RunWork once = TrainingExperiment.WorkOf(spec with { ErrorSchedule = RecordingSchedule.Every(1) });
        return once with { Units = Trainings * once.Units };
    }

    private IReadOnlyList<KeyValuePair<string, double>> OnThePlateau(
        Plateau slow, TrainingProblem problem, Recording own, TrainingProblem descent, double threshold, CancellationToken cancellation)
    {
        TwoLayerNetwork WeightsAt(TrainingProblem of, int epoch) => Trainer.Run(
            of.WithRun(of.Spec with
            {
                Epochs = epoch + 1,
                StopThreshold = null,
                ErrorSchedule = RecordingSchedule.At(0),
                WeightSchedule = RecordingSchedule.At(epoch),
            }),
            progress: null, cancellation).Weights[^1].Network;
        InputData data = descent.Training;
        bool keepNorms = descent.Spec.KeepNorms;
        double Slope(TwoLayerNetwork network) => new LossCurvature(network, data, keepNorms).GradientNorm();

        TwoLayerNetwork halfway = WeightsAt(descent, (slow.From + slow.To) / 2);
        LossGeometry middle = LossGeometry.ByLanczos(halfway, data, keepNorms);
        TrainingProblem handed = problem.WithRun(problem.Spec);
        LearningField.Unflatten(LearningField.Flatten(WeightsAt(descent, slow.From)), handed.Student);
        Recording onwards = Trainer.Run(handed, progress: null, cancellation);
        int same = own.Epochs.Zip(own.TrainErrors).FirstOrDefault(point => point.Second <= slow.Error, (-1, 0)).First;
        return
        [
            new(Measure.SlowestHalving, slow.Length),
            new(Measure.NegativeGrowth, Math.Max(0, -middle.SmallestCurvature) * slow.Length * TimePerEpoch(descent.Spec)),
            new(Measure.HandedEpochs, onwards.EpochsToThreshold(threshold) ?? double.NaN),
            new(Measure.SlopeThere, same < 0 ? double.NaN : Slope(WeightsAt(problem, same))),
            .. MoreOn(slow, halfway, problem, onwards),
        ];
    }

    private static TrainingProblem AtEveryEpoch(TrainingProblem problem) =>
        problem.WithRun(problem.Spec with { ErrorSchedule = RecordingSchedule.Every(1) });

    private static double TimePerEpoch(TrainingSpec spec) => spec.StepSize * spec.TrainingSamples / spec.BatchSize;
}
