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

        // The draws that the tests name by their seeds.
        TeacherPer = DrawnPer.Cell,
        InputsPer = DrawnPer.Cell,
    };

    public static Vector<double> Signs(TrainingProblem problem) =>
        Vector<double>.Build.Dense(((SignedDeltaUpdate)problem.Rule).HiddenSigns.ToArray());

    public static double HiddenSquares(TrainingProblem problem) => Math.Pow(problem.Student.HiddenMatrix().FrobeniusNorm(), 2);

    /// <summary>The angle between the readout weights of two states.</summary>
    private static double Angle(TrainingProblem problem, double[] state, double[] next)
    {
        Vector<double> before = Readout(problem, state), after = Readout(problem, next);
        return Math.Acos(before.DotProduct(after) / before.L2Norm() / after.L2Norm());
    }

    private static Vector<double> Readout(TrainingProblem problem, double[] state) =>
        Vector<double>.Build.Dense(state[(problem.Spec.HiddenUnits * problem.Spec.Inputs)..]);

    private static Vector<double> Function(TrainingProblem problem, double[] state)
    {
        TwoLayerNetwork network = problem.Student.Clone();
        LearningField.Unflatten(state, network);
        return (network.ReadoutMatrix() * network.HiddenMatrix()).Row(0);
    }

    /// <summary>A step turns W2 by the angle and leaves the Gram matrices and the function.</summary>
    public static void AssertTurns(
        TrainingProblem problem, double[] state, IReadOnlyList<double> function, double angle, double leastStep, double tolerance)
    {
        double[] next = [.. state];
        TrainingMap.Create(problem).Step(0, next, default);

        WeightMotion motion = WeightMotion.At(problem, state);
        Assert.InRange(motion.GramStep, 0, tolerance);
        Assert.InRange(motion.Step, leastStep, 1);
        Assert.Equal(angle, Angle(problem, state, next), 1e-8);
        Assert.InRange((Function(problem, next) - Vector<double>.Build.Dense([.. function])).L2Norm(), 0, tolerance);
    }

    /// <summary>Training ends turning, at these errors and by this angle a step.</summary>
    public static Recording AssertTrainingEnds(TrainingProblem problem, double trainError, double testError, double angle)
    {
        Recording recording = Trainer.Run(problem, cancellation: TestContext.Current.CancellationToken);
        double[] end = LearningField.Flatten(recording.Final), next = [.. end];
        TrainingMap.Create(problem).Step(0, next, default);

        Assert.Equal(MotionKind.Rotation, WeightMotion.At(problem, end).Kind);
        Assert.Equal(1, recording.FinalTrainError / trainError, 1e-8);
        Assert.Equal(1, recording.FinalTestError / testError, 1e-8);
        Assert.Equal(1, Angle(problem, end, next) / angle, 1e-6);
        return recording;
    }
}
