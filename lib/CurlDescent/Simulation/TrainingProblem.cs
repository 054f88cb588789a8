using CurlDescent.Networks;
using CurlDescent.Plasticity;
using CurlDescent.RandomNumbers;

namespace CurlDescent.Simulation;

/// <summary>A validated spec made concrete: teacher, data, student at its start and bound rule. Drawn from streams, so it can be made again at any time.</summary>
public sealed class TrainingProblem
{
    private TrainingProblem(
        TrainingSpec spec, TwoLayerNetwork teacher, InputData training, InputData test, TwoLayerNetwork student, BoundRule rule, SharedData shared)
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

    /// <summary>The teacher; shared by all runs of the seed.</summary>
    public TwoLayerNetwork Teacher { get; }

    /// <summary>Training data; shared by all runs of the seed.</summary>
    public InputData Training { get; }

    /// <summary>Test data; shared by all runs of the seed.</summary>
    public InputData Test { get; }

    /// <summary>The student at its start.</summary>
    public TwoLayerNetwork Student { get; }

    /// <summary>The learning rule, bound to the network's sizes.</summary>
    public BoundRule Rule { get; }

    /// <summary>What the fast paths derive from the data; shared with the problems made by <see cref="WithRun"/>.</summary>
    internal SharedData Shared { get; }

    /// <summary>Validates the spec and draws everything it names.</summary>
    /// <param name="spec">Any spec.</param>
    /// <exception cref="SpecException">A field is outside its range.</exception>
    public static TrainingProblem Create(TrainingSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        TwoLayerNetwork teacher = spec.Teacher.Draw(spec.Inputs, spec.HiddenUnits, spec.Outputs, spec.Activation, spec.Seed);
        InputData training = Draw(spec, teacher, spec.TrainingSamples, RandomPurpose.TrainingInputs);
        InputData test = Draw(spec, teacher, spec.TestSamples, RandomPurpose.TestInputs);
        return new TrainingProblem(spec, teacher, training, test, DrawStudent(spec, teacher), Bind(spec), new SharedData(training, test));
    }

    /// <summary>Returns the problem of another spec that differs only in rule, run, start or training options, sharing teacher and data.</summary>
    /// <param name="spec">A spec with the same network, teacher, data and seed.</param>
    /// <exception cref="SpecException">A field is outside its range, or the spec names other data.</exception>
    public TrainingProblem WithRun(TrainingSpec spec)
    {
        spec.Validate();
        if (!SharesData(spec, Spec)) throw new SpecException("TrainingSpec", "other data", "the network, teacher, data sizes and seed of this problem");
        return new TrainingProblem(spec, Teacher, Training, Test, DrawStudent(spec, Teacher), Bind(spec), Shared);
    }

    /// <summary>Returns whether two specs name the same network sizes, teacher and data.</summary>
    internal static bool SharesData(TrainingSpec a, TrainingSpec b) =>
        (a.Inputs, a.HiddenUnits, a.Outputs, a.Activation, a.Teacher, a.Seed) == (b.Inputs, b.HiddenUnits, b.Outputs, b.Activation, b.Teacher, b.Seed)
        && (a.TrainingSamples, a.TestSamples, a.InputVariance) == (b.TrainingSamples, b.TestSamples, b.InputVariance);

    private static InputData Draw(TrainingSpec spec, TwoLayerNetwork teacher, int samples, RandomPurpose purpose) =>
        InputData.Draw(samples, spec.InputVariance, teacher, new RandomStream(spec.Seed, RandomStream.SharedRun, purpose));

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
