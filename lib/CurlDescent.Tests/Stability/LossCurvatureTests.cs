using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Stability;

public class LossCurvatureTests
{
    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (Activation phi in Activation.All)
            {
                cases.Add(phi.Name, false);
                cases.Add(phi.Name, true);
            }

            return cases;
        }
    }

    // The second derivative of the loss along a line, or, with norms kept, along a great circle of each sphere.
    [Theory]
    [MemberData(nameof(Cases))]
    public void ProductsAreSecondDifferencesOfTheLossAlongTheWaysOfTheWeights(string phi, bool keepNorms)
    {
        TrainingProblem problem = Problem(phi, keepNorms, 12);
        var curvature = new LossCurvature(problem.Student, problem.Training, keepNorms);
        double[] weights = LearningField.Flatten(problem.Student), product = new double[weights.Length];
        double[][] directions = [.. Enumerable.Range(0, 4).Select(k => Direction(problem.Student, k, keepNorms))];
        foreach (double[] v in directions)
        {
            curvature.Apply(v, product);
            const double Step = 1e-3; // crosses no kink of ReLU
            double second = (Loss(Step) - 2 * Loss(0) + Loss(-Step)) / (Step * Step), exact = v.Zip(product, (a, b) => a * b).Sum();
            Assert.Equal(second, exact, 1e-5 * (1 + Math.Abs(second)));

            double Loss(double t)
            {
                TwoLayerNetwork moved = problem.Student.Clone();
                LearningField.Unflatten(Way(problem.Student, v, t, keepNorms), moved);
                return problem.Training.Loss(moved);
            }
        }

        // Symmetric, as an operator must be for Lanczos's method.
        double[] other = new double[weights.Length];
        curvature.Apply(directions[0], product);
        curvature.Apply(directions[1], other);
        Assert.Equal(directions[1].Zip(product, (a, b) => a * b).Sum(), directions[0].Zip(other, (a, b) => a * b).Sum(), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void LanczosFindsTheCurvaturesOfTheWholeMatrix(string phi, bool keepNorms)
    {
        TrainingProblem problem = Problem(phi, keepNorms, 40);
        LossGeometry found = LossGeometry.ByLanczos(problem.Student, problem.Training, keepNorms);
        var curvature = new LossCurvature(problem.Student, problem.Training, keepNorms);
        int n = curvature.Dimension;
        Matrix<double> matrix = Matrix<double>.Build.Dense(n, n);
        for (int j = 0; j < n; j++)
        {
            double[] unit = new double[n], column = new double[n];
            unit[j] = 1;
            curvature.Apply(unit, column);
            matrix.SetColumn(j, column);
        }

        double[] all = [.. matrix.Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real).Order()];
        Assert.Equal(all[0], found.SmallestCurvature, 1e-6 * Math.Abs(all[^1]));
        Assert.Equal(all[^1], found.LargestCurvature, 1e-6 * Math.Abs(all[^1]));
        if (keepNorms) return;
        var exact = LossGeometry.Compute(problem.Student, problem.Training);
        Assert.Equal(exact.SmallestCurvature, found.SmallestCurvature, 1e-6 * exact.LargestCurvature);
        Assert.Equal(exact.GradientNorm, found.GradientNorm, 1e-12);
    }

    [Fact]
    public void WithNormsKeptTheGradientIsTangent()
    {
        TrainingProblem problem = Problem("tanh", true, 12);
        double free = new LossCurvature(problem.Student, problem.Training).GradientNorm();
        double tangent = new LossCurvature(problem.Student, problem.Training, keepNorms: true).GradientNorm();
        Assert.InRange(tangent, 1e-3 * free, 0.999 * free);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AlongADirectionItIsTheSecondDerivativeOfTheLoss(bool keepNorms)
    {
        TrainingProblem problem = Problem("tanh", keepNorms, 12);
        TwoLayerNetwork network = problem.Student, moved = network.Clone();
        double[] direction = Direction(network, 3, keepNorms: false), tangent = [.. direction];
        if (keepNorms) new LearningField(problem).ToTangent(LearningField.Flatten(network), tangent);
        double Loss(double t)
        {
            LearningField.Unflatten(Way(network, tangent, t, keepNorms), moved);
            return problem.Training.Loss(moved);
        }

        const double H = 1e-3;
        double expected = (Loss(H) - 2 * Loss(0) + Loss(-H)) / (H * H) / tangent.Sum(v => v * v);
        Assert.Equal(expected, new LossCurvature(network, problem.Training, keepNorms).Along(direction), 1e-6);
        Assert.Throws<SpecException>(() => new LossCurvature(network, problem.Training).Along([1, 2]));
    }

    [Theory]
    [InlineData("tanh", false)]
    [InlineData("tanh", true)]
    [InlineData("relu", true)]
    public void GradientDescentGrowsAtTheRateOfTheLeastCurvature(string phi, bool keepNorms)
    {
        TrainingProblem flipped = Problem(phi, keepNorms, 12);
        TrainingProblem problem = flipped.WithRun(flipped.Spec with { Rule = LearningRule.GradientDescent });
        double least = LossGeometry.ByLanczos(problem.Student, problem.Training, keepNorms, tolerance: 1e-10).SmallestCurvature;
        double[] weights = LearningField.Flatten(problem.Student);
        Assert.Equal(Math.Max(0, -least), new LearningField(problem).GrowthRate(weights), 1e-8);
        var curl = new LearningField(flipped);
        if (keepNorms) return;
        double fastest = curl.Jacobian(weights).Evd().EigenValues.Max(e => e.Real);
        Assert.True(fastest > 0);
        Assert.Equal(fastest, curl.GrowthRate(weights), 1e-10);
    }

    private static TrainingProblem Problem(string phi, bool keepNorms, int samples) =>
        LearningFieldTests.Problem(phi, FlipSide.Presynaptic, Feedback.Backpropagation, true, keepNorms, samples);

    // A unit of motion in each layer; tangent to the spheres with norms kept.
    private static double[] Direction(TwoLayerNetwork network, int k, bool keepNorms)
    {
        double[] weights = LearningField.Flatten(network), v = new double[weights.Length];
        new RandomStream(7, (uint)k, RandomPurpose.Probe).FillNormal(0.3, v);
        if (!keepNorms) return v;
        foreach ((int from, int to) in Layers(network))
        {
            double along = 0, square = 0;
            for (int i = from; i < to; i++)
            {
                along += weights[i] * v[i];
                square += weights[i] * weights[i];
            }

            for (int i = from; i < to; i++) v[i] -= along / square * weights[i];
        }

        return v;
    }

    // A line; or the great circle through w with velocity v: w cos θ + v ‖w‖/‖v‖ sin θ with θ = t‖v‖/‖w‖.
    private static double[] Way(TwoLayerNetwork network, double[] v, double t, bool keepNorms)
    {
        double[] weights = LearningField.Flatten(network);
        double[] moved = [.. weights.Zip(v, (w, d) => w + t * d)];
        if (!keepNorms) return moved;
        foreach ((int from, int to) in Layers(network))
        {
            double radius = Math.Sqrt(weights[from..to].Sum(w => w * w)), speed = Math.Sqrt(v[from..to].Sum(d => d * d));
            double angle = t * speed / radius;
            for (int i = from; i < to; i++) moved[i] = weights[i] * Math.Cos(angle) + v[i] * radius / speed * Math.Sin(angle);
        }

        return moved;
    }

    private static (int From, int To)[] Layers(TwoLayerNetwork network) =>
        [(0, network.HiddenWeights.Length), (network.HiddenWeights.Length, network.WeightCount)];
}
