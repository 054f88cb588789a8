namespace CurlDescent;

/// <summary>
/// Which neurons of one layer carry the sign-flipped rule: a count, a fraction or explicit signs, resolved once the layer's size is known.
/// </summary>
public abstract record LayerFlips
{
    private LayerFlips()
    {
    }

    /// <summary>No neuron is flipped.</summary>
    public static LayerFlips None { get; } = new ByCount(0);

    /// <summary>The first <paramref name="count"/> neurons are flipped (by symmetry equivalent to any others).</summary>
    /// <param name="count">0 … size of the layer.</param>
    public static LayerFlips Count(int count) => new ByCount(count);

    /// <summary>The first ⌊n·α⌋ of n neurons are flipped.</summary>
    /// <param name="fraction">α, 0 … 1.</param>
    public static LayerFlips Fraction(double fraction) => new ByFraction(fraction);

    /// <summary>Explicit signs, one per neuron.</summary>
    /// <param name="signs">+1 or −1 each.</param>
    public static LayerFlips Signs(params int[] signs) => new BySigns((int[])signs.Clone());

    /// <summary>Returns the diagonal of D: +1 or −1 per neuron.</summary>
    /// <param name="neurons">Size of the layer.</param>
    /// <param name="field">Name for the error.</param>
    /// <exception cref="SpecException">More flips than neurons, a fraction outside 0 … 1, or signs of the wrong number or
    /// value.</exception>
    public abstract double[] Resolve(int neurons, string field);

    private static double[] First(int count, int neurons)
    {
        var signs = new double[neurons];
        Array.Fill(signs, 1);
        Array.Fill(signs, -1, 0, count);
        return signs;
    }

    private sealed record ByCount(int Number) : LayerFlips
    {
        public override double[] Resolve(int neurons, string field)
        {
            Require.InRange(field, Number, 0, neurons);
            return First(Number, neurons);
        }

        public override string ToString() => $"{Number} flipped";
    }

    private sealed record ByFraction(double Alpha) : LayerFlips
    {
        public override double[] Resolve(int neurons, string field)
        {
            Require.Fraction(field, Alpha);
            return First(FlippedCount(neurons, Alpha), neurons);
        }

        public override string ToString() => FormattableString.Invariant($"fraction {Alpha} flipped");
    }

    private sealed record BySigns(int[] Values) : LayerFlips
    {
        public override double[] Resolve(int neurons, string field)
        {
            if (Values.Length != neurons) throw new SpecException(field, $"{Values.Length} signs", $"{neurons} signs, one per neuron");
            foreach (int sign in Values)
            {
                if (sign is not (1 or -1)) throw new SpecException(field, sign, "+1 or −1");
            }

            return Array.ConvertAll(Values, sign => (double)sign);
        }

        public bool Equals(BySigns? other) => other is not null && Values.AsSpan().SequenceEqual(other.Values);

        public override int GetHashCode() => Values.Aggregate(17, HashCode.Combine);

        public override string ToString() => $"signs ({Values.Count(s => s < 0)} of {Values.Length} flipped)";
    }

    /// <summary>⌊n·α⌋, where a product within rounding below an integer counts as that integer (0.29·100 is 29).</summary>
    /// <param name="neurons">n.</param>
    /// <param name="fraction">α, 0 … 1.</param>
    /// <exception cref="SpecException">A number is outside its range.</exception>
    public static int FlippedCount(int neurons, double fraction)
    {
        Require.InRange("Neurons", neurons, 0, int.MaxValue);
        Require.Fraction("FlippedFraction", fraction);
        return Math.Min(neurons, (int)Math.Floor(neurons * fraction * (1 + 4e-16) + 1e-12));
    }
}
