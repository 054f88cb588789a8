namespace CurlDescent.Tests.VectorFields;

public class WorkTests
{
    private static double[][] Circle(int segments) =>
        [.. Enumerable.Range(0, segments + 1)
            .Select(k => new[] { 0.9 + 0.7 * Math.Cos(2 * Math.PI * k / segments), 0.7 + 0.7 * Math.Sin(2 * Math.PI * k / segments) })];

    [Fact]
    public void AroundALoopItTendsToTheCirculationWithTheSquareOfTheSegments()
    {
        var field = new TwoWeightToy(1, flipReadout: true);
        double exact = Circulation.Along(field, Loop.Circle(0.9, 0.7, 0.7)).Value;
        double coarse = Work.Along(field, Circle(100))[^1] - exact, fine = Work.Along(field, Circle(200))[^1] - exact;
        Assert.InRange(coarse / fine, 3.9, 4.1);
    }

    [Fact]
    public void AlongAPathInAGradientFieldItIsTheDifferenceOfThePotential()
    {
        var field = new TwoWeightToy(0.4);
        double[] work = Work.Along(field, Circle(4000));
        Assert.Equal(0, work[0]);
        Assert.Equal(field.Loss(1.6, 0.7) - field.Loss(0.9, 1.4), work[1000], 1e-6);
    }

    [Fact]
    public void APathThatDoesNotFitIsRefused()
    {
        var field = new TwoWeightToy(1);
        Assert.Contains("Path", Assert.Throws<SpecException>(() => Work.Along(field, [])).Message);
        Assert.Contains("3 coordinates", Assert.Throws<SpecException>(() => Work.Along(field, [[0, 0, 0]])).Message);
    }
}
