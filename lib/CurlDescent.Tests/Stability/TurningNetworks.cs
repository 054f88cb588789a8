using CurlDescent.Networks;
using CurlDescent.Plasticity;
using CurlDescent.Simulation;
using CurlDescent.Stability;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Stability;

/// <summary>Small linear networks with flipped inputs, and what the tests of their turning states read from weights.</summary>
internal static class TurningNetworks
{
    public static TrainingSpec Spec(int flips, ulong seed) => new()
    {
        Inputs = 8,
        HiddenUnits = 16,
        TrainingSamples = 60,
        BatchSize = 60,
        KeepNorms = true,
        LearningRate = 0.1,
        Rule = LearningRule.CurlDescent(RuleFlips.Counts(flips, 0)),
        Teacher = new Teacher { HiddenNorm = 1, ReadoutNorm = 1 },
        Start = StartPoint.NearTeacher(WeightLayer.Readout, 1e-3),
        Epochs = 1,
        Seed = seed,
    };

    public static Vector<double> Signs(TrainingProblem problem) => Vector<double>.Build.Dense(((SignedDeltaUpdate)problem.Rule).HiddenSigns.ToArray());

    public static double HiddenSquares(TrainingProblem problem) => Math.Pow(problem.Student.HiddenMatrix().FrobeniusNorm(), 2);

    /// <summary>The angle between the readout weights of two states.</summary>
    public static double Angle(TrainingProblem problem, double[] state, double[] next)
    {
        Vector<double> before = Readout(problem, state), after = Readout(problem, next);
        return Math.Acos(before.DotProduct(after) / before.L2Norm() / after.L2Norm());
    }

    public static Vector<double> Readout(TrainingProblem problem, double[] state) => Vector<double>.Build.Dense(state[(problem.Spec.HiddenUnits * problem.Spec.Inputs)..]);

    public static Vector<double> Function(TrainingProblem problem, double[] state)
    {
        TwoLayerNetwork network = problem.Student.Clone();
        LearningField.Unflatten(state, network);
        return (network.ReadoutMatrix() * network.HiddenMatrix()).Row(0);
    }
}
