using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CurlDescent.Experiments;
using CurlDescent.Tests.Simulation;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Stability;

/// <summary>
/// One result of each kind that is stored, hashed, committed or iterated chaotically, by name, as bits. Chaos is the amplifier: after some
/// thousand steps a last bit that depends on the processor is a different trajectory.
/// </summary>
internal static class PortableBits
{
    // A network that moves chaotically: the same kind as the "chaotic" weight trace of the paper, smaller.
    private static readonly TrainingSpec Chaotic = new()
    {
        Inputs = 33,
        HiddenUnits = 11,
        TrainingSamples = 60,
        BatchSize = 60,
        Epochs = 3000,
        LearningRate = 0.1,
        KeepNorms = true,
        Rule = LearningRule.CurlDescent(RuleFlips.Counts(16, 0)),
        Seed = 7,
    };

    public static SortedDictionary<string, string> Compute()
    {
        var bits = new SortedDictionary<string, string>(StringComparer.Ordinal);
        void Add(string name, params ReadOnlySpan<double> values) =>
            bits[name] = Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(values)))[..16];

        foreach (TrainingPathKind path in Enum.GetValues<TrainingPathKind>())
        {
            foreach ((string name, TrainingSpec spec) in Trainings())
            {
                bool isLinearPath = path.ToString().StartsWith("Linear", StringComparison.Ordinal);
                if (isLinearPath && (spec.Activation != Activation.Linear || spec.Outputs != 1)) continue;
                Recording recording = Trainer.Run(spec with { OrderParameterWindow = 100 }, path);
                Add($"training, {path}, {name}",
                    [.. recording.TrainErrors, .. recording.TestErrors, .. LearningField.Flatten(recording.Final),
                        recording.OrderParameter ?? 0]);
            }
        }

        foreach ((string name, TrainingSpec spec) in Trainings())
        {
            TrainingProblem problem = TrainingProblem.Create(spec);
            TrainingMap map = TrainingMap.Create(problem);
            double[] state = map.Start(), twin = map.Start(), tangents = new double[2 * map.Dimension];
            twin[0] += 1e-9;
            new RandomStream(1, 0, RandomPurpose.Probe).FillNormal(1, tangents);
            for (int step = 0; step < 2000; step++)
            {
                map.Step(step, state, tangents);
            }

            TrainingMap again = TrainingMap.Create(problem);
            for (int step = 0; step < 2000; step++) again.Step(step, twin, []);
            Add($"map, {name}", [.. state, .. tangents]);
            Add($"twins, {name}", [.. state.Zip(twin, (a, b) => a - b)]);
            var options = new LyapunovOptions { Count = 2, TransientSteps = 200, Batches = 4, StepsPerBatch = 200, Interval = 5 };
            LyapunovSpectrum spectrum = LyapunovExponents.Compute(map, map.Start(), options);
            Add($"exponents, {name}", [.. spectrum.Exponents, .. spectrum.StandardErrors]);
            WeightMotion motion = WeightMotion.At(problem, state);
            Add($"motion, {name}", motion.Step, motion.TwoSteps, motion.GramStep);
            SignedTangentKernel kernel = SignedTangentKernel.AtTeacher(problem);
            Add($"kernel, {name}", kernel.LargestEigenvalue, kernel.SpectralRadius, kernel.UnstableDirections);
        }

        foreach (DeepLoss loss in Enum.GetValues<DeepLoss>())
        {
            DeepTrainingSpec deep = new()
            {
                Widths = [13, 21, 10, 3],
                Activation = loss == DeepLoss.CrossEntropy ? Activation.ReLU : Activation.Tanh,
                Loss = loss,
                LearningRate = 0.2,
                Epochs = 300,
                Rule = new DeepRule { Flips = [LayerFlips.Count(5), LayerFlips.Count(9), LayerFlips.Count(2)], FlippedSign = -0.9 },
                InhibitoryFraction = loss == DeepLoss.CrossEntropy ? 0.2 : null,
                CompareWithGradient = true,
            };
            DeepProblem problem = loss == DeepLoss.CrossEntropy ? DeepTrainingTests.Classes(deep, 50) : DeepProblem.Create(deep);
            DeepRecording recording = DeepTrainer.Run(problem);
            Add($"deep, {loss}", [.. recording.TrainLosses, .. recording.TestLosses, .. recording.TestAccuracies,
                .. recording.Comparisons.Select(c => c.Angle), .. DeepTrainingTests.Flat(recording.Final)]);
            if (loss == DeepLoss.SquaredError)
                Add("deep kernel", [.. DeepTangentKernel.AtTeacher(problem).Eigenvalues]);
        }

        TrainingProblem turning = TrainingProblem.Create(
            Chaotic with { Inputs = 14, HiddenUnits = 26, Rule = LearningRule.CurlDescent(RuleFlips.Counts(10, 0)) });
        Add("signed correlation", SilentRotation.SignedCorrelation(turning));

        var entries = new double[120 * 120];
        new RandomStream(3, 0, RandomPurpose.Design).FillNormal(1, entries);
        Matrix<double> matrix = Matrix<double>.Build.Dense(120, 120, entries);
        Add("symmetric eigenvalues", SymmetricEigenvalues.Compute(matrix + matrix.Transpose()));
        var network = new Teacher().Draw(90, 40, 1, Activation.Linear, 5);
        ExtremeEigenvalues extremes = Lanczos.Compute(StabilityOperator.Create(network, RuleFlips.Counts(20, 10)));
        Add("extreme eigenvalues", extremes.Smallest, extremes.Largest);
        foreach ((string id, string[] set) in Sweeps())
        {
            ResultTable table = Miniature.Run(id, 1, null, set);
            bits[$"sweep, {id}"] = string.Join(" ", table.Runs.Select(r => r.ResultHash[..8]));
        }

        return bits;
    }

    private static IEnumerable<(string Name, TrainingSpec Spec)> Trainings()
    {
        yield return ("linear, full batch", Chaotic);
        yield return ("linear, batches", Chaotic with { BatchSize = 6, Epochs = 300, KeepNorms = true });
        yield return (
            "tanh", Chaotic with
            {
                Activation = Activation.Tanh,
                BatchSize = 10,
                Epochs = 300,
                Rule = LearningRule.CurlDescent(RuleFlips.Counts(16, 5)),
            });
        yield return (
            "relu", Chaotic with
            {
                Activation = Activation.ReLU,
                BatchSize = 10,
                Epochs = 300,
                Rule = LearningRule.CurlDescent(RuleFlips.Counts(16, 5)),
            });
        yield return ("three outputs", Chaotic with { Outputs = 3, Activation = Activation.Tanh, BatchSize = 10, Epochs = 300 });
    }

    private static IEnumerable<(string Id, string[] Set)> Sweeps()
    {
        yield return ("fig4", ["compressionRatio=0.05,2", "readoutFraction=0.5", "epochs=300"]);
        yield return ("fig6a", ["compressionRatio=2", "hiddenFraction=0.5", "epochs=20"]);
        yield return (
            "lyapunov", ["compressionRatio=2", "hiddenFraction=0.5", "epochs=1000", "lyapunovEpochs=500", "lyapunovTransient=100"]);
        yield return ("tangent-kernel", ["compressionRatio=0.5", "readoutFraction=0.5", "hiddenFraction=0.5", "trainingSamples=60"]);
        yield return ("descent", ["epochs=40", "recordedEpochs=3", "trainingSamples=20", "batchSize=20"]);
        yield return ("escapes", ["epochs=100", "learningRate=1", "trainingSamples=20", "inputs=12", "hiddenUnits=6"]);
        yield return ("plateaus", ["epochs=300", "learningRate=1", "trainingSamples=60", "errorThreshold=5e-2"]);
        yield return ("depth", ["epochs=200", "width=9", "trainingSamples=20", "batchSize=20", "compressionRatio=0.5"]);
        yield return ("digits", ["epochs=3", "trainingSamples=30", "validationSamples=20", "testSamples=20", "flippedFraction=0.5"]);
        yield return ("drift", ["epochs=40", "driftEpochs=250"]);
        yield return ("spectrum", ["inputs=200", "hiddenUnits=90", "readoutFlips=30", "hiddenFlips=10"]);
    }
}
