using CurlDescent.Stability.Spectra;

namespace CurlDescent;

/// <summary>
/// Spectral density of a large symmetric operator by stochastic Lanczos quadrature (Ubaru, Chen and Saad, SIAM J. Matrix Anal. Appl. 38,
/// 2017): for a random vector v of ±1, vᵀf(X)v/M estimates tr f(X)/M, and k steps of Lanczos turn it into a Gauss quadrature with k nodes,
/// exact for polynomials up to degree 2k − 1. The estimate averages several vectors.
/// </summary>
public sealed class LanczosQuadrature
{
    private readonly double[][] nodes, weights;
    private readonly double[] sortedNodes, cumulative;

    private LanczosQuadrature(double[][] nodes, double[][] weights)
    {
        this.nodes = nodes;
        this.weights = weights;
        sortedNodes = [.. nodes.SelectMany(probe => probe)];
        cumulative = [.. weights.SelectMany(probe => probe.Select(weight => weight / nodes.Length))];
        Array.Sort(sortedNodes, cumulative);
        double sum = 0;
        foreach (ref double weight in cumulative.AsSpan())
        {
            // Half of its own weight lies below a node.
            sum += weight;
            weight = sum - weight / 2;
        }
    }

    /// <summary>Number of random vectors.</summary>
    public int Probes => nodes.Length;

    /// <summary>Quadrature nodes of one random vector, ascending.</summary>
    /// <param name="probe">0 … <see cref="Probes"/> − 1.</param>
    public IReadOnlyList<double> Nodes(int probe) => nodes[probe];

    /// <summary>Weights of the nodes of one random vector; their sum is 1.</summary>
    /// <param name="probe">0 … <see cref="Probes"/> − 1.</param>
    public IReadOnlyList<double> Weights(int probe) => weights[probe];

    /// <summary>Runs the quadrature.</summary>
    /// <param name="matrix">X.</param>
    /// <param name="probes">Number of random vectors, at least 1.</param>
    /// <param name="steps">Products with X per vector, at least 1; each keeps one vector of X's size in memory.</param>
    /// <param name="seed">Seed of the random vectors.</param>
    /// <param name="threads">Largest number of threads; −1 for all processors. Does not change the bits of the result.</param>
    /// <param name="cancellation">Looked at before every product.</param>
    /// <exception cref="SpecException">A value is outside its range, or X is not symmetric.</exception>
    /// <exception cref="InvalidOperationException">X holds a value that is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static LanczosQuadrature Compute(
        ISymmetricOperator matrix, int probes, int steps, ulong seed = 0, int threads = -1, CancellationToken cancellation = default)
    {
        Require.NotNull("Matrix", matrix);
        Require.InRange("Matrix.Dimension", matrix.Dimension, 1, int.MaxValue);
        Require.InRange("Probes", probes, 1, int.MaxValue);
        Require.InRange("Steps", steps, 1, int.MaxValue);
        if (threads is 0 or < -1) throw new SpecException("Threads", threads, "-1 or at least 1");
        var nodes = new double[probes][];
        var weights = new double[probes][];
        for (int probe = 0; probe < probes; probe++)
        {
            var stream = new RandomStream(seed, (uint)probe, RandomPurpose.Probe, 1);
            var start = new double[matrix.Dimension];
            foreach (ref double value in start.AsSpan()) value = (stream.NextUInt64() & 1) == 0 ? 1 : -1;
            var space = new KrylovBasis(matrix, start, threads, cancellation);
            while (space.Steps < steps && !space.IsInvariant) space.Step();
            (nodes[probe], double[] first, _) = space.Ritz();
            weights[probe] = Array.ConvertAll(first, component => component * component);
        }

        return new LanczosQuadrature(nodes, weights);
    }

    /// <summary>Estimates the mean of a function over the spectrum, tr f(X)/M, with its standard error over the random vectors.</summary>
    /// <param name="function">f.</param>
    /// <returns>Mean and standard error; the latter is NaN for one vector.</returns>
    public (double Mean, double StandardError) Average(Func<double, double> function)
    {
        Require.NotNull("Function", function);
        var values = new double[Probes];
        for (int probe = 0; probe < Probes; probe++)
        {
            for (int k = 0; k < nodes[probe].Length; k++) values[probe] += weights[probe][k] * function(nodes[probe][k]);
        }

        double mean = values.Average(), squares = values.Sum(value => (value - mean) * (value - mean));
        return (mean, Probes == 1 ? double.NaN : Math.Sqrt(squares / (Probes - 1) / Probes));
    }

    /// <summary>Estimates the fraction of eigenvalues up to <paramref name="x"/>; linear between nodes.</summary>
    /// <param name="x">Any number; NaN gives NaN.</param>
    public double Cumulative(double x)
    {
        if (double.IsNaN(x)) return double.NaN;
        if (x < sortedNodes[0]) return 0;
        if (x >= sortedNodes[^1]) return 1;
        int above = Array.BinarySearch(sortedNodes, x);
        above = above >= 0 ? above + 1 : ~above;
        while (sortedNodes[above] <= x) above++;
        double width = sortedNodes[above] - sortedNodes[above - 1];
        return cumulative[above - 1] + (cumulative[above] - cumulative[above - 1]) * (x - sortedNodes[above - 1]) / width;
    }

    /// <summary>Estimates the density, smoothed by a normal density of the given width.</summary>
    /// <param name="x">Any number; NaN gives NaN.</param>
    /// <param name="width">Standard deviation of the smoothing, finite and &gt; 0; at least the distance of neighbouring nodes.</param>
    /// <exception cref="SpecException"><paramref name="width"/> is outside its range.</exception>
    public double Density(double x, double width)
    {
        Require.Positive("Width", width);
        return Average(node => Math.Exp(-0.5 * (x - node) * (x - node) / (width * width)) / (width * Math.Sqrt(2 * Math.PI))).Mean;
    }
}
