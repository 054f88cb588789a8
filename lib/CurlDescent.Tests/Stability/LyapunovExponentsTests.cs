using System.Numerics.Tensors;

namespace CurlDescent.Tests.Stability;

public class LyapunovExponentsTests
{
    private static LyapunovSpectrum Compute(ITangentMap map, double[] start, LyapunovOptions options) =>
        LyapunovExponents.Compute(map, start, options, cancellation: TestContext.Current.CancellationToken);

    [Fact]
    public void HenonMap()
    {
        // a = 1.4, b = 0.3: the largest exponent is 0.41922 (e.g. Sprott, Chaos and Time-Series Analysis, 2003); the sum is ln b.
        LyapunovSpectrum spectrum =
            Compute(new Henon(), [0.1, 0.1], new LyapunovOptions { Count = 2, StepsPerBatch = 20_000, Interval = 4 });
        TestContext.Current.SendDiagnosticMessage(
            $"Hénon: {spectrum.Largest:f6} ± {spectrum.LargestError:e1}, sum − ln b = {spectrum.Exponents.Sum() - Math.Log(0.3):e1}");
        Assert.Equal(LyapunovOutcome.Completed, spectrum.Outcome);
        Assert.Equal(400_000, spectrum.Steps);
        Assert.True(spectrum.LargestError is > 1e-5 and < 1e-3, $"{spectrum.LargestError:e2}");
        Assert.Equal(0.41922, spectrum.Largest, 4 * spectrum.LargestError);
        Assert.Equal(Math.Log(0.3), spectrum.Exponents.Sum(), 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void ArnoldsCatMap(int interval)
    {
        LyapunovSpectrum spectrum =
            Compute(new Cat(), [0.2, 0.7], new LyapunovOptions { Count = 2, StepsPerBatch = 100, Interval = interval });
        double exact = Math.Log((3 + Math.Sqrt(5)) / 2);
        Assert.Equal(exact, spectrum.Exponents[0], 1e-12);
        Assert.Equal(-exact, spectrum.Exponents[1], 1e-9);
    }

    [Fact]
    public void LogisticMap()
    {
        LyapunovSpectrum spectrum = Compute(new Logistic(), [0.3], new LyapunovOptions { StepsPerBatch = 20_000 });
        Assert.Equal(Math.Log(2), spectrum.Largest, 4 * spectrum.LargestError);
        Assert.True(spectrum.LargestError < 1e-3);
        Assert.Equal(250 * spectrum.Largest, spectrum.Per(250).Largest, 1e-9);
        Assert.Equal(250 * spectrum.LargestError, spectrum.Per(250).LargestError, 1e-12);
    }

    [Fact]
    public void TheErrorBarCoversTheExponentAsOftenAsItShould()
    {
        // Local growth rates iid N(0.1, 0.5²): 95 % of the estimates lie within 2.09 standard errors (Student, 19 degrees of freedom).
        int covered = 0;
        double ratio = 0;
        const int repetitions = 400;
        for (uint run = 0; run < repetitions; run++)
        {
            LyapunovSpectrum spectrum = Compute(new RandomGrowth(run), [1], new LyapunovOptions { TransientSteps = 0, StepsPerBatch = 50 });
            if (Math.Abs(spectrum.Largest - 0.1) < 2.093 * spectrum.LargestError) covered++;
            ratio += spectrum.LargestError / (0.5 / Math.Sqrt(1000)) / repetitions;
        }

        Assert.InRange((double)covered / repetitions, 0.92, 0.98);
        Assert.InRange(ratio, 0.96, 1.01);
    }

    [Fact]
    public void DivergenceIsAnOutcomeAndAnAnnihilatedDirectionIsMinusInfinity()
    {
        LyapunovSpectrum escaped = Compute(new Henon(), [10, 10], new LyapunovOptions());
        Assert.Equal(LyapunovOutcome.NonFinite, escaped.Outcome);
        Assert.True(double.IsNaN(escaped.Largest));

        LyapunovSpectrum projected = Compute(new Projection(), [1, 1, 1], new LyapunovOptions { Count = 3, StepsPerBatch = 10 });
        Assert.Equal(Math.Log(2), projected.Exponents[0], 1e-12);
        Assert.Equal(Math.Log(0.5), projected.Exponents[1], 1e-12);
        Assert.Equal(double.NegativeInfinity, projected.Exponents[2]);
    }

    [Fact]
    public void SameOptionsSameBitsAndProgressAndCancellation()
    {
        var options = new LyapunovOptions { Count = 2, StepsPerBatch = 100 };
        Assert.Equal(Compute(new Henon(), [0.1, 0.1], options).Exponents, Compute(new Henon(), [0.1, 0.1], options).Exponents);

        var reports = new Collect();
        LyapunovExponents.Compute(new Henon(), [0.1, 0.1], options, reports, TestContext.Current.CancellationToken);
        Assert.Equal(20, reports.Seen.Count);
        Assert.Equal((2000L, 2000L), (reports.Seen[^1].Step, reports.Seen[^1].Steps));

        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => LyapunovExponents.Compute(new Henon(), [0.1, 0.1], options, null, source.Token));
    }

    [Theory]
    [InlineData("Count", 3, 1000, 20, 1)]
    [InlineData("StepsPerBatch", 1, 10, 20, 3)]
    [InlineData("Batches", 1, 1000, 1, 1)]
    [InlineData("Interval", 1, 1000, 20, 0)]
    public void BadOptionsAreNamed(string field, int count, int steps, int batches, int interval)
    {
        var options = new LyapunovOptions { Count = count, StepsPerBatch = steps, Batches = batches, Interval = interval };
        Assert.Equal(field, Assert.Throws<SpecException>(() => Compute(new Henon(), [0, 0], options)).Field);
        Assert.Equal("start", Assert.Throws<SpecException>(() => Compute(new Henon(), [0], new LyapunovOptions())).Field);
    }

    private sealed class Collect : IProgress<LyapunovProgress>
    {
        public List<LyapunovProgress> Seen { get; } = [];

        public void Report(LyapunovProgress value) => Seen.Add(value);
    }

    /// <summary>A map of few coordinates given by its step and its Jacobian (row-major).</summary>
    private abstract class SmallMap(int dimension) : ITangentMap
    {
        public int Dimension => dimension;

        public int TangentDimension => dimension;

        public void Step(long step, Span<double> state, Span<double> tangents)
        {
            double[] jacobian = Jacobian(step, state), v = new double[dimension];
            for (; tangents.Length > 0; tangents = tangents[dimension..])
            {
                for (int i = 0; i < dimension; i++)
                    v[i] = TensorPrimitives.Dot(jacobian.AsSpan(i * dimension, dimension), tangents[..dimension]);
                v.CopyTo(tangents);
            }

            Advance(step, state);
        }

        protected abstract void Advance(long step, Span<double> state);

        protected abstract double[] Jacobian(long step, ReadOnlySpan<double> state);
    }

    private sealed class Henon() : SmallMap(2)
    {
        protected override void Advance(long step, Span<double> s) => (s[0], s[1]) = (1 - 1.4 * s[0] * s[0] + s[1], 0.3 * s[0]);

        protected override double[] Jacobian(long step, ReadOnlySpan<double> s) => [-2.8 * s[0], 1, 0.3, 0];
    }

    private sealed class Cat() : SmallMap(2)
    {
        protected override void Advance(long step, Span<double> s) => (s[0], s[1]) = ((2 * s[0] + s[1]) % 1, (s[0] + s[1]) % 1);

        protected override double[] Jacobian(long step, ReadOnlySpan<double> s) => [2, 1, 1, 1];
    }

    private sealed class Logistic() : SmallMap(1)
    {
        protected override void Advance(long step, Span<double> s) => s[0] = 4 * s[0] * (1 - s[0]);

        protected override double[] Jacobian(long step, ReadOnlySpan<double> s) => [4 - 8 * s[0]];
    }

    private sealed class Projection() : SmallMap(3)
    {
        protected override void Advance(long step, Span<double> s)
        {
        }

        protected override double[] Jacobian(long step, ReadOnlySpan<double> s) => [2, 0, 0, 0, 0.5, 0, 0, 0, 0];
    }

    private sealed class RandomGrowth(uint run) : SmallMap(1)
    {
        private readonly RandomStream stream = new(5, run, RandomPurpose.Probe);

        protected override void Advance(long step, Span<double> s)
        {
        }

        protected override double[] Jacobian(long step, ReadOnlySpan<double> s) => [Math.Exp(0.1 + 0.5 * stream.NextNormal())];
    }
}
