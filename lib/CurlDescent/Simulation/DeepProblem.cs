using CurlDescent.Arithmetic;
using CurlDescent.Simulation;

namespace CurlDescent;

/// <summary>A validated <see cref="DeepTrainingSpec"/> made concrete: data, student at its start, signs and feedback.</summary>
public sealed class DeepProblem
{
    private readonly double[][] signs;

    private DeepProblem(DeepTrainingSpec spec, DeepNetwork? teacher, InputData training, InputData test)
    {
        Spec = spec;
        Teacher = teacher;
        Training = training;
        Test = test;
        signs = spec.Rule.Resolve(spec.Widths);
        CellTypes = spec.InhibitoryFraction is { } fraction ? Types(spec.Widths, fraction) : null;
        Student = DrawStudent();
        FeedbackWeights = spec.Rule.Feedback == Feedback.FixedRandom ? DrawFeedback() : null;
    }

    /// <summary>The spec.</summary>
    public DeepTrainingSpec Spec { get; }

    /// <summary>The teacher, or null where the data are given.</summary>
    public DeepNetwork? Teacher { get; }

    /// <summary>Training data.</summary>
    public InputData Training { get; }

    /// <summary>Test data.</summary>
    public InputData Test { get; }

    /// <summary>The student at its start.</summary>
    public DeepNetwork Student { get; }

    /// <summary>d of every presynaptic neuron at the start: L rows of n_0 … n_{L−1} numbers.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Signs => signs;

    /// <summary>
    /// Row-major n_ℓ × n_{ℓ+1} matrices that carry errors down to hidden layers 1 … L − 1, or null under backpropagation.
    /// </summary>
    internal double[][]? FeedbackWeights { get; }

    /// <summary>+1 or −1 for each unit of hidden layers 1 … L − 1, or null without Dale's law.</summary>
    internal double[][]? CellTypes { get; }

    /// <summary>Validates the spec and draws a teacher, and data that it labels.</summary>
    /// <param name="spec">Any spec with squared error.</param>
    /// <exception cref="SpecException">A field is outside its range, or the loss is cross-entropy, for which data are to be
    /// given.</exception>
    public static DeepProblem Create(DeepTrainingSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        if (spec.Loss != DeepLoss.SquaredError)
            throw new SpecException(nameof(spec.Loss), spec.Loss, "SquaredError, or data that are given");
        var teacher = new DeepNetwork(spec.Widths, spec.Activation, spec.OutputActivation);
        teacher.Draw(spec.Teacher, spec.Seed, spec.Run, RandomPurpose.TeacherHidden, RandomPurpose.TeacherReadout);
        InputData Draw(int samples, RandomPurpose purpose) =>
            InputData.Draw(samples, spec.InputVariance, teacher, new RandomStream(spec.Seed, spec.Run, purpose));
        return new DeepProblem(
            spec, teacher, Draw(spec.TrainingSamples, RandomPurpose.TrainingInputs), Draw(spec.TestSamples, RandomPurpose.TestInputs));
    }

    /// <summary>Validates the spec and takes data as they are.</summary>
    /// <param name="spec">A spec that starts at random weights; its numbers of samples are those of the data.</param>
    /// <param name="training">Training data.</param>
    /// <param name="test">Test data.</param>
    /// <exception cref="SpecException">A field is outside its range, or the data do not fit.</exception>
    public static DeepProblem Create(DeepTrainingSpec spec, InputData training, InputData test)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec = (spec with
        {
            TrainingSamples = Require.NotNull("Training", training).Samples,
            TestSamples = Require.NotNull("Test", test).Samples,
        }).Validate();
        if (spec.TeacherPerturbation is { } noise)
            throw new SpecException(nameof(spec.TeacherPerturbation), noise, "none without a teacher");
        training.RequireFit(spec.Widths[0], spec.Widths[^1]);
        test.RequireFit(spec.Widths[0], spec.Widths[^1]);
        return new DeepProblem(spec, null, training, test);
    }

    /// <summary>Computes d of every presynaptic neuron after some epochs.</summary>
    /// <param name="epoch">Epochs trained before; ≥ 0.</param>
    /// <returns>L rows of n_0 … n_{L−1} numbers.</returns>
    public IReadOnlyList<IReadOnlyList<double>> SignsAt(int epoch) => Spec.Rule.Annealed(signs, epoch);

    internal double[][] SignRowsAt(int epoch) => Spec.Rule.Annealed(signs, epoch);

    /// <summary>Opens the fast path.</summary>
    internal Backpropagation<TActivation> Open<TActivation, TOutput>()
        where TActivation : struct, IVectorActivation
        where TOutput : struct, IVectorActivation
    {
        int[] widths = [.. Spec.Widths];
        return new Backpropagation<TActivation>(new LayeredProblem
        {
            Training = new PaddedInputs(Training.Inputs, Training.Samples),
            Test = new PaddedInputs(Test.Inputs, Test.Samples),
            TrainTargets = Training.Targets,
            TestTargets = Test.Targets,
            Widths = widths,
            Weights = layer => Student.Weights(layer + 1),
            ColumnSigns = SignRowsAt(0)[..^1],
            RowSigns = [.. Enumerable.Repeat(1.0, widths[^2])],
            ReadoutRows = [.. Enumerable.Repeat(1.0, widths[^1])],
            ReadoutColumns = SignRowsAt(0)[^1],
            Feedback = FeedbackWeights,
            Output = Spec.Loss == DeepLoss.CrossEntropy
                ? new SoftmaxCrossEntropy() : new SquaredError<TOutput>(Spec.Rule.OutputDerivative),
            BatchSize = Spec.BatchSize,
            StepSize = Spec.LearningRate,
            CellTypes = CellTypes,
        });
    }

    private DeepNetwork DrawStudent()
    {
        if (Spec.TeacherPerturbation is { } size)
        {
            DeepNetwork near = Teacher!.Clone();
            var noise = new RandomStream(Spec.Seed, Spec.Run, RandomPurpose.Perturbation);
            for (int l = 1; l <= near.Layers; l++)
            {
                foreach (ref double weight in near.Weights(l)) weight += size * noise.NextNormal();
            }

            return near;
        }

        var student = new DeepNetwork(Spec.Widths, Spec.Activation, Spec.OutputActivation);
        student.Draw(Spec.Student, Spec.Seed, Spec.Run, RandomPurpose.StudentHidden, RandomPurpose.StudentReadout);
        for (int l = 2; CellTypes is not null && l <= student.Layers; l++)
        {
            Span<double> weights = student.Weights(l);
            int columns = Spec.Widths[l - 1];
            for (int w = 0; w < weights.Length; w++) weights[w] = CellTypes[l - 2][w % columns] * Math.Abs(weights[w]);
        }

        return student;
    }

    private double[][] DrawFeedback()
    {
        IReadOnlyList<int> widths = Spec.Widths;
        var matrices = new double[widths.Count - 2][];
        for (int l = 1; l < widths.Count - 1; l++)
        {
            // The readout's is stream 0, as in a network with one hidden layer.
            uint index = (uint)(widths.Count - 2 - l);
            matrices[l - 1] = new double[widths[l] * widths[l + 1]];
            new RandomStream(Spec.Seed, Spec.Run, RandomPurpose.Feedback, index).FillUniform(1 / Math.Sqrt(widths[l]), matrices[l - 1]);
        }

        return matrices;
    }

    private static double[][] Types(IReadOnlyList<int> widths, double fraction) =>
    [
        .. widths.Skip(1).SkipLast(1).Select(units =>
        {
            int inhibitory = LayerFlips.FlippedCount(units, fraction);
            return Enumerable.Range(0, units).Select(i => i < inhibitory ? -1.0 : 1.0).ToArray();
        }),
    ];
}
