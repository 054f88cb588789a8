using CurlDescent.Arithmetic;

namespace CurlDescent.Tests.Arithmetic;

public class FusedPairsTests
{
    [Fact]
    public void EveryLengthAgreesWithANaiveLoopAndLeavesItsSurroundingsAlone()
    {
        for (int length = 0; length <= 257; length++)
        {
            double[] x = Draw(length, 0), y = Draw(length, 1), padded = [7, .. Draw(length, 4), 7];
            double[] before = padded[1..^1];

            FusedPairs.AddTwo(0.3, x, -1.7, y, padded.AsSpan(1, length));
            for (int i = 0; i < length; i++) Assert.Equal(before[i] + 0.3 * x[i] - 1.7 * y[i], padded[i + 1], 1e-14);
            Assert.Equal((7, 7), (padded[0], padded[^1]));

            before.CopyTo(padded, 1);
            FusedPairs.ScaleAdd(0.9, padded.AsSpan(1, length), -0.4, x);
            for (int i = 0; i < length; i++) Assert.Equal(0.9 * before[i] - 0.4 * x[i], padded[i + 1], 1e-14);
            Assert.Equal((7, 7), (padded[0], padded[^1]));
        }
    }

    [Fact]
    public void NotANumberGoesThrough()
    {
        double[] x = Draw(20, 0), y = Draw(20, 1), destination = Draw(20, 2);
        x[3] = double.NaN;
        FusedPairs.AddTwo(0, x, 1, y, destination);
        Assert.True(double.IsNaN(destination[3]));
    }

    private static double[] Draw(int length, uint index)
    {
        var values = new double[length];
        new RandomStream(5, 0, RandomPurpose.Design, index).FillNormal(1, values);
        return values;
    }
}
