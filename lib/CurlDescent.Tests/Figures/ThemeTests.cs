using CurlDescent.Figures;
using CurlDescent.Figures.Theme;

namespace CurlDescent.Tests.Figures;

public sealed class ThemeTests
{
    // Machado, Oliveira, Fernandes (IEEE Trans. Vis. Comput. Graph. 15, 2009), severity 1, on linear RGB.
    private static readonly Dictionary<string, double[,]> Deficiencies = new()
    {
        ["normal"] = new double[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
        ["protanopia"] = new[,] { { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 }, { -0.003882, -0.048116, 1.051998 } },
        ["deuteranopia"] =
            new[,] { { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 }, { -0.011820, 0.042940, 0.968881 } },
        ["tritanopia"] = new[,] { { 1.255528, -0.076749, -0.178779 }, { -0.078411, 0.930809, 0.147602 }, { 0.004733, 0.691367, 0.303900 } },
    };

    [Theory]
    [InlineData("normal")]
    [InlineData("protanopia")]
    [InlineData("deuteranopia")]
    [InlineData("tritanopia")]
    public void RulesAreToldApartWithEveryColourVision(string vision)
    {
        string[] rules = [Palette.Blue, Palette.Vermilion, Palette.Green, Palette.Purple];
        double[][] seen = [.. rules.Select(color => Lab(See(Linear(color), Deficiencies[vision])))];
        for (int i = 0; i < seen.Length; i++)
        {
            for (int j = 0; j < i; j++)
                Assert.True(Distance(seen[i], seen[j]) > 14, $"{rules[i]} and {rules[j]} differ by {Distance(seen[i], seen[j]):F1} only");
        }
    }

    [Fact]
    public void GradientAndCurlDescentDifferInGreyToo() =>
        Assert.True(Math.Abs(Lab(Linear(Palette.Blue))[0] - Lab(Linear(Palette.Vermilion))[0]) > 8);

    [Fact]
    public void MapsForMagnitudesRiseEvenlyInLightness()
    {
        foreach (ColorMap map in new[] { ColorMap.Viridis, ColorMap.Cividis })
        {
            double[] lightness = [.. Enumerable.Range(0, 21).Select(k => Lab(Linear(map.At(k / 20.0)))[0])];
            double[] steps = [.. lightness.Zip(lightness.Skip(1), (a, b) => b - a)];
            Assert.All(steps, step => Assert.InRange(step, 0.35 * steps.Average(), 1.7 * steps.Average()));
        }
    }

    [Fact]
    public void TheDivergingMapIsLightestInTheMiddleAndEvenOnBothSides()
    {
        double[] lightness = [.. Enumerable.Range(0, 9).Select(k => Lab(Linear(ColorMap.Diverging.At(k / 8.0)))[0])];
        for (int k = 0; k < 4; k++)
        {
            Assert.True(lightness[k] < lightness[k + 1] && lightness[8 - k] < lightness[7 - k]);
            Assert.InRange(lightness[k] - lightness[8 - k], -8, 8);
        }
    }

    [Fact]
    public void TextStandsOutOnBothPages()
    {
        foreach ((string light, string dark) in Palette.DarkNeutrals.Where(pair => pair.Key is Palette.Ink or Palette.Muted))
        {
            Assert.True(Contrast(light, Palette.Paper) >= 4.5, light);
            Assert.True(Contrast(dark, Palette.DarkNeutrals[Palette.Paper]) >= 4.5, dark);
        }
    }

    [Theory]
    [InlineData(1e-3, 1e2, new[] { 1e-3, 1e-2, 1e-1, 1, 10, 100 })]
    [InlineData(0.15, 4, new[] { 0.2, 0.5, 1, 2 })]
    [InlineData(1e-30, 1, new[] { 1e-30, 1e-25, 1e-20, 1e-15, 1e-10, 1e-5, 1 })]
    public void LogarithmicTicks(double from, double to, double[] expected) => Assert.Equal(expected, Axis.LogTicks(from, to));

    [Fact]
    public void LogarithmicLabelsAreAlike() => Assert.Equal(
        ["10<sup>−3</sup>", "10<sup>−2</sup>", "10<sup>−1</sup>", "10<sup>0</sup>"], Axis.LogLabels([1e-3, 1e-2, 0.1, 1]));

    [Theory]
    [InlineData(123456.789, 123456.8)]
    [InlineData(-1.23456789e-9, -1.234568e-9)]
    [InlineData(0, 0)]
    [InlineData(9.99999999e120, 1e121)]
    public void NumbersKeepSevenDigits(double value, double kept) => Assert.Equal(kept, Props.Round(value));

    private static double[] Linear(
        string color) => [.. Enumerable.Range(0, 3).Select(c => Convert.ToInt32(color.Substring(1 + 2 * c, 2), 16) / 255.0)
        .Select(v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4))];

    private static double[] See(double[] rgb, double[,] matrix) =>
        [.. Enumerable.Range(0, 3).Select(r => Math.Clamp(Enumerable.Range(0, 3).Sum(c => matrix[r, c] * rgb[c]), 0, 1))];

    // CIELAB under D65.
    private static double[] Lab(double[] rgb)
    {
        double x = (0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.95047, y = Luminance(rgb),
            z = (0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.08883;
        return [116 * F(y) - 16, 500 * (F(x) - F(y)), 200 * (F(y) - F(z))];

        static double F(double t) => t > 216.0 / 24389 ? Math.Cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }

    private static double Luminance(double[] rgb) => 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (p, q) => (p - q) * (p - q)).Sum());

    private static double Contrast(string a, string b)
    {
        double[] l = [Luminance(Linear(a)), Luminance(Linear(b))];
        return (l.Max() + 0.05) / (l.Min() + 0.05);
    }
}
