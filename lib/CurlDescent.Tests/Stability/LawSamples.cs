namespace CurlDescent.Tests.Stability;

/// <summary>Design points and sampled matrices shared by the random-matrix tests.</summary>
internal static class LawSamples
{
    /// <summary>Random design points over six decades of c, with tiny fractions and the exact ends of the ranges among them.</summary>
    public static IEnumerable<DesignPoint> DesignPoints(int count, ulong seed)
    {
        var stream = new RandomStream(seed, 0, RandomPurpose.Design);
        double Fraction() => stream.NextInt32(8) switch
        {
            0 => 0,
            1 => 1,
            2 => Math.Pow(10, -9 * stream.NextUniform()),
            _ => stream.NextUniform(),
        };
        for (int k = 0; k < count; k++)
            yield return DesignPoint.Create(
                Math.Pow(10, stream.NextUniform(3)), Fraction(), Fraction(), Math.Pow(10, stream.NextUniform(1.5)));
    }

    /// <summary>Signs with the first ⌊αn + ½⌋ negative.</summary>
    public static double[] Signs(int n, double fraction)
    {
        var signs = new double[n];
        int flipped = (int)Math.Round(fraction * n);
        for (int i = 0; i < n; i++) signs[i] = i < flipped ? -1 : 1;
        return signs;
    }

    /// <summary>X = D1 + ρY with sampled weights, as an operator.</summary>
    public static StabilityOperator Operator(
        int inputs, int hiddenUnits, double hidden, double readout, uint run, WeightLaw law = WeightLaw.Normal, double relativeScale = 1,
        double scale = 1) =>
        StabilityOperator.Create(
            RandomWeights.Create(inputs, hiddenUnits, 20250, run, law, relativeScale * scale).ToArray(),
            Signs(inputs, hidden), Signs(hiddenUnits, readout), scale);

    /// <summary>Ascending eigenvalues of one sample of X = D1 + ρY.</summary>
    public static double[] Eigenvalues(
        int inputs, int hiddenUnits, double hidden, double readout, uint run, WeightLaw law = WeightLaw.Normal, double relativeScale = 1) =>
        SymmetricEigenvalues.ComputeInPlace(Operator(inputs, hiddenUnits, hidden, readout, run, law, relativeScale).ToDense(), inputs);

    public static void Report(string message) => TestContext.Current.SendDiagnosticMessage(message);
}
