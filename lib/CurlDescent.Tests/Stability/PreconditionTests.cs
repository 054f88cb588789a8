using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Stability;

/// <summary>A call whose precondition is cheap to check refuses what it could only answer wrongly: one field, one allowed range.</summary>
public class PreconditionTests
{
    private static readonly Matrix<double> Skew =
        Matrix<double>.Build.DenseOfArray(new double[,] { { 0, 1, 0 }, { -1, 0, 0 }, { 0, 0, 0.5 } });
    private static readonly TwoLayerNetwork Network = new Teacher().Draw(3, 4, 1, Activation.Tanh, 1);
    private static readonly TwoLayerNetwork Other = new Teacher().Draw(5, 4, 2, Activation.Tanh, 1);

    [Fact]
    public void PointsAndVectorsHaveTheSizeOfTheirField()
    {
        var toy = new TwoWeightToy(1, flipReadout: true);
        HebbianField hebbian = Hebbian();
        var learning = new LearningField(Network, Data(Network), LearningRule.GradientDescent.Bind(3, 4, 1, 0, 0));
        Refused(() => toy.Evaluate([1, 2, 3], new double[2]));
        Refused(() => toy.Jacobian([1]));
        Refused(() => FiniteDifferences.Jacobian(toy, [1, 2, 3]));
        Refused(() => JacobianSplit.At(toy, [1, 2, 3]));
        Refused(() => Circulation.Curl(Matrix<double>.Build.Dense(2, 3, 1), [1, 2], [1, 2]));
        Refused(() => Circulation.Curl(Matrix<double>.Build.Dense(2, 2, 1), [1, 2], [1, 2, 3]));
        Refused(() => hebbian.Jacobian(new double[9]));
        Refused(() => hebbian.Evaluate(new double[6], new double[7]));
        Refused(() => SymmetricBasis.Unflatten(new double[7], 3));
        Refused(() => SymmetricBasis.Flatten(Matrix<double>.Build.Dense(2, 3)));
        Refused(() => learning.Jacobian(new double[learning.Dimension - 1]));
        Refused(() => LearningField.Unflatten(new double[3], Network.Clone()));
    }

    [Fact]
    public void MatricesThatMustBeSymmetricAre()
    {
        HebbianField first = Hebbian();
        Matrix<double> one = Matrix<double>.Build.DenseIdentity(3);
        Refused(() => first.Objective(Skew));
        Refused(() => first.SignedObjective(Skew));
        Refused(() => first.Commutator(Skew));
        Refused(() => first.Curl(one, Skew, one));
        Refused(() => first.Curl(one, one, Skew));
        Refused(() => new HebbianField(first.Network, ResponseOrder.Exact).Curl(Skew, one, one));
        Refused(() => new RecurrentNetwork(DaleSigns.Create(2, 1), -one));
        Refused(() => first.Network.Response(one, (ResponseOrder)7));
        Refused(() => first.Network.IsStable(Matrix<double>.Build.Dense(3, 3, double.NaN)));
        Assert.Equal(0, first.Curl(one, one, one), 1e-15);
    }

    [Fact]
    public void NetworksDataAndRulesFitOneAnother()
    {
        SignedDeltaUpdate rule = LearningRule.GradientDescent.Bind(3, 4, 1, 0, 0), other = LearningRule.GradientDescent.Bind(5, 4, 2, 0, 0);
        Refused(() => SignedTangentKernel.Compute(Network, Data(Network), other));
        Refused(() => SignedTangentKernel.Compute(Network, Data(Other), rule));
        Refused(() => new LearningField(Network, Data(Other), rule));
        Refused(() => new LearningField(Network, Data(Network), other));
        Refused(() => LossGeometry.Compute(Other, Data(Network)));
        Refused(() => Data(Network).Loss(Other));
        Assert.Equal(0, Data(Network).Loss(Network), 1e-15);
    }

    [Fact]
    public void NumbersAreInTheirRange()
    {
        var stream = new RandomStream(1, 0, RandomPurpose.Probe);
        Refused(() => InputData.Draw(0, 1, Network, stream));
        Refused(() => InputData.Draw(2, -1, Network, stream));
        Refused(() => InputData.Create(Matrix<double>.Build.Dense(3, 2, double.NaN), Network));
        Refused(() => new Teacher { HiddenNorm = -1 }.Draw(3, 4, 1, Activation.Tanh, 1));
        Refused(() => new Teacher { ReadoutNorm = double.NaN }.Draw(3, 4, 1, Activation.Tanh, 1));
        Refused(() => Loop.Circle(0, 0, -1));
        Refused(() => Loop.Ellipse([0, 0], [double.NaN, 0], [0, 1]));
        Refused(() => Loop.Polygon([0, 0], [1, 0], [0, double.PositiveInfinity]));
        Refused(() => LayerFlips.FlippedCount(3, double.NaN));
        Refused(() => LayerFlips.FlippedCount(-3, 0.5));
        Refused(() => MultipleOutputSpectralLaw.FromReadoutWeights(1, 0, 0, 1, Matrix<double>.Build.Dense(1, 3, double.NaN)));
        Refused(() => new TwoWeightToy(1).TransverseEigenvalue(3, 3));
        SpectralLaw law = SpectralLaw.Create(DesignPoint.Create(4, 0, 0.5));
        Refused(() => law.StieltjesTransform(law.Atoms[0].Position));
        Assert.Equal(-5, new TwoWeightToy(2).TransverseEigenvalue(1, 2), 1e-15);
    }

    private static HebbianField Hebbian() => new(new RecurrentNetwork(DaleSigns.Create(2, 1), Matrix<double>.Build.DenseIdentity(3)));

    private static InputData Data(TwoLayerNetwork teacher) =>
        InputData.Create(Matrix<double>.Build.Dense(teacher.Inputs, 6, (i, j) => i + 0.3 * j - 1), teacher);

    private static void Refused(Action call) => Assert.NotEmpty(Assert.Throws<SpecException>(call).Field);

    private static void Refused<T>(Func<T> call) => Refused(() => { call(); });
}
