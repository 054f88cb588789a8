using CurlDescent.Tests.Support;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Hebbian;

public class RecurrentNetworkTests
{
    private static readonly DaleSigns Signs = DaleSigns.Create(3, 2);

    private static readonly RecurrentNetwork Network = new(Signs, Signs.InputCovariance(0.4, 0.2));

    private static Matrix<double> Weights(double scale)
    {
        var values = new double[25];
        new RandomStream(2, 0, RandomPurpose.Design).FillUniform(1, values);
        return scale * Matrix<double>.Build.Dense(5, 5, values).PointwiseAbs();
    }

    [Fact]
    public void TheExactResponseSolvesTheSteadyState()
    {
        Matrix<double> w = Weights(0.2);
        Vector<double> f = Vector<double>.Build.Random(5, 3), y = Network.Response(w, ResponseOrder.Exact) * f;
        Assert.Equal(0, (w * Network.D * y + f - y).L2Norm(), 1e-14);
        Assert.True(Network.IsStable(w));
        Assert.False(new RecurrentNetwork(DaleSigns.Create(5, 0), Network.F).IsStable(Weights(2)));
    }

    [Fact]
    public void ExpansionsDifferFromTheExactResponseInSecondOrder()
    {
        var scales = new List<double>();
        var response = new List<double>();
        var first = new List<double>();
        var second = new List<double>();
        foreach (double scale in (double[])[1e-4, 1e-3, 1e-2])
        {
            Matrix<double> w = Weights(scale), exact = Network.Covariance(w, ResponseOrder.Exact);
            scales.Add(scale);
            response.Add((Network.Response(w, ResponseOrder.Exact) - Network.Response(w, ResponseOrder.First)).FrobeniusNorm());
            first.Add((exact - Network.Covariance(w, ResponseOrder.First)).FrobeniusNorm());
            second.Add((exact - Network.Covariance(w, ResponseOrder.Second)).FrobeniusNorm());
        }

        Assert.Equal(2, PowerLaw.Slope(scales, response), 0.05);
        Assert.Equal(2, PowerLaw.Slope(scales, first), 0.05);
        Assert.Equal(2, PowerLaw.Slope(scales, second), 0.05);
    }

    [Fact]
    public void CovarianceIsThatOfSampledResponses()
    {
        Matrix<double> w = Weights(0.2), root = Network.F.Cholesky().Factor, response = Network.Response(w, ResponseOrder.Exact);
        var errors = new List<double>();
        double[] samples = [1_000, 100_000];
        foreach (double count in samples)
        {
            var noise = new RandomStream(8, 0, RandomPurpose.Design, (uint)count);
            Matrix<double> f = root * Matrix<double>.Build.Dense(5, (int)count, (_, _) => noise.NextNormal()), y = response * f;
            errors.Add((y.TransposeAndMultiply(y) / count - Network.Covariance(w, ResponseOrder.Exact)).FrobeniusNorm());
        }

        Assert.True(errors[1] < 0.05, $"{errors[1]:e2}");
        Assert.True(errors[1] < errors[0] / 3);
    }

    [Fact]
    public void DaleSignsAndTheirCovariances()
    {
        Assert.Equal([1, 1, 1, -1, -1], Signs.Signs);
        Assert.Equal((5, 2), (Signs.Neurons, Signs.Inhibitory));
        Assert.Equal([-1, 1, -1], DaleSigns.Create(3, LayerFlips.Signs(-1, 1, -1)).Signs);
        Assert.Equal((1, 0.4, 0.2), (Network.F[4, 4], Network.F[0, 2], Network.F[0, 3]));
        Assert.True(DaleSigns.AreStrengths(Weights(1)));
        Assert.False(DaleSigns.AreStrengths(-Weights(1)));

        Assert.Equal("Inhibitory", Assert.Throws<SpecException>(() => DaleSigns.Create(0, 0)).Field);
        Assert.Equal("within", Assert.Throws<SpecException>(() => Signs.InputCovariance(1.5, 0)).Field);
        Assert.Equal("(within, between)", Assert.Throws<SpecException>(() => Signs.InputCovariance(-0.9, 0)).Field);
        Assert.Equal(
            "InputCovariance",
            Assert.Throws<SpecException>(() => new RecurrentNetwork(Signs, Matrix<double>.Build.DenseIdentity(4))).Field);
        Assert.Equal("InputCovariance", Assert.Throws<SpecException>(() => new RecurrentNetwork(Signs, Weights(1))).Field);
    }

    [Fact]
    public void SymmetricCoordinatesAreOrthonormal()
    {
        Matrix<double> a = Weights(1), b = Network.F;
        a += a.Transpose();
        double[] x = SymmetricBasis.Flatten(a), y = SymmetricBasis.Flatten(b);
        Assert.Equal(15, x.Length);
        Assert.Equal((a * b).Trace(), x.Zip(y, (p, q) => p * q).Sum(), 1e-13);
        Assert.Equal(0, (SymmetricBasis.Unflatten(x, 5) - a).FrobeniusNorm(), 1e-15);
    }
}
