using BenchmarkDotNet.Attributes;

namespace CurlDescent.Benchmarks.Stability;

/// <summary>Forming the signed tangent kernel at the teacher and its spectrum, and the full Jacobian of the learning dynamics.</summary>
public class SignedTangentKernelBenchmarks
{
    private TrainingProblem problem = null!;
    private LearningField field = null!;
    private double[] point = [];

    [Params(false, true)]
    public bool KeepNorms { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        problem = TrainingProblem.Create(new TrainingSpec
        {
            Inputs = 100,
            HiddenUnits = 10,
            Activation = Activation.Tanh,
            BatchSize = 250,
            Rule = LearningRule.CurlDescent(RuleFlips.Counts(5, 1)),
            KeepNorms = KeepNorms,
        });
        field = new LearningField(problem);
        point = LearningField.Flatten(problem.Teacher);
    }

    [Benchmark]
    public double KernelSpectrum() => SignedTangentKernel.AtTeacher(problem).LargestEigenvalue;

    [Benchmark]
    public double Jacobian() => field.Jacobian(point)[0, 0];
}
