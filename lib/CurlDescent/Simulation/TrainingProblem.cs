using CurlDescent.Simulation;

namespace CurlDescent;

/// <summary>
/// A validated spec made concrete: teacher, data, student at its start and bound rule. Drawn from streams, so it can be made again at any
/// time.
/// </summary>
public sealed class TrainingProblem
{
    private TrainingProblem(
        TrainingSpec spec, TwoLayerNetwork teacher, InputData training, InputData test, TwoLayerNetwork student, BoundRule rule,
        SharedData shared)
    {
        Spec = spec;
        Teacher = teacher;
        Training = training;
        Test = test;
        Student = student;
        Rule = rule;
        Shared = shared;
    }

    /// <summary>The spec.</summary>
    public TrainingSpec Spec { get; }

    /// <summary>The teacher.</summary>
    public TwoLayerNetwork Teacher { get; }

    /// <summary>Training data.</summary>
    public InputData Training { get; }

    /// <summary>Test data.</summary>
    public InputData Test { get; }

    /// <summary>The student at its start.</summary>
    public TwoLayerNetwork Student { get; }

    /// <summary>The learning rule, bound to the network's sizes.</summary>
    public BoundRule Rule { get; }

    /// <summary>
    /// What the fast paths derive from the inputs; shared with the problems of the same inputs made by <see cref="WithRun"/>.
    /// </summary>
    internal SharedData Shared { get; }

    /// <summary>Validates the spec and draws everything it names.</summary>
    /// <param name="spec">Any spec.</param>
    /// <exception cref="SpecException">A field is outside its range.</exception>
    public static TrainingProblem Create(TrainingSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        TwoLayerNetwork teacher = DrawTeacher(spec);
        InputData training = Draw(spec, teacher, spec.TrainingSamples, RandomPurpose.TrainingInputs);
        InputData test = Draw(spec, teacher, spec.TestSamples, RandomPurpose.TestInputs);
        return new TrainingProblem(spec, teacher, training, test, DrawStudent(spec, teacher), Bind(spec), new SharedData(training, test));
    }

    /// <summary>
    /// Returns the problem of another spec of the same cell: one that differs only in rule, run, start or training options. What both runs
    /// share is drawn once.
    /// </summary>
    /// <param name="spec">A spec with the same network, teacher, data sizes, seed and sharing.</param>
    /// <exception cref="SpecException">A field is outside its range, or the spec is of another cell.</exception>
    public TrainingProblem WithRun(TrainingSpec spec)
    {
        spec.Validate();
        if (!IsSameCell(spec, Spec))
        {
            throw new SpecException("TrainingSpec", "another cell", "the network, teacher, data sizes, seed and sharing of this problem");
        }

        bool sameTeacher = spec.TeacherPer == DrawnPer.Cell || spec.Run == Spec.Run,
            sameInputs = spec.InputsPer == DrawnPer.Cell || spec.Run == Spec.Run;
        if (!sameInputs) return Create(spec);
        TwoLayerNetwork teacher = sameTeacher ? Teacher : DrawTeacher(spec);
        InputData training = sameTeacher ? Training : Training.LabelledBy(teacher), test = sameTeacher ? Test : Test.LabelledBy(teacher);
        return new TrainingProblem(spec, teacher, training, test, DrawStudent(spec, teacher), Bind(spec), Shared);
    }

    /// <summary>Throws where training is to be in single precision: for what looks closer than its rounding.</summary>
    /// <param name="purpose">What is computed in double.</param>
    /// <exception cref="SpecException">The precision is single.</exception>
    internal void RequireDouble(string purpose)
    {
        if (Spec.Precision != Precision.Double)
            throw new SpecException(nameof(Spec.Precision), Spec.Precision, $"{Precision.Double} for {purpose}");
    }

    /// <summary>Returns whether two specs name the same network sizes, teacher, data sizes, seed and sharing.</summary>
    internal static bool IsSameCell(TrainingSpec a, TrainingSpec b) =>
        (a.Inputs, a.HiddenUnits, a.Outputs, a.Activation, a.Teacher, a.Seed) == (
            b.Inputs, b.HiddenUnits, b.Outputs, b.Activation, b.Teacher, b.Seed)
        && (a.TrainingSamples, a.TestSamples, a.InputVariance) == (b.TrainingSamples, b.TestSamples, b.InputVariance)
        && (a.TeacherPer, a.InputsPer) == (b.TeacherPer, b.InputsPer);

    private static uint RunOf(TrainingSpec spec, DrawnPer per) => per == DrawnPer.Cell ? RandomStream.SharedRun : spec.Run;

    private static TwoLayerNetwork DrawTeacher(TrainingSpec spec) =>
        spec.Teacher.Draw(spec.Inputs, spec.HiddenUnits, spec.Outputs, spec.Activation, spec.Seed, RunOf(spec, spec.TeacherPer));

    private static InputData Draw(TrainingSpec spec, TwoLayerNetwork teacher, int samples, RandomPurpose purpose) =>
        InputData.Draw(samples, spec.InputVariance, teacher, new RandomStream(spec.Seed, RunOf(spec, spec.InputsPer), purpose));

    private static BoundRule Bind(TrainingSpec spec) => spec.Rule.Bind(spec.Inputs, spec.HiddenUnits, spec.Outputs, spec.Seed, spec.Run);

    private static TwoLayerNetwork DrawStudent(TrainingSpec spec, TwoLayerNetwork teacher)
    {
        if (spec.Start is StartPoint.AtTeacher start)
        {
            TwoLayerNetwork near = teacher.Clone();
            var noise = new RandomStream(spec.Seed, spec.Run, RandomPurpose.Perturbation);
            foreach (ref double weight in start.Layer == WeightLayer.Hidden ? near.HiddenWeights : near.ReadoutWeights)
                weight += start.Perturbation * noise.NextNormal();
            return near;
        }

        var student = new TwoLayerNetwork(spec.Inputs, spec.HiddenUnits, spec.Outputs, spec.Activation);
        spec.Student.Fill(
            student,
            new RandomStream(spec.Seed, spec.Run, RandomPurpose.StudentHidden),
            new RandomStream(spec.Seed, spec.Run, RandomPurpose.StudentReadout));
        return student;
    }
}
