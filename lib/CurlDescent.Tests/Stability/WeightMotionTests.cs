using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Stability;

public class WeightMotionTests
{
    // As the paper's order parameter is measured, c = 1/3, in small.
    private static TrainingSpec Paper(double learningRate, int epochs) => new()
    {
        Inputs = 20,
        HiddenUnits = 60,
        TrainingSamples = 250,
        BatchSize = 250,
        KeepNorms = true,
        LearningRate = learningRate,
        Rule = LearningRule.CurlDescent(RuleFlips.Counts(15, 0)),
        Teacher = new Teacher { HiddenNorm = 1, ReadoutNorm = 1 },
        Start = StartPoint.NearTeacher(WeightLayer.Readout, 1e-6),
        Epochs = epochs,
        Seed = 1,
    };

    private static Matrix<double> Hidden(TrainingProblem problem, double[] weights) =>
        Matrix<double>.Build.Dense(problem.Spec.HiddenUnits, problem.Spec.Inputs, (i, j) => weights[i * problem.Spec.Inputs + j]);

    private static double[] After(TrainingProblem problem, double[] weights, int steps)
    {
        TrainingMap map = TrainingMap.Create(problem);
        double[] copy = [.. weights];
        for (int step = 0; step < steps; step++) map.Step(step, copy, default);
        return copy;
    }

    [Fact]
    public void ATrainedNetworkInTheStablePhaseRests()
    {
        TrainingProblem problem = TrainingProblem.Create(Paper(0.1, 3000) with { Rule = LearningRule.CurlDescent(RuleFlips.Counts(2, 0)) });
        WeightMotion motion = WeightMotion.At(
            problem, LearningField.Flatten(Trainer.Run(problem, cancellation: TestContext.Current.CancellationToken).Final));
        Assert.Equal(MotionKind.Rest, motion.Kind);
        Assert.InRange(motion.Step, 0, 1e-14);
    }

    // An orbit of period two needs a large step: with all of the norm ‖W1‖² = N in one direction, W2 is multiplied by 1 − ησ²N, below −1 if
    // ησ²N > 2.
    [Theory]
    [InlineData(0.1, 1, MotionKind.Alternation)]
    [InlineData(0.02, 1, MotionKind.Rotation)]
    [InlineData(0.1, 2, MotionKind.Rotation)]
    public void BeyondTheBoundaryWeightsTurnRigidlyOrAtLargeStepsAlternate(double learningRate, ulong seed, MotionKind kind)
    {
        TrainingSpec spec = Paper(learningRate, (int)(3000 / learningRate)) with
        {
            Seed = seed,
            TeacherPer = DrawnPer.Cell,
            InputsPer = DrawnPer.Cell,
        };
        TrainingProblem problem = TrainingProblem.Create(spec);
        double[] weights = LearningField.Flatten(Trainer.Run(problem, cancellation: TestContext.Current.CancellationToken).Final);
        WeightMotion motion = WeightMotion.At(problem, weights);
        Assert.Equal(kind, motion.Kind);
        if (kind == MotionKind.Alternation) Assert.True(learningRate * 0.5 * spec.HiddenUnits > 2);
        Assert.InRange(motion.Step, 1e-4, 1);

        // Independent of the Gram matrices: after 50 steps the weights are elsewhere, the singular values of W1 and the map W2·W1 (up to
        // its sign) are not.
        double[] later = After(problem, weights, 51);
        Matrix<double> before = Hidden(problem, weights), after = Hidden(problem, later);
        Assert.True((after - before).FrobeniusNorm() / before.FrobeniusNorm() > (kind == MotionKind.Rotation ? 0.01 : 1e-3));
        if (kind == MotionKind.Rotation)
            Assert.InRange((after.Svd(false).S - before.Svd(false).S).L2Norm(), 0, 1e-2 * before.FrobeniusNorm());
        else Assert.InRange((Hidden(problem, After(problem, weights, 50)) - before).FrobeniusNorm(), 0, 1e-9);

        // While the shape still relaxes, an exponent over a finite time shows that relaxation.
        if (kind == MotionKind.Rotation && motion.GramStep > 1e-3 * motion.Step) return;
        var options = new LyapunovOptions { TransientSteps = 500, Batches = 10, StepsPerBatch = 1000, Interval = 10 };
        LyapunovSpectrum spectrum =
            LyapunovExponents.Compute(TrainingMap.Create(problem), weights, options, cancellation: TestContext.Current.CancellationToken);
        Assert.InRange(Math.Abs(spectrum.Per(1 / spec.StepSize).Largest), 0, 2e-3);
    }

    [Fact]
    public void MixingHiddenUnitsOfEqualSignsChangesNoGramMatrixAndOfUnequalSignsDoes()
    {
        TrainingSpec spec = Paper(0.1, 1) with
        {
            Inputs = 5,
            HiddenUnits = 6,
            Outputs = 2,
            TrainingSamples = 20,
            BatchSize = 20,
            Rule = LearningRule.CurlDescent(RuleFlips.Counts(2, 3)),
            Start = StartPoint.Random,
        };
        TrainingProblem problem = TrainingProblem.Create(spec);
        TwoLayerNetwork network = problem.Student.Clone();
        var stream = new RandomStream(5, 0, RandomPurpose.StudentHidden);

        // The map commutes with rotations of units 0–2 (flipped) and 3–5: one step of the turned network is the turned step.
        Matrix<double> Turned(int first, int second)
        {
            double angle = stream.NextUniform(Math.PI);
            Matrix<double> turn = Matrix<double>.Build.DenseIdentity(6);
            (turn[first, first], turn[second, second], turn[first, second], turn[second, first]) = (
                Math.Cos(angle), Math.Cos(angle), -Math.Sin(angle), Math.Sin(angle));
            return turn;
        }

        double[] Apply(Matrix<double> turn, double[] weights)
        {
            var copy = new TwoLayerNetwork(5, 6, 2, Activation.Linear);
            LearningField.Unflatten(weights, copy);
            copy.SetWeights(turn * copy.HiddenMatrix(), copy.ReadoutMatrix() * turn.Transpose());
            return LearningField.Flatten(copy);
        }

        double[] start = LearningField.Flatten(network);
        double Commutes(Matrix<double> turn) => Distance(After(problem, Apply(turn, start), 1), Apply(turn, After(problem, start, 1)));
        Assert.InRange(Commutes(Turned(0, 2)), 0, 1e-13);
        Assert.InRange(Commutes(Turned(3, 4)), 0, 1e-13);
        Assert.True(Commutes(Turned(2, 3)) > 1e-3);

        // And so the Gram step is the same before and after a turn that the map allows.
        WeightMotion straight = WeightMotion.At(problem, start),
            turned = WeightMotion.At(problem, Apply(Turned(1, 2) * Turned(4, 5), start));
        Assert.Equal(straight.GramStep, turned.GramStep, 1e-12);
        Assert.Equal(straight.Step, turned.Step, 1e-12);
        Assert.NotEqual(straight.GramStep, WeightMotion.At(problem, Apply(Turned(2, 3), start)).GramStep, 1e-6);
        Assert.Equal(MotionKind.Other, straight.Kind);

        static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());
    }

    [Fact]
    public void AWrongNumberOfWeightsIsNamed() =>
        Assert.Contains(
            "weights = 3",
            Assert.Throws<SpecException>(() => WeightMotion.At(TrainingProblem.Create(Paper(0.1, 1)), new double[3])).Message,
            StringComparison.Ordinal);
}
