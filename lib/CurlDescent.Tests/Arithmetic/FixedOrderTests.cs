using CurlDescent.Arithmetic;

namespace CurlDescent.Tests.Arithmetic;

public class FixedOrderTests
{
    [Fact]
    public void EveryLengthAgreesWithANaiveLoop()
    {
        for (int length = 0; length <= 257; length++)
        {
            double[] x = Draw(length, 0), y = Draw(length, 1), z = Draw(length, 2), w = Draw(length, 3);
            double dot = 0, both = 0, squares = 0, distance = 0;
            for (int i = 0; i < length; i++)
            {
                dot += x[i] * y[i];
                both += x[i] * y[i] + z[i] * w[i];
                squares += x[i] * x[i];
                distance += (x[i] - y[i]) * (x[i] - y[i]);
            }

            Assert.Equal(dot, FixedOrder.Dot(x, y), 1e-12);
            Assert.Equal(both, FixedOrder.DotTwo(x, y, z, w), 1e-12);
            Assert.Equal(squares, FixedOrder.SumOfSquares(x), 1e-12);
            Assert.Equal(Math.Sqrt(squares), FixedOrder.Norm(x), 1e-12);
            Assert.Equal(Math.Sqrt(distance), FixedOrder.Distance(x, y), 1e-12);
        }
    }

    [Fact]
    public void TheOrderIsTheDocumentedOne()
    {
        // A plain loop in the order that the comment of the type gives, lane by lane: any processor must agree with it bit for bit.
        for (int length = 0; length <= 100; length++)
        {
            double[] x = Draw(length, 4), y = Draw(length, 5);
            double[] even = new double[8], odd = new double[8];
            int whole = length / 8;
            for (int block = 0; block < whole; block++)
            {
                double[] set = block % 2 == 0 ? even : odd;
                for (int lane = 0; lane < 8; lane++) set[lane] += x[8 * block + lane] * y[8 * block + lane];
            }

            double[] s = [.. even.Zip(odd, (a, b) => a + b)];
            double sum = ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
            for (int i = 8 * whole; i < length; i++) sum += x[i] * y[i];
            Assert.Equal(BitConverter.DoubleToInt64Bits(sum), BitConverter.DoubleToInt64Bits(FixedOrder.Dot(x, y)));
        }
    }

    [Fact]
    public void NotANumberGoesThroughAndShortSecondOperandsAreRefused()
    {
        double[] x = Draw(20, 0), y = Draw(20, 1);
        x[3] = double.NaN;
        Assert.True(double.IsNaN(FixedOrder.Dot(x, y)));
        Assert.True(double.IsNaN(FixedOrder.DotTwo(y, y, y, x)));
        Assert.True(double.IsNaN(FixedOrder.Distance(y, x)));
        Assert.Throws<ArgumentOutOfRangeException>(() => FixedOrder.Dot(x, y.AsSpan(1)));
    }

    private static double[] Draw(int length, uint index)
    {
        var values = new double[length];
        new RandomStream(5, 0, RandomPurpose.Design, index).FillNormal(1, values);
        return values;
    }
}
