using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Simulation;

/// <summary>
/// The definition of training, in plain matrices: for each batch W += η·direction, then, if norms are kept, each layer is rescaled to its
/// initial Frobenius norm. Runs every rule and network; the fast paths are tested against it.
/// </summary>
internal sealed class PlainReference : TrainingPath
{
    private readonly TrainingSpec spec;
    private readonly InputData training, test;
    private readonly BoundRule rule;
    private readonly TwoLayerNetwork network;
    private readonly Matrix<double> inputs, targets;
    private readonly double hiddenNorm, readoutNorm;

    public PlainReference(TrainingProblem problem)
    {
        spec = problem.Spec;
        training = problem.Training;
        test = problem.Test;
        rule = problem.Rule;
        network = problem.Student.Clone();
        inputs = training.InputMatrix();
        targets = training.TargetMatrix();
        hiddenNorm = network.HiddenMatrix().FrobeniusNorm();
        readoutNorm = network.ReadoutMatrix().FrobeniusNorm();
    }

    public override string Name => "plain reference";

    public override void RunEpoch(ReadOnlySpan<int> order)
    {
        int batch = spec.BatchSize;
        for (int start = 0; start < order.Length; start += batch)
        {
            ReadOnlySpan<int> samples = order.Slice(start, batch);
            Step(Columns(inputs, samples), Columns(targets, samples));
        }
    }

    public override (double Train, double Test) Errors() => (training.Loss(network), test.Loss(network));

    public override void CopyWeights(TwoLayerNetwork destination)
    {
        network.HiddenWeights.CopyTo(destination.HiddenWeights);
        network.ReadoutWeights.CopyTo(destination.ReadoutWeights);
    }

    private void Step(Matrix<double> x, Matrix<double> y)
    {
        WeightUpdate update = rule.Direction(network, x, y);
        Matrix<double> w1 = network.HiddenMatrix() + spec.StepSize * update.Hidden;
        Matrix<double> w2 = network.ReadoutMatrix() + spec.StepSize * update.Readout;
        if (spec.KeepNorms)
        {
            w1 *= Rescaling(hiddenNorm, w1);
            w2 *= Rescaling(readoutNorm, w2);
        }

        network.SetWeights(w1, w2);
    }

    // A layer of zeros has no direction to keep: it stays as it is.
    private static double Rescaling(double norm, Matrix<double> weights) => norm == 0 ? 1 : norm / weights.FrobeniusNorm();

    internal static Matrix<double> Columns(Matrix<double> all, ReadOnlySpan<int> samples)
    {
        Matrix<double> batch = Matrix<double>.Build.Dense(all.RowCount, samples.Length);
        for (int b = 0; b < samples.Length; b++) batch.SetColumn(b, all.Column(samples[b]));
        return batch;
    }
}
