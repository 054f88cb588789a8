using CurlDescent.Experiments;
using CurlDescent.Experiments.Running;

namespace CurlDescent.Tests.Experiments;

/// <summary>Experiments whose runs take milliseconds.</summary>
internal static class Tiny
{
    public const string Json = """
        {
          "id": "tiny",
          "title": "A tiny experiment",
          "seeds": 3,
          "curves": true,
          "fixed": { "activation": "tanh", "inputs": 6, "trainingSamples": 20, "batchSize": 5, "epochs": 12, "testSamples": 10, "keepNorms": true },
          "axes": { "hiddenUnits": [4, 6], "hiddenFraction": { "linspace": [0, 1, 3] } },
          "rules": ["gradient descent", "flipped feedback alignment", "curl descent"]
        }
        """;

    public static ExperimentSpec Experiment { get; } = ExperimentReader.Read("tiny.json", Json);

    public static SweepSpec Sweep { get; } = Experiment.Resolve();

    /// <summary>Hashes of all results, by run, computed in this process without a store.</summary>
    public static Dictionary<RunKey, string> Results(SweepSpec sweep)
    {
        var maker = new RunMaker(sweep);
        return CurlDescent.Experiments.Sweep.Keys(sweep, null).ToDictionary(k => k, k => maker.Make(k).Hash);
    }

    /// <summary>Hashes of the results in a store.</summary>
    public static Dictionary<RunKey, string> Stored(string path)
    {
        using var store = RunStore.OpenRead(path);
        return store.Runs().ToDictionary(r => r.Key, r => r.Result.Hash);
    }
}
