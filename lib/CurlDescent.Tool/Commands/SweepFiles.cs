using CurlDescent.Experiments;

namespace CurlDescent.Tool.Commands;

/// <summary>Where stores and datasets are kept unless said otherwise: <c>runs/</c> and <c>data/</c> in the current folder.</summary>
internal static class SweepFiles
{
    public static string Store(SweepSpec sweep) => Path.Combine("runs", $"{sweep.Id}-{sweep.Size}.db");

    public static string Dataset(SweepSpec sweep) => Path.Combine("data", sweep.Id);
}
