using BenchmarkDotNet.Attributes;

namespace CurlDescent.Benchmarks.Stability;

/// <summary>One step of the training map with k tangent vectors; k = 0 is the state alone.</summary>
public class TrainingMapBenchmarks
{
    private TrainingMap map = null!;
    private double[] state = [], tangents = [];
    private long step;

    [Params("linear 73×146, full batch", "linear 110×110, B = 10", "tanh 100×10, B = 10")]
    public string Case { get; set; } = "";

    [Params(0, 1, 8)]
    public int Vectors { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (int inputs, int hiddenUnits, int batch, Activation phi) = Case switch
        {
            "linear 73×146, full batch" => (73, 146, 250, Activation.Linear),
            "linear 110×110, B = 10" => (110, 110, 10, Activation.Linear),
            _ => (100, 10, 10, Activation.Tanh),
        };
        map = TrainingMap.Create(TrainingProblem.Create(new TrainingSpec
        {
            Inputs = inputs,
            HiddenUnits = hiddenUnits,
            Activation = phi,
            BatchSize = batch,
            Rule = LearningRule.CurlDescent(RuleFlips.Fractions(0.02, 0)),
            KeepNorms = true,
            StepScaling = StepScaling.BatchFraction,
        }));
        state = map.Start();
        tangents = new double[Vectors * map.Dimension];
        new RandomStream(1, 0, RandomPurpose.Probe).FillNormal(1, tangents);
    }

    [Benchmark]
    public void Step() => map.Step(step++, state, tangents);
}
