using CurlDescent.Tests.Support;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Hebbian;

public class HebbianFieldTests
{
    public static TheoryData<ResponseOrder, bool> Orders
    {
        get
        {
            var orders = new TheoryData<ResponseOrder, bool>();
            foreach (ResponseOrder order in Enum.GetValues<ResponseOrder>())
            {
                orders.Add(order, true);
                orders.Add(order, false);
            }

            return orders;
        }
    }

    private static Matrix<double> Random(int size, uint index, double scale = 1)
    {
        var values = new double[size * size];
        new RandomStream(17, 0, RandomPurpose.Design, index).FillNormal(scale, values);
        return Matrix<double>.Build.Dense(size, size, values);
    }

    private static Matrix<double> RandomSymmetric(int size, uint index, double scale = 1) =>
        Random(size, index, scale) is var m ? (m + m.Transpose()) / 2 : m;

    private static Matrix<double> RandomCovariance(int size, uint index) =>
        Random(size, index) is var m ? m.TransposeAndMultiply(m) / (3 * size) : m;

    private static HebbianField Field(int excitatory, int inhibitory, ResponseOrder order, bool decay = true, double timeConstant = 1) =>
        new(
            new RecurrentNetwork(DaleSigns.Create(excitatory, inhibitory), RandomCovariance(excitatory + inhibitory, 1)), order, decay,
            timeConstant);

    [Theory]
    [MemberData(nameof(Orders))]
    public void JacobianAgreesWithFiniteDifferences(ResponseOrder order, bool decay)
    {
        HebbianField field = Field(3, 2, order, decay, 2.5);
        double[] point = SymmetricBasis.Flatten(RandomSymmetric(5, 2, 0.15));
        Matrix<double> jacobian = field.Jacobian(point);
        double difference = (jacobian - FiniteDifferences.Jacobian(field, point)).InfinityNorm();
        TestContext.Current.SendDiagnosticMessage($"{order}: {difference:e1}");
        Assert.True(difference < 1e-9 * jacobian.InfinityNorm(), $"{difference:e2}");
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void ClosedFormOfTheCurlIsTheAntisymmetricPartOfTheJacobian(ResponseOrder order, bool decay)
    {
        HebbianField field = Field(3, 3, order, decay, 0.7);
        Matrix<double> weights = RandomSymmetric(6, 3, 0.1), jacobian = field.Jacobian(SymmetricBasis.Flatten(weights));
        double largest = 0;
        for (uint pair = 0; pair < 10; pair++)
        {
            Matrix<double> a = RandomSymmetric(6, 10 + 2 * pair), b = RandomSymmetric(6, 11 + 2 * pair);
            double expected = Circulation.Curl(jacobian, SymmetricBasis.Flatten(a), SymmetricBasis.Flatten(b)),
                actual = field.Curl(weights, a, b);
            largest = Math.Max(largest, Math.Abs(expected - actual));
            Assert.Equal(expected, actual, 1e-12);
            Assert.True(Math.Abs(expected) > 1e-3);

            // tr(A[B, K]), the same to first and second order.
            if (order != ResponseOrder.Exact)
            {
                Matrix<double> k = field.Commutator(weights);
                Assert.Equal(-(a * (b * k - k * b)).Trace() / 0.7, actual, 1e-12);
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{order}: {largest:e1}");
    }

    [Fact]
    public void FirstOrderLearningIsAGradientExactlyWhenTheCellTypesHaveUncorrelatedInputs()
    {
        DaleSigns signs = DaleSigns.Create(4, 2);
        double[] point = SymmetricBasis.Flatten(RandomSymmetric(6, 4, 0.1));
        double previous = 0;
        foreach (double between in (double[])[0, 1e-6, 0.05, 0.1, 0.2])
        {
            var field = new HebbianField(new RecurrentNetwork(signs, signs.InputCovariance(0.3, between)));
            double ratio = JacobianSplit.At(field, point).CurlNormRatio,
                commutator = field.Commutator(SymmetricBasis.Unflatten(point, 6)).FrobeniusNorm();

            // ‖DF − FD‖ = 2·between·√(2·E·I)
            Assert.Equal(2 * between * Math.Sqrt(2 * 4 * 2), commutator, 1e-12);
            Assert.Equal(between == 0, ratio < 1e-15);
            Assert.True(ratio > previous || between == 0);
            previous = ratio;
        }

        foreach (DaleSigns one in (DaleSigns[])[DaleSigns.Create(6, 0), DaleSigns.Create(0, 6)])
            Assert.True(JacobianSplit.At(new HebbianField(new RecurrentNetwork(one, RandomCovariance(6, 1))), point).CurlNormRatio < 1e-15);
    }

    [Theory]
    [InlineData(6, 0, true)]
    [InlineData(6, 0, false)]
    [InlineData(0, 6, true)]
    [InlineData(4, 2, true)]
    [InlineData(4, 2, false)]
    public void TheFieldIsMinusTheGradientOfTheObjective(int excitatory, int inhibitory, bool decay)
    {
        DaleSigns signs = DaleSigns.Create(excitatory, inhibitory);
        Matrix<double> covariance = inhibitory is 0 or 6 ? RandomCovariance(6, 1) : signs.InputCovariance(0.4, 0);
        var field = new HebbianField(new RecurrentNetwork(signs, covariance), ResponseOrder.First, decay, 1.5);
        double[] point = SymmetricBasis.Flatten(RandomSymmetric(6, 5, 0.3)), value = new double[point.Length];
        field.Evaluate(point, value);
        for (int j = 0; j < point.Length; j++)
        {
            double Objective(double offset)
            {
                double[] moved = (double[])point.Clone();
                moved[j] += offset;
                return field.Objective(SymmetricBasis.Unflatten(moved, 6));
            }

            // V is quadratic: central differences are exact.
            Assert.Equal(-(Objective(0.1) - Objective(-0.1)) / 0.2, value[j], 1e-12);
        }
    }

    [Fact]
    public void TheObjectiveFallsAlongLearningAndIsRefusedWhereNoneExists()
    {
        var field = new HebbianField(new RecurrentNetwork(DaleSigns.Create(5, 0), 0.2 * RandomCovariance(5, 1)));
        Trajectory path = Trajectory.Integrate(field, SymmetricBasis.Flatten(RandomSymmetric(5, 6)), 60, 1e-10);
        double[] objective = [.. path.Points.Select(p => field.Objective(SymmetricBasis.Unflatten(p, 5)))];
        for (int t = 1; t < objective.Length; t++) Assert.True(objective[t] <= objective[t - 1] + 1e-13);

        // The fixed point W = F + FW + WF.
        Matrix<double> end = SymmetricBasis.Unflatten(path.Points[^1], 5), f = field.Network.F;
        Assert.Equal(0, (f + f * end + end * f - end).FrobeniusNorm(), 1e-8);

        Assert.Throws<InvalidOperationException>(() => Field(3, 2, ResponseOrder.First).Objective(end));
        Assert.Throws<InvalidOperationException>(() => Field(5, 0, ResponseOrder.Second).Objective(end));
        Assert.Throws<InvalidOperationException>(() => Field(5, 0, ResponseOrder.Exact).Commutator(end));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void CirculationAroundLoopsOfWeightsIsTheSurfaceIntegralOfTheCurl(ResponseOrder order, bool decay)
    {
        HebbianField field = Field(3, 2, order, decay);
        Matrix<double> weights = RandomSymmetric(5, 7, 0.05), a = RandomSymmetric(5, 8, 0.1), b = RandomSymmetric(5, 9, 0.1);
        Loop loop = Loop.Ellipse(SymmetricBasis.Flatten(weights), SymmetricBasis.Flatten(a), SymmetricBasis.Flatten(b));
        QuadratureResult around = Circulation.Along(field, loop), across = Circulation.SurfaceIntegral(field, loop, 1e-8);
        TestContext.Current.SendDiagnosticMessage($"{order}: ∮ = {around.Value:e6}, difference {around.Value - across.Value:e1}");
        Assert.True(around.Converged && across.Converged);
        Assert.True(Math.Abs(around.Value) > 1e-4);
        Assert.Equal(around.Value, across.Value, 1e-12);

        // To first order the field is affine: the curl is the same everywhere.
        if (order == ResponseOrder.First) Assert.Equal(Math.PI * field.Curl(weights, a, b), around.Value, 1e-13);
    }

    [Fact]
    public void CuttingTheResponseAtSecondOrderBreaksTheGradientThatAllOrdersHave()
    {
        Matrix<double> direction = RandomSymmetric(5, 12), a = RandomSymmetric(5, 13), b = RandomSymmetric(5, 14);
        HebbianField second = Field(5, 0, ResponseOrder.Second), exact = Field(5, 0, ResponseOrder.Exact);
        double[] scales = [1e-4, 1e-3, 1e-2], curls = [.. scales.Select(s => Math.Abs(second.Curl(s * direction, a, b)))];

        // K' = F(I + W) − (I + W)F = [F, W] is of first order in W, and 0 where W commutes with F.
        Assert.Equal(1, PowerLaw.Slope(scales, curls), 1e-9);
        Matrix<double> f = second.Network.F;
        Assert.Equal(0, (second.Commutator(direction) - (f * direction - direction * f)).FrobeniusNorm(), 1e-14);
        Assert.Equal(0, second.Curl(0.1 * f, a, b), 1e-14);
        foreach (double scale in scales) Assert.Equal(0, exact.Curl(scale * direction, a, b), 1e-14);
    }

    [Theory]
    [InlineData(6, 0, ResponseOrder.Exact, true)]
    [InlineData(0, 6, ResponseOrder.Exact, true)]
    [InlineData(4, 2, ResponseOrder.Exact, true)]
    [InlineData(4, 2, ResponseOrder.Exact, false)]
    [InlineData(4, 2, ResponseOrder.First, true)]
    [InlineData(4, 2, ResponseOrder.First, false)]
    public void LearningIsAGradientWithFlippedSignsAtSynapsesBetweenCellTypes(
        int excitatory, int inhibitory, ResponseOrder order, bool decay)
    {
        HebbianField field = Field(excitatory, inhibitory, order, decay, 1.5);
        double[] point = SymmetricBasis.Flatten(RandomSymmetric(6, 5, 0.1)), slope = new double[point.Length];
        for (int j = 0; j < point.Length; j++)
        {
            double Objective(double offset)
            {
                double[] moved = (double[])point.Clone();
                moved[j] += offset;
                return field.SignedObjective(SymmetricBasis.Unflatten(moved, 6));
            }

            const double h = 1e-3;
            slope[j] = (8 * (Objective(h) - Objective(-h)) - (Objective(2 * h) - Objective(-2 * h))) / (12 * h);
        }

        Matrix<double> d = field.Network.D, weights = SymmetricBasis.Unflatten(point, 6),
            expected = -d * SymmetricBasis.Unflatten(slope, 6) * d;
        double difference = (expected - field.Velocity(weights)).FrobeniusNorm();
        TestContext.Current.SendDiagnosticMessage($"{order}, {inhibitory} inhibitory: {difference:e1}");
        Assert.True(difference < 1e-9, $"{difference:e2}");
        if (inhibitory is 0 or 6) Assert.Equal(field.SignedObjective(weights), field.Objective(weights));
        Assert.Throws<InvalidOperationException>(() => Field(excitatory, inhibitory, ResponseOrder.Second).SignedObjective(weights));
    }

    [Fact]
    public void WeightsThatStartSymmetricStaySo()
    {
        foreach (ResponseOrder order in Enum.GetValues<ResponseOrder>())
        {
            Matrix<double> velocity = Field(3, 3, order).Velocity(RandomSymmetric(6, 15, 0.1));
            Assert.Equal(0, (velocity - velocity.Transpose()).FrobeniusNorm(), 1e-14);
        }
    }
}
