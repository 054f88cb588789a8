using CurlDescent.Figures;
using CurlDescent.Figures.Composition;

namespace CurlDescent.Tests.Figures;

public class ThinningTests
{
    [Fact]
    public void APathStaysWithinTheToleranceAndKeepsItsEnds()
    {
        (double X, double Y)[] circle =
        [
            .. Enumerable.Range(0, 1001).Select(k => 2 * Math.PI * k / 1000).Select(a => (Math.Cos(a), Math.Sin(a))),
        ];
        (double X, double Y)[] kept = Thinning.Simplified(circle, 1e-3);
        Assert.InRange(kept.Length, 20, 150);
        Assert.Equal(circle[0], kept[0]);
        Assert.Equal(circle[^1], kept[^1]);
        Assert.All(
            circle, p => Assert.True(Enumerable.Range(0, kept.Length - 1).Min(i => Distance(p, kept[i], kept[i + 1])) <= 1e-3 + 1e-12));
    }

    [Fact]
    public void AStraightLineNeedsItsEndsAloneUnlessSegmentsAreToBeShort()
    {
        (double X, double Y)[] line = [.. Enumerable.Range(0, 101).Select(k => (k / 100.0, 2 * k / 100.0))];
        Assert.Equal([line[0], line[^1]], Thinning.Simplified(line, 1e-9));
        (double X, double Y)[] kept = Thinning.Simplified(line, 1e-9, longest: 0.3);
        Assert.All(kept.Zip(kept.Skip(1)), s => Assert.True(double.Hypot(s.First.X - s.Second.X, s.First.Y - s.Second.Y) <= 0.3));
        Assert.InRange(kept.Length, 8, 17);
    }

    [Fact]
    public void PartsBetweenGapsAreThinnedByThemselves()
    {
        PlaneCurve thin = new PlaneCurve([0, 1, 2, double.NaN, 5, 6, 7], [0, 0, 0, double.NaN, 1, 1, 1]).Simplified(0.01);
        Assert.Equal([0, 2, double.NaN, 5, 7], thin.X);
        Assert.Equal([0, 0, double.NaN, 1, 1], thin.Y);
    }

    [Fact]
    public void RoundingMovesACoordinateByLessThanAPixel()
    {
        double[] values = [0.123456789, -1.999999, double.NaN, 0];
        double[] rounded = [.. Thinning.Rounded(values, extent: 4)];
        Assert.Equal([0.1235, -2, double.NaN, 0], rounded);
        Assert.Equal(12346, Thinning.Rounded(new[,] { { 12345.678 } }, extent: 2e4)[0, 0]);
    }

    [Fact]
    public void ACoarseMapHasTheSameCornersAndIsUntouchedWhereItIsCoarseAlready()
    {
        GridMap fine = GridMap.Of((x, y) => 2 * x - 3 * y + 1, (0, 1), (-1, 1), 97), coarse = fine.Coarse(41);
        Assert.Equal((41, 41), (coarse.X.Count, coarse.Y.Count));
        Assert.Equal((0.0, 1.0, -1.0, 1.0), (coarse.X[0], coarse.X[^1], coarse.Y[0], coarse.Y[^1]));
        for (int i = 0; i < 41; i++)
        {
            for (int j = 0; j < 41; j++) Assert.Equal(2 * coarse.X[j] - 3 * coarse.Y[i] + 1, coarse.Values[i, j], 12);
        }

        Assert.Same(fine, fine.Coarse(97));
    }

    private static double Distance((double X, double Y) p, (double X, double Y) a, (double X, double Y) b)
    {
        double dx = b.X - a.X, dy = b.Y - a.Y, along = Math.Clamp(((p.X - a.X) * dx + (p.Y - a.Y) * dy) / (dx * dx + dy * dy), 0, 1);
        return double.Hypot(p.X - a.X - along * dx, p.Y - a.Y - along * dy);
    }
}
