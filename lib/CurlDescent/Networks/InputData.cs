using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace CurlDescent;

/// <summary>A set of inputs and their targets. Row-major, one sample per row: inputs P×M, targets P×K.</summary>
public sealed class InputData
{
    private InputData(int samples, double[] inputs, double[] targets)
    {
        Samples = samples;
        Inputs = inputs;
        Targets = targets;
    }

    /// <summary>P.</summary>
    public int Samples { get; }

    /// <summary>Inputs, row-major P×M.</summary>
    internal double[] Inputs { get; }

    /// <summary>Targets, row-major P×K.</summary>
    internal double[] Targets { get; }

    /// <summary>Draws inputs x ~ N(0, σ²) iid and labels them by the teacher.</summary>
    /// <param name="samples">P, at least 1.</param>
    /// <param name="inputVariance">σ², finite and ≥ 0.</param>
    /// <param name="teacher">Gives the targets.</param>
    /// <param name="stream">Source of the inputs.</param>
    /// <exception cref="SpecException">There is no sample, or the variance is negative or not finite.</exception>
    public static InputData Draw(int samples, double inputVariance, TwoLayerNetwork teacher, RandomStream stream)
    {
        Require.InRange("InputData.Samples", samples, 1, int.MaxValue);
        Require.NotNegative("InputData.InputVariance", inputVariance);
        var inputs = new double[(long)samples * teacher.Inputs];
        stream.FillNormal(Math.Sqrt(inputVariance), inputs);
        return Label(inputs, samples, teacher);
    }

    /// <summary>Draws inputs x ~ N(0, σ²) iid and labels them by a deep teacher.</summary>
    /// <param name="samples">P, at least 1.</param>
    /// <param name="inputVariance">σ², finite and ≥ 0.</param>
    /// <param name="teacher">Gives the targets.</param>
    /// <param name="stream">Source of the inputs.</param>
    /// <exception cref="SpecException">There is no sample, or the variance is negative or not finite.</exception>
    public static InputData Draw(int samples, double inputVariance, DeepNetwork teacher, RandomStream stream)
    {
        Require.InRange("InputData.Samples", samples, 1, int.MaxValue);
        Require.NotNegative("InputData.InputVariance", inputVariance);
        var inputs = new double[(long)samples * teacher.Widths[0]];
        stream.FillNormal(Math.Sqrt(inputVariance), inputs);
        Matrix<double> outputs = teacher.Output(new DenseMatrix(teacher.Widths[0], samples, inputs));
        return new InputData(samples, inputs, outputs.ToColumnMajorArray());
    }

    /// <summary>Takes given inputs and targets.</summary>
    /// <param name="inputs">M×P, one sample per column; copied.</param>
    /// <param name="targets">K×P, one sample per column; copied.</param>
    /// <exception cref="SpecException">There is no sample, the numbers of samples differ, or a value is not finite.</exception>
    public static InputData Create(Matrix<double> inputs, Matrix<double> targets)
    {
        Require.InRange("InputData.Samples", Require.NotNull("InputData.Inputs", inputs).ColumnCount, 1, int.MaxValue);
        Require.Length("InputData.Targets", Require.NotNull("InputData.Targets", targets).ColumnCount, inputs.ColumnCount, "samples");
        double[] x = inputs.ToColumnMajorArray(), y = targets.ToColumnMajorArray();
        Require.AllFinite("InputData.Inputs", x);
        Require.AllFinite("InputData.Targets", y);
        return new InputData(inputs.ColumnCount, x, y);
    }

    /// <summary>Labels given inputs by the teacher.</summary>
    /// <param name="inputs">M×P, one sample per column.</param>
    /// <param name="teacher">Gives the targets.</param>
    /// <exception cref="SpecException">There is no sample, the number of rows is not M, or an input is not finite.</exception>
    public static InputData Create(Matrix<double> inputs, TwoLayerNetwork teacher)
    {
        Require.InRange("InputData.Samples", inputs.ColumnCount, 1, int.MaxValue);
        if (inputs.RowCount != teacher.Inputs)
        {
            throw new SpecException("InputData.Inputs", inputs.RowCount, $"{teacher.Inputs} rows, the teacher's inputs");
        }

        double[] values = inputs.ToColumnMajorArray();
        Require.AllFinite("InputData.Inputs", values);
        return Label(values, inputs.ColumnCount, teacher);
    }

    /// <summary>Returns a copy of the inputs, M×P, one sample per column.</summary>
    public Matrix<double> InputMatrix() => new DenseMatrix(Inputs.Length / Samples, Samples, (double[])Inputs.Clone());

    /// <summary>Returns a copy of the targets, K×P, one sample per column.</summary>
    public Matrix<double> TargetMatrix() => new DenseMatrix(Targets.Length / Samples, Samples, (double[])Targets.Clone());

    /// <summary>Computes the loss ½·mean‖ŷ − y‖² of a network on these data.</summary>
    /// <param name="network">Its inputs and outputs must fit.</param>
    /// <exception cref="SpecException">They do not.</exception>
    public double Loss(TwoLayerNetwork network)
    {
        RequireFit(network);
        double norm = (network.Output(InputMatrix()) - TargetMatrix()).FrobeniusNorm();
        return norm * norm / (2 * Samples);
    }

    /// <summary>Returns the same inputs with the targets of another teacher.</summary>
    /// <param name="teacher">Gives the targets.</param>
    internal InputData LabelledBy(TwoLayerNetwork teacher) => Label(Inputs, Samples, teacher);

    /// <summary>Throws where a network has other numbers of inputs and outputs than the data.</summary>
    internal void RequireFit(TwoLayerNetwork network) => RequireFit(network.Inputs, network.Outputs);

    internal void RequireFit(int inputs, int outputs)
    {
        Require.Length("InputData.Inputs", Inputs.Length / Samples, inputs, "rows");
        Require.Length("InputData.Targets", Targets.Length / Samples, outputs, "rows");
    }

    private static InputData Label(double[] inputs, int samples, TwoLayerNetwork teacher)
    {
        var x = new DenseMatrix(teacher.Inputs, samples, inputs);
        return new InputData(samples, inputs, teacher.Output(x).ToColumnMajorArray());
    }
}
