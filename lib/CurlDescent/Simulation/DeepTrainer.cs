using CurlDescent.Simulation;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>
/// Trains deep networks. The same spec and data give the same bits, whatever the processor's vectors and the number of threads that run
/// other problems. Divergence is a recorded outcome, not an exception.
/// </summary>
public static class DeepTrainer
{
    private const int EpochsBetweenChecks = 64;

    /// <summary>Trains a problem.</summary>
    /// <param name="problem">Not changed.</param>
    /// <param name="plain">Whether in plain matrices, as the formulas stand: the definition, slow.</param>
    /// <param name="cancellation">Looked at every epoch.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static DeepRecording Run(DeepProblem problem, bool plain = false, CancellationToken cancellation = default)
    {
        DeepTrainingSpec spec = problem.Spec;
        int[] schedule = [.. spec.Schedule.Resolve(spec.Epochs, nameof(spec.Schedule)).Append(spec.Epochs).Distinct()];
        using var path = DeepPath.Open(problem, plain);
        var order = new SampleOrder(spec.Seed, spec.Run, spec.TrainingSamples, spec.BatchSize);
        var epochs = new List<int>();
        var curves = new DeepRecording.LossCurves();
        var comparisons = new List<GradientComparison>();
        DeepNetwork current = problem.Student.Clone();
        for (int epoch = 0; ; epoch++)
        {
            if (epoch % EpochsBetweenChecks == 0) cancellation.ThrowIfCancellationRequested();
            if (epoch == schedule[epochs.Count])
            {
                (LossAndAccuracy train, LossAndAccuracy test) = path.Scores();
                epochs.Add(epoch);
                curves.Train.Add(train.Loss);
                curves.Test.Add(test.Loss);
                curves.TrainAccuracy.Add(train.Accuracy);
                curves.TestAccuracy.Add(test.Accuracy);
                Outcome? end = !double.IsFinite(train.Loss) || !double.IsFinite(test.Loss) ? Outcome.NonFinite
                    : train.Loss > spec.DivergenceThreshold ? Outcome.Diverged
                    : train.Loss <= spec.ErrorFloor ? Outcome.Converged
                    : epoch == spec.Epochs ? Outcome.HorizonReached : null;
                path.CopyWeights(current);
                if (spec.CompareWithGradient && end != Outcome.NonFinite) comparisons.Add(Compare(problem, current, epoch));
                if (end is { } outcome) return new DeepRecording(spec, path.Name, outcome, [.. epochs], curves, comparisons, current);
            }

            path.RunEpoch(order.Epoch(epoch), epoch);
        }
    }

    /// <summary>Compares the direction of a problem's rule with the negative gradient, at given weights and epoch.</summary>
    /// <param name="problem">Rule, loss and data.</param>
    /// <param name="network">Of the problem's widths, with finite weights.</param>
    /// <param name="epoch">Epochs trained before, on which annealed signs depend; ≥ 0.</param>
    public static GradientComparison Compare(DeepProblem problem, DeepNetwork network, int epoch = 0)
    {
        Matrix<double>[] rule = DeepUpdate.Direction(problem, network, epoch), gradient = DeepUpdate.NegativeGradient(problem, network);
        double dot = 0, ruleSquare = 0, gradientSquare = 0;
        var angles = new double[rule.Length];
        for (int l = 0; l < rule.Length; l++)
        {
            double product = Sum(rule[l], gradient[l]), first = Sum(rule[l], rule[l]), second = Sum(gradient[l], gradient[l]);
            angles[l] = Degrees(product, first, second);
            dot += product;
            ruleSquare += first;
            gradientSquare += second;
        }

        return new GradientComparison(Degrees(dot, ruleSquare, gradientSquare), Math.Sqrt(ruleSquare / gradientSquare), angles);
    }

    private static double Degrees(double dot, double first, double second) =>
        Math.Acos(Math.Clamp(dot / Math.Sqrt(first * second), -1, 1)) * 180 / Math.PI;

    // One by one: a library's vectorised sum adds in an order that depends on the processor.
    private static double Sum(Matrix<double> a, Matrix<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.RowCount; i++)
        {
            for (int j = 0; j < a.ColumnCount; j++) sum += a[i, j] * b[i, j];
        }

        return sum;
    }
}
