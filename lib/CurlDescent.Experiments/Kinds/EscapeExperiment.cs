namespace CurlDescent.Experiments;

/// <summary>
/// What <see cref="PlateauExperiment"/> does, and more of the same place: in the middle of gradient descent's slowest halving the curvature
/// of the loss along the rule's own direction and how fast a deviation grows under the rule; from its beginning the time in which the rule
/// goes through it; and what is left of the readout weights at the end of the rule's own run.
/// </summary>
public sealed class EscapeExperiment : PlateauExperiment
{
    // All eigenvalues of a matrix that is not symmetric take 25 n³ multiply–adds: half a second here.
    private const int MostWeights = 300;

    internal EscapeExperiment()
    {
    }

    /// <inheritdoc/>
    public override string Name => "escapes";

    /// <inheritdoc/>
    public override string Description =>
        "Asks of the place where gradient descent stood still longest how fast each rule can leave it, and how fast it does.";

    private protected override IEnumerable<Measure> OfThePlateau =>
        [.. base.OfThePlateau, Measure.OwnCurvature, Measure.OwnRate, Measure.HandedHalving];

    private protected override IEnumerable<KeyValuePair<string, double>> MoreOf(TrainingProblem problem, Recording own) =>
        [new(Measure.ReadoutKept, ReadoutSquare(own.Final) / ReadoutSquare(problem.Student))];

    private protected override IEnumerable<KeyValuePair<string, double>> MoreOn(
        Plateau slow, TwoLayerNetwork halfway, TrainingProblem problem, Recording onwards)
    {
        bool keepNorms = problem.Spec.KeepNorms;
        var field = new LearningField(halfway, problem.Training, problem.Rule, keepNorms);
        double[] there = LearningField.Flatten(halfway), direction = new double[field.Dimension];
        field.Evaluate(there, direction);
        int halved = onwards.Epochs.Zip(onwards.TrainErrors).FirstOrDefault(point => point.Second <= slow.Halved, (-1, 0)).First;
        return
        [
            new(Measure.OwnCurvature, new LossCurvature(halfway, problem.Training, keepNorms).Along(direction)),
            new(Measure.OwnRate, field.Dimension <= MostWeights ? field.GrowthRate(there) : double.NaN),
            new(Measure.HandedHalving, halved < 0 ? double.NaN : halved),
        ];
    }

    // One by one: in one order of summation.
    private static double ReadoutSquare(TwoLayerNetwork network)
    {
        double sum = 0;
        foreach (double weight in network.ReadoutWeights) sum += weight * weight;
        return sum;
    }
}
