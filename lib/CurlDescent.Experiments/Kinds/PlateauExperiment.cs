using CurlDescent.Experiments.Specs;
using static CurlDescent.Experiments.Parameters;

namespace CurlDescent.Experiments;

/// <summary>
/// Trains under the rule, and by gradient descent from the same weights; finds the slowest halving of the latter's training error
/// (<see cref="Plateau"/>), and in its middle the curvature of the loss, along the rule's own direction too, and how fast a deviation grows
/// under the rule; then lets the rule go on from the weights at its beginning. The training error is seen at every epoch.
/// </summary>
public sealed class PlateauExperiment : NetworkExperiment
{
    // Both rules once, as far as the plateau once more, and from there.
    private const int Trainings = 5;

    // All eigenvalues of a matrix that is not symmetric take 25 n³ multiply–adds: half a second here.
    private const int MostWeights = 300;

    internal PlateauExperiment()
    {
    }

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
            ? OnThePlateau(slow, problem, own, descent, threshold, cancellation) : [];
        double ofStart = ReadoutSquare(problem.Student), atEnd = ReadoutSquare(own.Final);
        return new RunData(
            own.Outcome, own.Path,
            [.. TrainingExperiment.Measures(cell, own), new(Measure.ReadoutKept, atEnd / ofStart), .. measures], []);
    }

    internal override RunWork Work(Cell cell, string rule)
    {
        TrainingSpec spec = cell.Training(rule, 0);
        RunWork once = TrainingExperiment.WorkOf(spec with { ErrorSchedule = RecordingSchedule.Every(1) });
        return once with { Units = Trainings * once.Units };
    }

    private static IReadOnlyList<KeyValuePair<string, double>> OnThePlateau(
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
        var field = new LearningField(halfway, data, problem.Rule, keepNorms);
        double[] there = LearningField.Flatten(halfway), direction = new double[field.Dimension];
        field.Evaluate(there, direction);
        TrainingProblem handed = problem.WithRun(problem.Spec);
        LearningField.Unflatten(LearningField.Flatten(WeightsAt(descent, slow.From)), handed.Student);
        Recording onwards = Trainer.Run(handed, progress: null, cancellation);
        int same = own.Epochs.Zip(own.TrainErrors).FirstOrDefault(point => point.Second <= slow.Error, (-1, 0)).First;
        int halved = onwards.Epochs.Zip(onwards.TrainErrors).FirstOrDefault(point => point.Second <= slow.Halved, (-1, 0)).First;
        return
        [
            new(Measure.SlowestHalving, slow.Length),
            new(Measure.NegativeGrowth, Math.Max(0, -middle.SmallestCurvature) * slow.Length * TimePerEpoch(descent.Spec)),
            new(Measure.OwnCurvature, new LossCurvature(halfway, data, keepNorms).Along(direction)),
            new(Measure.OwnRate, field.Dimension <= MostWeights ? field.GrowthRate(there) : double.NaN),
            new(Measure.HandedHalving, halved < 0 ? double.NaN : halved),
            new(Measure.HandedEpochs, onwards.EpochsToThreshold(threshold) ?? double.NaN),
            new(Measure.SlopeThere, same < 0 ? double.NaN : Slope(WeightsAt(problem, same))),
        ];
    }

    // Σ W2², in one order of summation.
    private static double ReadoutSquare(TwoLayerNetwork network)
    {
        double sum = 0;
        foreach (double weight in network.ReadoutWeights) sum += weight * weight;
        return sum;
    }

    private static TrainingProblem AtEveryEpoch(TrainingProblem problem) =>
        problem.WithRun(problem.Spec with { ErrorSchedule = RecordingSchedule.Every(1) });

    private static double TimePerEpoch(TrainingSpec spec) => spec.StepSize * spec.TrainingSamples / spec.BatchSize;
}
