using CurlDescent.Arithmetic;

namespace CurlDescent.Simulation;

/// <summary>
/// An exact change of variables that makes a wide linear network narrow. Hidden units that share their sign form a group; the weights of a
/// group, Z = [W1 | W2ᵀ | feedback] (one row per unit), move only within the span of their columns, because every update adds to a column a
/// combination of columns. With Z = QR at the start (QᵀQ = I) the weights stay Q times those of a network whose hidden units are the rows
/// of R, and every quantity of the dynamics (W2W1, norms) is the same. A group of n units needs at most M + 1 units (M + 2 with fixed
/// feedback), so a step costs O(M²) for any N: the order-parameter form of the dynamics (Q = W1ᵀD2W1 and L = W1ᵀW1 are RᵀD2R and RᵀR), kept
/// as factors so that the weights can be given back.
/// </summary>
internal sealed class HiddenReduction
{
    private readonly List<Group> groups = [];

    private HiddenReduction(int hiddenUnits) => HiddenUnits = hiddenUnits;

    /// <summary>Hidden units of the narrow network.</summary>
    public int HiddenUnits { get; private set; }

    /// <summary>W1 of the narrow network, row-major.</summary>
    public double[] HiddenWeights { get; private set; } = [];

    /// <summary>W2 of the narrow network.</summary>
    public double[] ReadoutWeights { get; private set; } = [];

    /// <summary>Fixed feedback of the narrow network, or null.</summary>
    public double[]? FeedbackWeights { get; private set; }

    /// <summary>The sign of each narrow unit's group.</summary>
    public double[] Signs { get; private set; } = [];

    /// <summary>Returns the number of hidden units after reduction, without computing it.</summary>
    /// <param name="signs">Signs of the hidden units.</param>
    /// <param name="inputs">M.</param>
    /// <param name="fixedFeedback">Whether the feedback is fixed.</param>
    public static int CountUnits(ReadOnlySpan<double> signs, int inputs, bool fixedFeedback)
    {
        int rank = inputs + (fixedFeedback ? 2 : 1), negative = signs.Count(-1.0);
        return Math.Min(negative, rank) + Math.Min(signs.Length - negative, rank);
    }

    /// <summary>Reduces a network with one output.</summary>
    /// <param name="network">The network at its start.</param>
    /// <param name="signs">One sign per hidden unit: units of different sign follow different rules and are not mixed.</param>
    /// <param name="feedback">Fixed feedback weights, or null.</param>
    public static HiddenReduction Create(TwoLayerNetwork network, ReadOnlySpan<double> signs, double[]? feedback)
    {
        int inputs = network.Inputs;
        var reduction = new HiddenReduction(CountUnits(signs, inputs, feedback is not null));
        reduction.HiddenWeights = new double[reduction.HiddenUnits * inputs];
        reduction.ReadoutWeights = new double[reduction.HiddenUnits];
        reduction.FeedbackWeights = feedback is null ? null : new double[reduction.HiddenUnits];
        reduction.Signs = new double[reduction.HiddenUnits];
        int first = 0;
        foreach (double sign in new[] { 1.0, -1.0 })
        {
            int[] members = Members(signs, sign);
            if (members.Length == 0) continue;
            Group group = Group.Create(network, feedback, members, first);
            reduction.groups.Add(group);
            group.CopyNarrow(reduction);
            reduction.Signs.AsSpan(first, group.Rank).Fill(sign);
            first += group.Rank;
        }

        return reduction;
    }

    /// <summary>Computes the weights of the wide network from those of the narrow one.</summary>
    /// <param name="hidden">W1 of the narrow network, row-major.</param>
    /// <param name="readout">W2 of the narrow network.</param>
    /// <param name="destination">The wide network, overwritten.</param>
    public void Expand(ReadOnlySpan<double> hidden, ReadOnlySpan<double> readout, TwoLayerNetwork destination)
    {
        foreach (Group group in groups) group.Expand(hidden, readout, destination);
    }

    private static int[] Members(ReadOnlySpan<double> signs, double sign)
    {
        var members = new List<int>();
        for (int i = 0; i < signs.Length; i++)
        {
            if (signs[i] == sign) members.Add(i);
        }

        return [.. members];
    }

    // The units of one sign and their Q and R. A group with fewer units than columns is left as it is.
    private sealed class Group
    {
        private readonly int[] members;
        private readonly int first, columns, padded;
        private readonly double[] basis;
        private readonly double[] factor;
        private readonly bool isReduced;

        private Group(int[] members, int first, int columns, int inputs)
        {
            this.members = members;
            this.first = first;
            this.columns = columns;
            Inputs = inputs;
            padded = Lanes.RoundUp(members.Length);
            isReduced = members.Length > columns;
            Rank = Math.Min(members.Length, columns);
            basis = new double[columns * padded];
            factor = new double[columns * columns];
        }

        public int Rank { get; }

        private int Inputs { get; }

        public static Group Create(TwoLayerNetwork network, double[]? feedback, int[] members, int first)
        {
            int inputs = network.Inputs;
            var group = new Group(members, first, inputs + (feedback is null ? 1 : 2), inputs);
            for (int n = 0; n < members.Length; n++)
            {
                int i = members[n];
                for (int j = 0; j < inputs; j++) group.Column(j)[n] = network.HiddenWeights[i * inputs + j];
                group.Column(inputs)[n] = network.ReadoutWeights[i];
                if (feedback is not null) group.Column(inputs + 1)[n] = feedback[i];
            }

            if (group.isReduced) group.Orthonormalize();
            return group;
        }

        public void CopyNarrow(HiddenReduction narrow)
        {
            for (int k = 0; k < Rank; k++)
            {
                for (int j = 0; j < Inputs; j++) narrow.HiddenWeights[(first + k) * Inputs + j] = Narrow(k, j);
                narrow.ReadoutWeights[first + k] = Narrow(k, Inputs);
                if (narrow.FeedbackWeights is { } feedback) feedback[first + k] = Narrow(k, Inputs + 1);
            }
        }

        public void Expand(ReadOnlySpan<double> hidden, ReadOnlySpan<double> readout, TwoLayerNetwork destination)
        {
            Span<double> w1 = destination.HiddenWeights, w2 = destination.ReadoutWeights;
            for (int n = 0; n < members.Length; n++)
            {
                Span<double> row = w1.Slice(members[n] * Inputs, Inputs);
                if (!isReduced)
                {
                    hidden.Slice((first + n) * Inputs, Inputs).CopyTo(row);
                    w2[members[n]] = readout[first + n];
                    continue;
                }

                row.Clear();
                w2[members[n]] = 0;
                for (int k = 0; k < Rank; k++)
                {
                    double q = basis[k * padded + n];
                    VectorAlgebra.AddScaled(q, hidden.Slice((first + k) * Inputs, Inputs), row);
                    w2[members[n]] = Math.FusedMultiplyAdd(q, readout[first + k], w2[members[n]]);
                }
            }
        }

        private double Narrow(int unit, int column) => isReduced ? factor[unit * columns + column] : basis[column * padded + unit];

        private Span<double> Column(int column) => basis.AsSpan(column * padded, padded);

        // Gram–Schmidt, each column twice: then Q is orthonormal to rounding (Giraud, Langou, Rozložník and van den Eshof, 2005). A column
        // that depends on those before it to rounding gets a zero column in Q; its narrow unit has no weights and never gets any.
        private void Orthonormalize()
        {
            for (int c = 0; c < columns; c++)
            {
                Span<double> column = Column(c);
                double before = Math.Sqrt(VectorAlgebra.SumOfSquares(column));
                for (int pass = 0; pass < 2; pass++)
                {
                    for (int k = 0; k < c; k++)
                    {
                        double projection = VectorAlgebra.Dot(Column(k), column);
                        VectorAlgebra.AddScaled(-projection, Column(k), column);
                        factor[k * columns + c] += projection;
                    }
                }

                double norm = Math.Sqrt(VectorAlgebra.SumOfSquares(column));
                if (norm <= before * 1e-14)
                {
                    column.Clear();
                    continue;
                }

                factor[c * columns + c] = norm;
                VectorAlgebra.Scale(column, 1 / norm, column);
            }
        }
    }
}
