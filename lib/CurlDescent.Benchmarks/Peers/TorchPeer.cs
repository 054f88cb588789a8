using System.Runtime.InteropServices;
using CurlDescent.Benchmarks.Speed;
using CurlDescent.Plasticity;
using CurlDescent.Simulation;
using TorchSharp;
using static TorchSharp.torch;

namespace CurlDescent.Benchmarks.Peers;

/// <summary>The same training step in TorchSharp tensors, one thread, signs as vectors, no automatic differentiation.</summary>
internal static class TorchPeer
{
    /// <summary>Whether the native library loads. It needs the C++ runtime of GCC 13 or newer.</summary>
    public static bool IsAvailable { get; } = NativeLibrary.TryLoad("torch_cpu", typeof(torch).Assembly, null, out _)
        && NativeLibrary.TryLoad("LibTorchSharp", typeof(torch).Assembly, null, out _);

    /// <summary>Returns seconds per step.</summary>
    public static double Measure(Setting setting, double seconds)
    {
        set_num_threads(1);
        using IDisposable noGradients = no_grad();
        TrainingSpec spec = setting.Spec;
        TrainingProblem problem = TrainingProblem.Create(spec);
        var rule = (SignedDeltaUpdate)problem.Rule;
        int m = spec.Inputs, n = spec.HiddenUnits, p = spec.TrainingSamples, batch = spec.BatchSize;
        using Tensor x = tensor(problem.Training.InputMatrix().ToRowMajorArray(), [m, p]), y = tensor(problem.Training.TargetMatrix().ToRowMajorArray(), [1, p]);
        using Tensor w1 = tensor(problem.Student.HiddenWeights.ToArray(), [n, m]), w2 = tensor(problem.Student.ReadoutWeights.ToArray(), [1, n]);
        using Tensor d1 = tensor(rule.HiddenSigns.ToArray()), d2 = tensor(rule.ReadoutSigns.ToArray());
        double norm1 = w1.norm().item<double>(), norm2 = w2.norm().item<double>(), eta = spec.StepSize;

        Tensor Phi(Tensor a) => spec.Activation.Name switch { "tanh" => a.tanh(), "relu" => a.relu(), "sigmoid" => a.sigmoid(), _ => a };
        Tensor Times(Tensor delta, Tensor h) => spec.Activation.Name switch
        {
            "tanh" => delta * (1 - h * h),
            "relu" => delta * h.gt(0),
            "sigmoid" => delta * h * (1 - h),
            _ => delta,
        };

        void Epoch()
        {
            using DisposeScope epoch = NewDisposeScope();
            Tensor order = randperm(p);
            for (int k = 0; k < p; k += batch)
            {
                using DisposeScope step = NewDisposeScope();
                Tensor chosen = order.slice(0, k, k + batch, 1), xb = x.index_select(1, chosen), yb = y.index_select(1, chosen);
                Tensor h = Phi(w1.mm(xb)), delta2 = Phi(w2.mm(h)) - yb, delta1 = Times(w2.t().mm(delta2), h);
                w2.sub_(delta2.mm(h.t()) * d2 * (eta / batch));
                w1.sub_(delta1.mm(xb.t()) * d1 * (eta / batch));
                w1.mul_(norm1 / w1.norm());
                w2.mul_(norm2 / w2.norm());
            }
        }

        return BestTime.OfCall(Epoch, seconds) / setting.StepsPerEpoch;
    }
}
