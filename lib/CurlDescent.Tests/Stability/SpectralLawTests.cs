using System.Numerics;
using MathNet.Numerics;

namespace CurlDescent.Tests.Stability;

public class SpectralLawTests
{
    [Theory]
    [InlineData(1e-4)]
    [InlineData(0.2)]
    [InlineData(0.999)]
    [InlineData(1.5)]
    [InlineData(300)]
    public void WithoutFlipsItIsTheMarchenkoPasturLaw(double c)
    {
        const double Rho = 1.7;
        SpectralLaw law = SpectralLaw.Create(DesignPoint.Create(c, 0, 0, Rho));
        double low = 1 + Rho / c * (1 - Math.Sqrt(c)) * (1 - Math.Sqrt(c)), high = 1 + Rho / c * (1 + Math.Sqrt(c)) * (1 + Math.Sqrt(c));
        Assert.Equal(2, law.Edges.Count);
        Assert.Equal(low, law.Edges[0], 1e-10 * Math.Max(1, Rho / c * 1e-3));
        Assert.Equal(high, law.Edges[1], 1e-10 * Math.Max(1, Rho / c * 1e-3));
        foreach (double share in new[] { 1e-6, 0.1, 0.5, 0.9, 1 - 1e-6 })
        {
            double x = low + share * (high - low), y = (x - 1) / Rho;
            double expected = Math.Sqrt((high - x) / Rho * ((x - low) / Rho)) / (2 * Math.PI * y * Rho);
            Assert.Equal(1, law.Density(x) / expected, 1e-7);
        }

        Assert.Equal(c > 1 ? 1 : 0, law.Atoms.Count);
        if (c > 1) Assert.Equal(new SpectralAtom(1, 1 - 1 / c), law.Atoms[0]);
        Assert.Equal(0, law.UnstableFraction);
    }

    [Fact]
    public void BandsAndAtomsHoldAllMass()
    {
        double worst = 0;
        var counts = new int[5];
        foreach (DesignPoint point in LawSamples.DesignPoints(3000, 1))
        {
            SpectralLaw law = SpectralLaw.Create(point);
            worst = Math.Max(worst, Math.Abs(law.Bands.Sum(band => band.Mass) + law.Atoms.Sum(atom => atom.Mass) - 1));
            Assert.All(law.Bands, band => Assert.True(band.Mass >= -1e-15 && band.Left.Position < band.Right.Position, $"{point} {band}"));
            Assert.Equal(law.Edges.Order(), law.Edges);
            counts[law.Bands.Count]++;
        }

        LawSamples.Report($"mass − 1: {worst:e1}; laws with 1, 2, 3, 4 bands: {string.Join(", ", counts[1..])}");
        Assert.True(worst < 1e-13, $"{worst}");
        Assert.All(counts[1..], count => Assert.True(count > 50));
    }

    [Fact]
    public void DensityIntegratesToTheClosedFormMass()
    {
        double worst = 0;
        foreach (DesignPoint point in LawSamples.DesignPoints(150, 2))
        {
            SpectralLaw law = SpectralLaw.Create(point);
            double total = law.Atoms.Sum(atom => atom.Mass);
            foreach (SpectralBand band in law.Bands)
            {
                double middle = (band.Left.Position + band.Right.Position) / 2, half = (band.Right.Position - band.Left.Position) / 2;
                double Integrand(double θ) => half * Math.Sin(θ) * law.Density(middle - half * Math.Cos(θ));
                double mass = Midpoints(Integrand, Math.PI), part = Midpoints(Integrand, 1);
                double closed = law.Cumulative(middle - half * Math.Cos(1)) - law.Cumulative(band.Left.Position);
                worst = Math.Max(worst, Math.Max(Math.Abs(mass - band.Mass), Math.Abs(part - closed)));
                total += mass;
            }

            worst = Math.Max(worst, Math.Abs(total - 1));
            Assert.False(double.IsNaN(worst), $"{point}");
        }

        LawSamples.Report($"quadrature − closed form: {worst:e1}");
        Assert.True(worst < 1e-6, $"{worst}");
    }

    /// <summary>Midpoint rule on 0 … end, refined until it stands still.</summary>
    private static double Midpoints(Func<double, double> integrand, double end)
    {
        double last = double.NaN;
        for (int count = 64; count <= 1 << 18; count *= 3)
        {
            double step = end / count, sum = 0;
            for (int k = 0; k < count; k++) sum += step * integrand((k + 0.5) * step);
            if (Math.Abs(sum - last) < 1e-8) return sum;
            last = sum;
        }

        return last;
    }

    [Fact]
    public void EdgesAreWhereAnExactDiscriminantChangesSign()
    {
        int edges = 0;
        foreach ((double c, double αh, double αr, double ρ) in new[]
        {
            (0.3, 0.4, 0.0, 1.0), (0.01, 0.5, 0.0, 1.0), (5.0, 0.25, 0.0, 2.0), (50.0, 0.75, 0.0, 0.5), (0.25, 1e-6, 0.0, 1.0),
            (0.3, 0.0, 0.4, 1.0), (0.02, 0.0, 0.5, 3.0), (8.0, 0.0, 0.25, 1.5), (2.0, 0.0, 1e-6, 1.0), (0.5, 0.0, 0.9, 0.25),
            (0.4, 0.25, 0.25, 1.0), (20.0, 0.25, 0.375, 1.0), (3.0, 0.5, 0.5, 2.0), (0.05, 0.75, 0.125, 0.5), (1.5, 0.0625, 0.9375, 4.0),
            (12.0, 1e-4, 1e-4, 1.0),
        })
        {
            DesignPoint point = DesignPoint.Create(c, αh, αr, ρ);
            foreach (double edge in SpectralLaw.Create(point).Edges)
            {
                int below = ExactPolynomial.DiscriminantSign(point, (decimal)edge - 1e-10m);
                int above = ExactPolynomial.DiscriminantSign(point, (decimal)edge + 1e-10m);
                Assert.True(below * above < 0, $"{point}: no edge within 1e-10 of {edge:r}");
                edges++;
            }
        }

        LawSamples.Report($"{edges} edges");
        Assert.True(edges > 40);
    }

    [Fact]
    public void DensitySolvesTheCubicInTheTransform()
    {
        double worst = 0;
        foreach (DesignPoint point in LawSamples.DesignPoints(400, 3))
        {
            double c = point.CompressionRatio, αh = point.HiddenFlippedFraction, αr = point.ReadoutFlippedFraction, ρ = point.RelativeScale;
            if (Math.Min(αh, 1 - αh) is > 0 and < 1e-3 || Math.Min(αr, 1 - αr) is > 0 and < 1e-3 || c is < 0.05 or > 20) continue;
            bool hidden = αr == 0;
            if (!hidden && αh != 0) continue;
            SpectralLaw law = SpectralLaw.Create(point);
            foreach (SpectralBand band in law.Bands)
            {
                foreach (double share in new[] { 0.05, 0.3, 0.5, 0.85 })
                {
                    double z = band.Left.Position + share * (band.Right.Position - band.Left.Position);
                    Polynomial q = new(1, -ρ), p = new(1, ρ), ω = new(0, 1), n = z * q - ρ / c;
                    Polynomial equation = hidden
                        ? (n * n - q * q) * ω - (n + (1 - 2 * αh) * q) * q
                        : (z - 1) * ω * q * p - q * p - ρ / c * ω * ((1 - αr) * p - αr * q);
                    double expected = equation.Roots().Max(root => Math.Abs(root.Imaginary)) / Math.PI;
                    worst = Math.Max(worst, Math.Abs(law.Density(z) / expected - 1));
                }
            }
        }

        LawSamples.Report($"density against the exact polynomial: relative {worst:e1}");
        Assert.True(worst < 1e-6, $"{worst}");
    }

    [Fact]
    public void StieltjesTransformCarriesACertificate()
    {
        double worst = 0;
        foreach (DesignPoint point in LawSamples.DesignPoints(1000, 4))
        {
            SpectralLaw law = SpectralLaw.Create(point);
            foreach (double share in new[] { -0.5, -1e-3, 1e-9, 0.01, 0.37, 0.5, 0.999, 1.2 })
            {
                foreach (double height in new[] { 0, 1e-12, 1e-3, 1.0 })
                {
                    double width = law.RightEdge - law.LeftEdge;
                    var z = new Complex(law.LeftEdge + share * width, height * width);
                    Complex g = law.StieltjesTransform(z, out double residual);
                    worst = Math.Max(worst, residual / (1 + z.Magnitude));
                    Assert.True(g.Imaginary <= 1e-300, $"{point} z={z}: {g}");
                    if (height > 0) Assert.Equal(Complex.Conjugate(g), law.StieltjesTransform(Complex.Conjugate(z)));
                }
            }
        }

        LawSamples.Report($"largest residual: {worst:e1}");
        Assert.True(worst < 1e-11, $"{worst}");
    }

    [Fact]
    public void StieltjesTransformIsTheFixedPointOfTheory()
    {
        foreach (DesignPoint point in LawSamples.DesignPoints(200, 5))
        {
            double c = point.CompressionRatio, αh = point.HiddenFlippedFraction, αr = point.ReadoutFlippedFraction, ρ = point.RelativeScale;
            SpectralLaw law = SpectralLaw.Create(point);
            double width = law.RightEdge - law.LeftEdge;
            var z = new Complex(law.LeftEdge + 0.4 * width, width);

            // Far enough from the real line the plain iteration of ω = G_D(z − R(ω)) contracts.
            Complex ω = 1 / z;
            for (int step = 0; step < 3000; step++)
            {
                Complex ζ = z - ρ / c * ((1 - αr) / (1 - ρ * ω) - αr / (1 + ρ * ω));
                ω = (1 - αh) / (ζ - 1) + αh / (ζ + 1);
            }

            Assert.True((law.StieltjesTransform(z) - ω).Magnitude < 1e-12 * ω.Magnitude, $"{point}: {law.StieltjesTransform(z)} {ω}");
        }
    }

    [Fact]
    public void OutsideTheSupportTheTransformIsTheAverageOfTheResolvent()
    {
        SpectralLaw law = SpectralLaw.Create(DesignPoint.Create(0.7, 0.3, 0.2, 1.5));
        double Integral(double z) => law.Bands.Sum(band => Integrate.GaussKronrod(
            θ =>
            {
                double half = (band.Right.Position - band.Left.Position) / 2, x = band.Left.Position + half * (1 - Math.Cos(θ));
                return half * Math.Sin(θ) * law.Density(x) / (z - x);
            }, 0, Math.PI, 1e-10, 20, 21)) + law.Atoms.Sum(atom => atom.Mass / (z - atom.Position));
        foreach (double z in new[] { law.LeftEdge - 5, law.LeftEdge - 0.01, law.RightEdge + 0.01, law.RightEdge + 30 })
            Assert.Equal(Integral(z), law.StieltjesTransform(z).Real, 1e-8);
    }

    [Theory]
    [InlineData(6, 0.3, 0.4, 1)]
    [InlineData(20, 0.25, 0.5, 2)]
    [InlineData(1.5, 0.1, 0, 1)]
    [InlineData(2.5, 0, 0.4, 1)]
    public void SampledEigenvaluesFillEachBandExactly(double c, double αh, double αr, double ρ)
    {
        const int Inputs = 600;
        int hiddenUnits = (int)(Inputs / c);
        SpectralLaw law = SpectralLaw.Create(DesignPoint.Create((double)Inputs / hiddenUnits, αh, αr, ρ));
        double[] eigenvalues = LawSamples.Eigenvalues(Inputs, hiddenUnits, αh, αr, 7, relativeScale: ρ);
        Assert.True(law.Bands.Count > 1);
        foreach (SpectralAtom atom in law.Atoms)
            Assert.Equal(Inputs * atom.Mass, eigenvalues.Count(value => Math.Abs(value - atom.Position) < 1e-10), 1e-6);
        foreach (SpectralBand band in law.Bands)
        {
            // Random edges move by about M^(−2/3); the gaps of these laws are wider.
            double margin = 4 * Math.Max(band.Left.FluctuationScale(Inputs), band.Right.FluctuationScale(Inputs));
            int inside = eigenvalues.Count(value => value > band.Left.Position - margin && value < band.Right.Position + margin
                && law.Atoms.All(atom => Math.Abs(value - atom.Position) > 1e-10));
            Assert.Equal(Inputs * band.Mass, inside, 1e-6);
        }
    }

    [Fact]
    public void SampledSpectraApproachTheLaw()
    {
        foreach ((double αh, double αr, double ρ) in new[] { (0.5, 0.0, 1.0), (0.0, 0.5, 1.0), (0.25, 0.25, 2.0) })
        {
            const int Inputs = 1000, HiddenUnits = 2000;
            SpectralLaw law = SpectralLaw.Create(DesignPoint.Create(0.5, αh, αr, ρ));
            double[] eigenvalues = LawSamples.Eigenvalues(Inputs, HiddenUnits, αh, αr, 3, relativeScale: ρ);
            double distance = Enumerable.Range(0, Inputs).Max(i => Math.Abs(law.Cumulative(eigenvalues[i]) - (i + 0.5) / Inputs));
            double unstable = (double)eigenvalues.Count(value => value < 0) / Inputs;
            LawSamples.Report(
                $"α_h {αh}, α_r {αr}: Kolmogorov distance {distance:f4}; unstable {unstable:f4} against {law.UnstableFraction:f4}");
            Assert.True(distance < 3.0 / Inputs + 1e-3);
            Assert.Equal(law.UnstableFraction, unstable, 0.004);
        }
    }

    [Fact]
    public void FlippingAllSignsMirrorsTheLaw()
    {
        foreach (DesignPoint point in LawSamples.DesignPoints(100, 6))
        {
            SpectralLaw law = SpectralLaw.Create(point), mirrored = SpectralLaw.Create(DesignPoint.Create(
                point.CompressionRatio, 1 - point.HiddenFlippedFraction, 1 - point.ReadoutFlippedFraction, point.RelativeScale));
            double size = Math.Max(Math.Abs(law.LeftEdge), Math.Abs(law.RightEdge)),
                x = law.LeftEdge + 0.41 * (law.RightEdge - law.LeftEdge);
            Assert.Equal(law.LeftEdge, -mirrored.RightEdge, 1e-7 * size);
            Assert.Equal(1 - law.Cumulative(x), mirrored.Cumulative(-x), 1e-6);
        }
    }

    [Fact]
    public void ScaleStretchesTheLaw()
    {
        DesignPoint point = DesignPoint.Create(0.8, 0.3, 0.1, 1.4);
        SpectralLaw unit = SpectralLaw.Create(point), scaled = SpectralLaw.Create(point, 2.5);
        Assert.Equal(2.5 * unit.LeftEdge, scaled.LeftEdge, 1e-13);
        Assert.Equal(unit.Density(0.3) / 2.5, scaled.Density(0.75), 1e-13);
        Assert.Equal(unit.UnstableFraction, scaled.UnstableFraction, 1e-13);
    }

    [Fact]
    public void QuantileInvertsTheCumulative()
    {
        foreach (DesignPoint point in LawSamples.DesignPoints(60, 8))
        {
            SpectralLaw law = SpectralLaw.Create(point);
            foreach (double p in new[] { 0, 1e-3, 0.2, 0.5, 0.77, 1 - 1e-3, 1 })
            {
                double x = law.Quantile(p), step = 1e-12 * (1 + Math.Abs(x));
                Assert.True(law.Cumulative(x) >= p - 1e-14 && law.Cumulative(x - step) <= p + 1e-4, $"{point} p={p} x={x}");
            }
        }
    }

    [Fact]
    public void ZeroReadoutScaleLeavesTheHiddenPart()
    {
        SpectralLaw law = SpectralLaw.Create(4, 0.3, 0, 0, 2);
        Assert.Equal(new SpectralAtom(0, 0.75), Assert.Single(law.Atoms));
        Assert.Equal(2.0 / 4 * 1, law.Edges[0], 1e-12);
        Assert.Equal(2.0 / 4 * 9, law.Edges[1], 1e-12);
        Assert.True(law.IsStable);
        Assert.Equal(0, law.UnstableFraction);
    }

    [Fact]
    public void FarCornersOfTheDesignSpaceStayFinite()
    {
        var stream = new RandomStream(14, 0, RandomPurpose.Design);
        double Fraction() =>
            stream.NextInt32(4) == 0 ? Math.Pow(10, -300 * stream.NextUniform()) : Math.Pow(10, -12 * stream.NextUniform());
        double mass = 0, density = 0;
        for (int k = 0; k < 5000; k++)
        {
            DesignPoint point =
                DesignPoint.Create(Math.Pow(10, stream.NextUniform(6)), Fraction(), Fraction(), Math.Pow(10, stream.NextUniform(6)));
            SpectralLaw law = SpectralLaw.Create(point);
            mass = Math.Max(mass, Math.Abs(law.Bands.Sum(band => band.Mass) + law.Atoms.Sum(atom => atom.Mass) - 1));
            foreach (double share in new[] { 0.1, 0.5, 0.9 })
            {
                SpectralBand band = law.Bands[^1];
                double x = band.Left.Position + share * (band.Right.Position - band.Left.Position), value = law.Density(x);
                Assert.True(value >= 0 && double.IsFinite(value), $"{point}: density {value} at {x}");
                law.StieltjesTransform(x, out double residual);
                density = Math.Max(density, residual / (1 + Math.Max(Math.Abs(law.LeftEdge), Math.Abs(law.RightEdge))));
            }
        }

        LawSamples.Report($"corners: mass − 1 {mass:e1}, residual {density:e1}");
        Assert.True(mass < 1e-9 && density < 1e-9, $"{mass} {density}");
    }

    [Fact]
    public void DensityOfNaNIsNaN()
    {
        SpectralLaw law = SpectralLaw.Create(DesignPoint.Create(1, 0.2, 0.3));
        Assert.True(double.IsNaN(law.Density(double.NaN)) && double.IsNaN(law.Cumulative(double.NaN)));
        Assert.Equal(0, law.Density(double.PositiveInfinity));
        Assert.Equal((0, 1), (law.Cumulative(double.NegativeInfinity), law.Cumulative(double.PositiveInfinity)));
    }

    [Theory]
    [InlineData(0, 0.1, 0.1, 1, "CompressionRatio")]
    [InlineData(1e-7, 0.1, 0.1, 1, "CompressionRatio")]
    [InlineData(double.NaN, 0.1, 0.1, 1, "CompressionRatio")]
    [InlineData(1, -0.1, 0.1, 1, "HiddenFlippedFraction")]
    [InlineData(1, 0.1, 1.1, 1, "ReadoutFlippedFraction")]
    [InlineData(1, 0.1, 0.1, double.PositiveInfinity, "RelativeScale")]
    public void BadParametersNameTheirField(double c, double αh, double αr, double ρ, string field)
    {
        SpecException error = Assert.Throws<SpecException>(() => DesignPoint.Create(c, αh, αr, ρ));
        Assert.Equal(field, error.Field);
    }
}
