using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>
/// The signed tangent kernel of a network of any depth, K = (1/P)·G D Gᵀ with G the PK × weights Jacobian of the outputs and D the signs or
/// grades of all weights: PK × PK, rows by output, then sample. With backpropagation and free norms the errors e (ŷ − y, or softmax minus
/// target under cross-entropy) make the loss change by dC/dt = −eᵀK e/P in continuous time; at weights of zero squared error the linearised
/// learning dynamics are de/dt = −K e, stable iff K has no negative eigenvalue. Not in the paper.
/// </summary>
/// <remarks>
/// Block (k, l) is the sum over layers of (H_{ℓ−1}ᵀ D_ℓ H_{ℓ−1}) ∘ (Z_{ℓk}ᵀ Z_{ℓl}) with the activities H (units × P) and Z_{ℓk} the
/// derivatives of output k by the preactivations of layer ℓ. For a linear network with one output and inputs X it is Xᵀ𝐗X/P with 𝐗 = Σ_ℓ
/// ‖W_L⋯W_{ℓ+1}‖²·(W_{ℓ−1}⋯W_1)ᵀ D_ℓ (W_{ℓ−1}⋯W_1), n_0 × n_0 (<see cref="StabilityMatrix"/>).
/// </remarks>
public sealed class DeepTangentKernel
{
    private double[]? eigenvalues;

    private DeepTangentKernel(Matrix<double> matrix, double lossRate)
    {
        Matrix = matrix;
        LossRate = lossRate;
    }

    /// <summary>K, symmetric.</summary>
    public Matrix<double> Matrix { get; }

    /// <summary>dC/dt on the training data, per unit of learning time (1/η steps); positive where the rule climbs.</summary>
    public double LossRate { get; }

    /// <summary>Eigenvalues of K, ascending: decay rates of errors per unit of learning time; a negative one is a growth rate.</summary>
    public IReadOnlyList<double> Eigenvalues => eigenvalues ??= SymmetricEigenvalues.Compute(Matrix, threads: 1);

    /// <summary>Computes the kernel of a problem's rule at its teacher, a point of zero error.</summary>
    /// <param name="problem">With a teacher.</param>
    /// <exception cref="SpecException">There is no teacher, or the rule has fixed feedback.</exception>
    public static DeepTangentKernel AtTeacher(DeepProblem problem) =>
        Compute(problem, problem.Teacher ?? throw new SpecException("Teacher", null, "a problem that draws one"));

    /// <summary>Computes the kernel of a problem's rule at given weights on its training data.</summary>
    /// <param name="problem">Rule, loss and data.</param>
    /// <param name="network">Of the problem's widths.</param>
    /// <param name="epoch">Epochs trained before, on which annealed signs depend; ≥ 0.</param>
    /// <exception cref="SpecException">The rule has fixed feedback, leaves ψ' out, or a cell type bounds the weights.</exception>
    public static DeepTangentKernel Compute(DeepProblem problem, DeepNetwork network, int epoch = 0)
    {
        DeepTrainingSpec spec = problem.Spec;
        if (spec.Rule.Feedback != Feedback.Backpropagation)
            throw new SpecException("Rule.Feedback", spec.Rule.Feedback, nameof(Feedback.Backpropagation));
        if (!spec.Rule.OutputDerivative && spec.OutputActivation != Activation.Linear)
            throw new SpecException("Rule.OutputDerivative", false, "true, or linear outputs");
        if (spec.InhibitoryFraction is { } fraction) throw new SpecException("InhibitoryFraction", fraction, "none");

        double[][] signs = problem.SignRowsAt(epoch);
        int layers = network.Layers, outputs = network.Widths[^1], samples = problem.Training.Samples;
        var a = new Matrix<double>[layers + 1];
        var h = new Matrix<double>[layers + 1];
        h[0] = problem.Training.InputMatrix();
        for (int l = 1; l <= layers; l++)
        {
            a[l] = network.Matrix(l) * h[l - 1];
            h[l] = (l < layers ? network.Activation : network.OutputActivation).Apply(a[l]);
        }

        Matrix<double> slope = network.OutputActivation.Derivative(a[layers]);
        Matrix<double> kernel = Matrix<double>.Build.Dense(outputs * samples, outputs * samples);
        Matrix<double>[] down = [.. Enumerable.Range(0, outputs).Select(k =>
            Matrix<double>.Build.Dense(outputs, samples, (row, p) => row == k ? slope[k, p] : 0))];
        for (int l = layers; l >= 1; l--)
        {
            Matrix<double> below = h[l - 1];
            double[] row = signs[l - 1];
            Matrix<double> gram = below.TransposeThisAndMultiply(below.MapIndexed((j, _, value) => row[j] * value, Zeros.Include));
            for (int k = 0; k < outputs; k++)
            {
                for (int m = 0; m < outputs; m++)
                {
                    Matrix<double> block = gram.PointwiseMultiply(down[k].TransposeThisAndMultiply(down[m])) / samples;
                    kernel.SetSubMatrix(k * samples, m * samples, kernel.SubMatrix(k * samples, samples, m * samples, samples) + block);
                }
            }

            if (l == 1) break;
            Matrix<double> weights = network.Matrix(l), slopes = network.Activation.Derivative(a[l - 1]);
            down = Array.ConvertAll(down, z => weights.TransposeThisAndMultiply(z).PointwiseMultiply(slopes));
        }

        return new DeepTangentKernel(kernel, Rate(problem, network, signs));
    }

    /// <summary>
    /// Computes 𝐗 = Σ_ℓ ‖W_L⋯W_{ℓ+1}‖²·(W_{ℓ−1}⋯W_1)ᵀ D_ℓ (W_{ℓ−1}⋯W_1) of a linear network with one output: with infinitely many samples
    /// of white inputs its solutions of these weights are stable iff 𝐗 has no negative eigenvalue.
    /// </summary>
    /// <param name="network">Linear, one output.</param>
    /// <param name="signs">L rows of n_0 … n_{L−1} numbers.</param>
    /// <returns>n_0 × n_0, symmetric.</returns>
    /// <exception cref="SpecException">The network is not linear or has several outputs.</exception>
    public static Matrix<double> StabilityMatrix(DeepNetwork network, IReadOnlyList<IReadOnlyList<double>> signs)
    {
        if (network.Activation != Activation.Linear || network.OutputActivation != Activation.Linear)
            throw new SpecException("Activation", network.Activation.Name, Activation.Linear.Name);
        Require.InRange("Outputs", network.Widths[^1], 1, 1);
        Matrix<double> up = Matrix<double>.Build.DenseIdentity(network.Widths[0]), sum = up * 0;
        for (int l = 1; l <= network.Layers; l++)
        {
            Matrix<double> above = Matrix<double>.Build.DenseIdentity(1);
            for (int m = network.Layers; m > l; m--) above *= network.Matrix(m);
            IReadOnlyList<double> row = signs[l - 1];
            double square = above.FrobeniusNorm();
            sum += square * square * up.TransposeThisAndMultiply(up.MapIndexed((j, _, value) => row[j] * value, Zeros.Include));
            up = network.Matrix(l) * up;
        }

        return sum;
    }

    // ⟨direction, gradient⟩: −eᵀK e/P without K.
    private static double Rate(DeepProblem problem, DeepNetwork network, double[][] signs)
    {
        Matrix<double>[] gradient = DeepUpdate.NegativeGradient(problem, network);
        double sum = 0;
        for (int l = 0; l < gradient.Length; l++)
        {
            for (int i = 0; i < gradient[l].RowCount; i++)
            {
                for (int j = 0; j < gradient[l].ColumnCount; j++) sum -= gradient[l][i, j] * gradient[l][i, j] * signs[l][j];
            }
        }

        return sum;
    }
}
