using CurlDescent.Tests.Support;

namespace CurlDescent.Tests.Stability;

public class FiniteSizeTests
{
    /// <summary>
    /// The mean distance of the extreme eigenvalues from the edges falls as M^(−2/3), with the Tracy–Widom mean as its factor; what is left
    /// is of order 1/M. The first row lies on the hidden phase boundary, where the left edge is 0 and its distance the eigenvalue itself.
    /// </summary>
    [Theory]
    [InlineData(0.4, -1, 0, 1)]
    [InlineData(0.5, 0.25, 0.25, 2)]
    public void ExtremeEigenvaluesApproachTheEdgesWithTheTracyWidomSlope(double c, double αh, double αr, double ρ)
    {
        if (αr > 0) LongTests.Need("A second design, away from the boundary, takes as long as the first");
        int[] sizes = [50, 100, 200, 400], samples = [1600, 800, 300, 80];
        var distances = new List<(double LogSize, double LogDistance, double Weight)>();
        var ratios = new List<(double Correction, double Ratio, double Weight)>();
        for (int k = 0; k < sizes.Length; k++)
        {
            // Fractions of whole neurons, so that the law is that of the sampled matrices.
            int inputs = sizes[k], hiddenUnits = (int)Math.Round(inputs / c);
            double hidden = αh < 0 ? HiddenPhaseBoundary.Create(ρ).FindCriticalFraction(c) : αh;
            hidden = Math.Round(hidden * inputs) / inputs;
            SpectralLaw law = SpectralLaw.Create(DesignPoint.Create((double)inputs / hiddenUnits, hidden, αr, ρ));
            SpectralEdge left = law.Bands[0].Left, right = law.Bands[^1].Right;
            double low = 0, high = 0;
            for (int sample = 0; sample < samples[k]; sample++)
            {
                double[] eigenvalues = LawSamples.Eigenvalues(inputs, hiddenUnits, hidden, αr, (uint)sample, WeightLaw.Normal, ρ);
                low += (eigenvalues[0] - left.Position) / samples[k];
                high += (right.Position - eigenvalues[^1]) / samples[k];
            }

            double expected = TracyWidom.MeanSmallestEigenvalue(left, inputs) - left.Position,
                expectedHigh = -TracyWidom.Mean * right.FluctuationScale(inputs);
            LawSamples.Report($"M {inputs}: mean distance left {low:f5}, right {high:f5}; Tracy–Widom {expected:f5}, {expectedHigh:f5}");
            double ratio = (low / expected + high / expectedHigh) / 2;
            distances.Add((Math.Log(inputs), Math.Log(ratio * Math.Pow(inputs, -2.0 / 3)), samples[k]));
            ratios.Add((Math.Pow(inputs, -1.0 / 3), ratio, samples[k]));
        }

        (_, double slope) = Line(distances);
        (double factor, _) = Line(ratios);
        LawSamples.Report($"c {c}: slope {slope:f3}, factor of the Tracy–Widom mean as M → ∞ {factor:f3}");
        Assert.Equal(-2.0 / 3, slope, 0.09);
        Assert.Equal(1, factor, 0.15);
    }

    /// <summary>
    /// Random networks lose stability beyond the boundary of infinite ones, by a fraction that falls as M^(−2/3) and is that of the
    /// Tracy–Widom mean but for a correction of relative order M^(−1/3).
    /// </summary>
    [Theory]
    [InlineData(0.4, false)]
    [InlineData(0.4, true)]
    public void FiniteNetworksLoseStabilityBeyondTheBoundary(double c, bool flipInputs)
    {
        if (flipInputs) LongTests.Need("The other boundary takes as long as the first");
        PhaseBoundary boundary = flipInputs ? HiddenPhaseBoundary.Create() : ReadoutPhaseBoundary.Create();
        int[] sizes = [40, 80, 160], samples = [400, 200, 100];
        var shifts = new List<(double LogSize, double LogShift, double Weight)>();
        for (int k = 0; k < sizes.Length; k++)
        {
            (int inputs, int hiddenUnits) = (sizes[k], (int)Math.Round(sizes[k] / c));
            double mean = Enumerable.Range(0, samples[k]).Average(run => Turn(inputs, hiddenUnits, flipInputs, (uint)run));
            double infinite = boundary.LargestStableFraction(c), finite = boundary.LargestStableFractionAtSize(c, inputs),
                ratio = (mean - infinite) / (finite - infinite);
            LawSamples.Report(
                $"M {inputs}: infinite {infinite:f4}, Tracy–Widom {finite:f4}, sampled {mean:f4}, ratio of shifts {ratio:f2}");

            // The law's deviation is 1.05 times its mean.
            double noise = 4 * 1.05 / Math.Sqrt(samples[k]);
            Assert.InRange(ratio, 1 - noise, 1 + noise + Math.Pow(inputs, -1.0 / 3));
            shifts.Add((Math.Log(inputs), Math.Log(mean - infinite), samples[k]));
        }

        (_, double slope) = Line(shifts);
        LawSamples.Report($"slope {slope:f3}");
        Assert.Equal(-2.0 / 3, slope, 0.15);
    }

    /// <summary>
    /// Flipped fraction at which a sampled network loses stability, halfway between the last stable and the first unstable number of flips.
    /// </summary>
    private static double Turn(int inputs, int hiddenUnits, bool flipInputs, uint run)
    {
        int neurons = flipInputs ? inputs : hiddenUnits, stable = 0, unstable = neurons + 1;
        while (unstable - stable > 1)
        {
            int flips = (stable + unstable) / 2;
            double fraction = (double)flips / neurons;
            double smallest = LawSamples.Eigenvalues(inputs, hiddenUnits, flipInputs ? fraction : 0, flipInputs ? 0 : fraction, run)[0];
            (stable, unstable) = smallest >= 0 ? (flips, unstable) : (stable, flips);
        }

        return (stable + unstable) / (2.0 * neurons);
    }

    [Fact]
    public void TheBoundaryOfFiniteNetworksTendsToThatOfInfiniteOnesAndHasItsEnds()
    {
        HiddenPhaseBoundary hidden = HiddenPhaseBoundary.Create();
        ReadoutPhaseBoundary readout = ReadoutPhaseBoundary.Create();
        Assert.Equal(1, hidden.LargestStableFractionAtSize(0.2, 50));
        double[] distances =
            [.. new[] { 1_000, 8_000, 64_000 }.Select(
                inputs => readout.LargestStableFractionAtSize(0.4, inputs) - readout.LargestStableFraction(0.4))];
        Assert.Equal(4, distances[0] / distances[1], 0.1);
        Assert.Equal(4, distances[1] / distances[2], 0.1);
        Assert.Equal(0, hidden.LargestStableFractionAtSize(3, 100_000), 0.01);
        Assert.Contains(
            "Inputs", Assert.Throws<SpecException>(() => readout.LargestStableFractionAtSize(0.4, 0)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "CompressionRatio", Assert.Throws<SpecException>(() => readout.LargestStableFractionAtSize(-1, 10)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Weighted least squares of y = intercept + slope·x.</summary>
    private static (double Intercept, double Slope) Line(IReadOnlyList<(double X, double Y, double Weight)> points)
    {
        double w = points.Sum(p => p.Weight), x = points.Sum(p => p.Weight * p.X) / w, y = points.Sum(p => p.Weight * p.Y) / w;
        double slope = points.Sum(p => p.Weight * (p.X - x) * (p.Y - y)) / points.Sum(p => p.Weight * (p.X - x) * (p.X - x));
        return (y - slope * x, slope);
    }

    [Theory]
    [InlineData(0.3, 0, 1, WeightLaw.Normal)]
    [InlineData(0.6, 0, 1, WeightLaw.Signs)]
    [InlineData(0.9, 0.05, 0.6, WeightLaw.Normal)]
    [InlineData(2.5, 0, 0.5, WeightLaw.Uniform)]
    public void OneFlippedInputPullsOutThePredictedEigenvalue(double c, double αr, double ρ, WeightLaw law) =>
        CompareOutlier(
            240, (int)Math.Round(240 / c), ρ, law,
            (m, n, kurtosis) => SingleFlip.HiddenInput(m, n, αr, ρ, 1, kurtosis),
            m => 1.0 / m, _ => αr);

    [Theory]
    [InlineData(1, 0, 3, WeightLaw.Normal)]
    [InlineData(4, 0, 1.5, WeightLaw.Signs)]
    [InlineData(2, 0.3, 4, WeightLaw.Normal)]
    [InlineData(6, 0.5, 1, WeightLaw.Uniform)]
    public void OneFlippedHiddenUnitPullsOutThePredictedEigenvalue(double c, double αh, double ρ, WeightLaw law) =>
        CompareOutlier(
            240, (int)Math.Round(240 / c), ρ, law,
            (m, n, kurtosis) => SingleFlip.ReadoutUnit(m, n, αh, ρ, 1, kurtosis),
            _ => αh, n => 1.0 / n);

    private static void CompareOutlier(
        int inputs, int hiddenUnits, double ρ, WeightLaw law, Func<int, int, double, OutlierEigenvalue> predict, Func<int, double> hidden,
        Func<int, double> readout)
    {
        double kurtosis = law switch { WeightLaw.Normal => 0, WeightLaw.Uniform => -1.2, _ => -2 };
        var errors = new List<double>();
        var sizes = new[] { 1, 2, 4 };
        foreach (int divisor in sizes)
        {
            int m = inputs / divisor, n = hiddenUnits / divisor, samples = 150 * divisor;
            OutlierEigenvalue outlier = predict(m, n, kurtosis);
            Assert.True(outlier.Separates);
            double[] smallest = [.. Enumerable.Range(0, samples).Select(run => Lanczos.Compute(
                LawSamples.Operator(m, n, hidden(m), readout(n), (uint)run, law, ρ), tolerance: 1e-4).Smallest)];
            double mean = smallest.Average(), deviation = Math.Sqrt(smallest.Sum(x => (x - mean) * (x - mean)) / (samples - 1));
            LawSamples.Report(
                $"M {m}, N {n}, {law}: outlier {mean:f4} ± {deviation:f4}, predicted {outlier.Position:f4}"
                + $" ± {outlier.StandardDeviation:f4}");

            // The mean is off by O(1/M) plus sampling noise; the spread by its own sampling noise and O(1/M).
            Assert.Equal(outlier.Position, mean, 4 * outlier.StandardDeviation / Math.Sqrt(samples) + 6.0 / m);
            errors.Add(deviation);
            Assert.Equal(1, deviation / outlier.StandardDeviation, 4 / Math.Sqrt(2.0 * samples) + 12.0 / m);
        }

        double slope = PowerLaw.Slope([.. sizes.Select(divisor => (double)inputs / divisor)], errors);
        LawSamples.Report($"spread falls with slope {slope:f2}");
        Assert.Equal(-0.5, slope, 0.15);
    }

    [Fact]
    public void OutliersCrossZeroAtTheEndPointsOfTheBoundaries()
    {
        foreach (double ρ in new[] { 0.4, 1, 3 })
        {
            // M and N close to the end points; the position falls with c, so it changes sign between neighbours.
            double hidden = HiddenPhaseBoundary.Create(ρ).FragileCompressionRatio,
                readout = ReadoutPhaseBoundary.Create(ρ).FragileCompressionRatio;
            const int Units = 1_000_000;
            Assert.True(SingleFlip.HiddenInput((int)(hidden * Units) - 5, Units, 0, ρ).IsStable);
            Assert.False(SingleFlip.HiddenInput((int)(hidden * Units) + 5, Units, 0, ρ).IsStable);
            if (ρ > 1)
            {
                Assert.True(SingleFlip.ReadoutUnit((int)(readout * Units) - 5, Units, 0, ρ).IsStable);
                Assert.False(SingleFlip.ReadoutUnit((int)(readout * Units) + 5, Units, 0, ρ).IsStable);
            }
            else
            {
                Assert.True(SingleFlip.ReadoutUnit(100 * Units, Units, 0, ρ).IsStable);
            }
        }

        // ρ = 1, closed forms: −1 + 2/(3c), and 1/(2c) with the N − 1 other units.
        Assert.Equal(-1 + 2 / (3 * 0.5), SingleFlip.HiddenInput(500, 1000).Position, 1e-14);
        Assert.Equal(1 / (2 * (500.0 / 999)), SingleFlip.ReadoutUnit(500, 1000).Position, 1e-14);
    }

    [Fact]
    public void AnAbsorbedOutlierSitsAtTheEdge()
    {
        OutlierEigenvalue outlier = SingleFlip.HiddenInput(100, 2000);
        Assert.False(outlier.Separates);
        Assert.Equal(SpectralLaw.Create(DesignPoint.Create(0.05, 0, 0)).LeftEdge, outlier.Position);
        Assert.True(double.IsNaN(outlier.StandardDeviation));
    }
}
