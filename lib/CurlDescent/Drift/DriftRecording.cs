using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>How long to follow ongoing learning.</summary>
public sealed record DriftOptions
{
    /// <summary>Steps before anything is recorded; ≥ 0.</summary>
    public int BurnIn { get; init; } = 1000;

    /// <summary>Number of records after the first; ≥ 20.</summary>
    public int Records { get; init; } = 200;

    /// <summary>Steps between two records; ≥ 1.</summary>
    public int Interval { get; init; } = 50;

    /// <summary>Lag of the two-time correlation of the errors, in records; 1 … Records/2.</summary>
    public int Lag { get; init; } = 1;

    internal DriftOptions Validate()
    {
        Require.InRange(nameof(BurnIn), BurnIn, 0, int.MaxValue);
        Require.InRange(nameof(Records), Records, 20, 1_000_000);
        Require.InRange(nameof(Interval), Interval, 1, int.MaxValue);
        Require.InRange(nameof(Lag), Lag, 1, Records / 2);
        return this;
    }
}

/// <summary>
/// What ongoing learning under noise leaves of a network's error, of its representation and of a decoder that stays as it was. All losses
/// are of clean data.
/// </summary>
/// <param name="Times">Learning times of the records since the first.</param>
/// <param name="Loss">Training loss ½·mean‖ŷ − y‖² at each.</param>
/// <param name="Alignment">Cosine between the hidden activities now and at the first record, all samples pooled.</param>
/// <param name="DecoderLoss">Loss of the readout weights of the first record on the hidden activities of each.</param>
/// <param name="LagTimes">Learning times between pairs of records, up to a quarter of the recording.</param>
/// <param name="TangentSquare">Mean square displacement of the weights within the tangent space, over all pairs of records that far
/// apart.</param>
/// <param name="WeightSquare">The same of all weights, per weight.</param>
/// <param name="RepresentationSquare">The same of the hidden activities of a sample, averaged over the samples.</param>
/// <param name="Covariance">Covariance of the errors in their modes (<see cref="NoiseTheory.InModes"/>).</param>
/// <param name="LaggedAsymmetry">⟨e(t + lag) e(t)ᵀ⟩ − ⟨e(t) e(t + lag)ᵀ⟩ in these modes: 0 on average iff time has no direction.</param>
public sealed record DriftRecording(
    IReadOnlyList<double> Times, IReadOnlyList<double> Loss, IReadOnlyList<double> Alignment, IReadOnlyList<double> DecoderLoss,
    IReadOnlyList<double> LagTimes, IReadOnlyList<double> TangentSquare, IReadOnlyList<double> WeightSquare,
        IReadOnlyList<double> RepresentationSquare,
    Matrix<double> Covariance, Matrix<double> LaggedAsymmetry)
{
    /// <summary>Mean loss over the records.</summary>
    public double MeanLoss => Loss.Average();

    /// <summary>
    /// Slope of <see cref="TangentSquare"/> over the longer half of the lags: its growth per unit of learning time, twice the diffusion
    /// constant.
    /// </summary>
    public double DriftRate => LeastSquares(Upper(LagTimes), Upper(TangentSquare));

    /// <summary>Slope of <see cref="RepresentationSquare"/> over the longer half of the lags.</summary>
    public double RepresentationRate => LeastSquares(Upper(LagTimes), Upper(RepresentationSquare));

    /// <summary>Exponent of the growth of <see cref="TangentSquare"/> with the lag, over all lags; 1 for diffusion.</summary>
    public double DriftExponent => LeastSquares([.. LagTimes.Select(t => Math.Log(t))], [.. TangentSquare.Select(d => Math.Log(d))]);

    /// <summary>Growth of the decoder's loss per unit of learning time.</summary>
    public double DecoderAgeing => LeastSquares([.. Times], [.. DecoderLoss]);

    /// <summary>Follows ongoing learning.</summary>
    /// <param name="learning">Advanced.</param>
    /// <param name="problem">What it learns.</param>
    /// <param name="theory">Gives the tangent space at the solution where learning started, and the modes of the errors.</param>
    /// <param name="options">Validated here.</param>
    /// <param name="cancellation">Looked at every step.</param>
    public static DriftRecording Follow(
        OngoingLearning learning, TrainingProblem problem, NoiseTheory theory, DriftOptions options, CancellationToken cancellation =
            default)
    {
        options.Validate();
        learning.Advance(options.BurnIn, cancellation);
        Matrix<double> x = problem.Training.InputMatrix(), y = problem.Training.TargetMatrix();
        Matrix<double> tangent = theory.OrthogonalTangentProjection();
        double start = learning.Time;
        var weights = new List<double[]>();
        var tangents = new List<double[]>();
        var hidden = new List<double[]>();
        var errors = new List<Vector<double>>();
        List<double> times = [], losses = [], alignments = [], decoder = [];
        Matrix<double>? first = null, readout = null;
        for (int record = 0; record <= options.Records; record++)
        {
            if (record > 0) learning.Advance(options.Interval, cancellation);
            TwoLayerNetwork network = learning.Network;
            Activation phi = network.Activation;
            Matrix<double> h = phi.Apply(network.HiddenMatrix() * x), error = learning.Errors();
            first ??= h;
            readout ??= network.ReadoutMatrix();
            times.Add(learning.Time - start);
            losses.Add(LossOf(error));
            alignments.Add(Inner(h, first) / (h.FrobeniusNorm() * first.FrobeniusNorm()));
            decoder.Add(LossOf(phi.Apply(readout * h) - y));
            weights.Add(learning.Weights);
            tangents.Add((tangent * Vector<double>.Build.Dense(learning.Weights)).AsArray());
            hidden.Add(h.AsColumnMajorArray());
            errors.Add(theory.InModes(error));
        }

        int lags = options.Records / 4;
        double[] Squares(List<double[]> states, double per) => [.. Enumerable.Range(1, lags).Select(lag => MeanSquare(states, lag) / per)];
        int rank = theory.Rank;
        Matrix<double> covariance = Correlation(errors, 0, rank), lagged = Correlation(errors, options.Lag, rank);
        return new DriftRecording(
            times, losses, alignments, decoder,
            [.. Enumerable.Range(1, lags).Select(lag => times[lag])],
            Squares(tangents, 1), Squares(weights, problem.Student.WeightCount), Squares(hidden, problem.Spec.TrainingSamples),
            covariance, lagged - lagged.Transpose());
    }

    /// <summary>Computes the slope of y over x by least squares.</summary>
    private static double LeastSquares(double[] x, double[] y)
    {
        double meanX = x.Average(), meanY = y.Average(), products = 0, squares = 0;
        for (int i = 0; i < x.Length; i++)
        {
            products += (x[i] - meanX) * (y[i] - meanY);
            squares += (x[i] - meanX) * (x[i] - meanX);
        }

        return products / squares;
    }

    private static double[] Upper(IReadOnlyList<double> values) => [.. values.Skip(values.Count / 2)];

    private static double LossOf(Matrix<double> errors)
    {
        double norm = errors.FrobeniusNorm();
        return norm * norm / (2 * errors.ColumnCount);
    }

    private static double Inner(Matrix<double> a, Matrix<double> b) =>
        Arithmetic.FixedOrder.Dot(a.AsColumnMajorArray(), b.AsColumnMajorArray());

    private static double MeanSquare(List<double[]> states, int lag)
    {
        double sum = 0;
        for (int at = 0; at + lag < states.Count; at++)
        {
            double distance = Arithmetic.FixedOrder.Distance(states[at], states[at + lag]);
            sum += distance * distance;
        }

        return sum / (states.Count - lag);
    }

    // ⟨e(t + lag) e(t)ᵀ⟩ over all pairs of records that far apart.
    private static Matrix<double> Correlation(List<Vector<double>> errors, int lag, int rank)
    {
        Matrix<double> sum = Matrix<double>.Build.Dense(rank, rank);
        for (int at = 0; at + lag < errors.Count; at++) sum += errors[at + lag].OuterProduct(errors[at]);
        return sum / (errors.Count - lag);
    }
}
