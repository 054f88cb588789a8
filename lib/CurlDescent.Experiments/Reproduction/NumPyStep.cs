using System.Globalization;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Experiments;

/// <summary>
/// What a step takes in plain NumPy: a fit of measured settings (<c>data/reference/numpy-step.csv</c>) to the work of the step,
/// t = a + b·BNM + c·BN + d·NM + e·NM². The terms: calls, products with the batch, activations, updates of the weights, and the product
/// with D1 as a matrix, which is absent where the signs are a vector. Least squares of the relative errors.
/// </summary>
public sealed class NumPyStep
{
    private const string File = "numpy-step.csv",
        Header = "activation,inputs,hiddenUnits,batchSize,microsecondsMatrixSigns,microsecondsVectorSigns";

    private readonly Vector<double> matrix, vector;

    private NumPyStep((double M, double N, double B, double Matrix, double Vector)[] rows)
    {
        Rows = rows.Length;
        matrix = Fit([.. rows.Select(r => Features(r.M, r.N, r.B, true))], [.. rows.Select(r => r.Matrix)]);
        vector = Fit([.. rows.Select(r => Features(r.M, r.N, r.B, false))], [.. rows.Select(r => r.Vector)]);
        LargestError = rows.Max(r => Math.Max(
            Math.Abs(Microseconds(r.M, r.N, r.B, true) / r.Matrix - 1), Math.Abs(Microseconds(r.M, r.N, r.B, false) / r.Vector - 1)));
    }

    /// <summary>Number of measured settings.</summary>
    public int Rows { get; }

    /// <summary>Largest relative error of the fit at the measured settings.</summary>
    public double LargestError { get; }

    /// <summary>Reads the measured settings and fits.</summary>
    /// <param name="folder">Folder of the datasets, with <c>reference</c> in it.</param>
    /// <exception cref="DatasetException">The file is missing or malformed.</exception>
    public static NumPyStep Read(string folder)
    {
        string file = Path.Combine(folder, "reference", File);
        if (!System.IO.File.Exists(file)) throw new DatasetException($"There is no {file}.");
        string[] lines = System.IO.File.ReadAllLines(file);
        if (lines.Length < 7 || lines[0] != Header)
        {
            throw new DatasetException($"{file} does not start with the header {Header} and six rows.");
        }

        return new NumPyStep(
            [.. lines.Skip(
                1).Select(
                    (line, k) => Row(line)
                        ?? throw new DatasetException($"{file}, line {k + 2}: '{line}' is not an activation and five positive numbers."))]);
    }

    /// <summary>Estimates a step.</summary>
    /// <param name="inputs">M.</param>
    /// <param name="hiddenUnits">N.</param>
    /// <param name="batchSize">B.</param>
    /// <param name="matrixSigns">Whether D1 is a matrix, as the formulas stand, or a vector.</param>
    public double Microseconds(double inputs, double hiddenUnits, double batchSize, bool matrixSigns) =>
        Features(inputs, hiddenUnits, batchSize, matrixSigns).Zip(matrixSigns ? matrix : vector, (f, c) => f * c).Sum();

    private static double[] Features(double m, double n, double b, bool matrixSigns) =>
        matrixSigns ? [1, b * n * m, b * n, n * m, n * m * m] : [1, b * n * m, b * n, n * m];

    private static Vector<double> Fit(double[][] features, double[] times) =>
        Matrix<double>.Build.DenseOfRows(features.Select((f, i) => f.Select(v => v / times[i])))
            .QR().Solve(Vector<double>.Build.Dense(times.Length, 1));

    private static (double, double, double, double, double)? Row(string line)
    {
        string[] parts = line.Split(',');
        double[] numbers =
            [.. parts.Skip(
                1).Select(p => double.TryParse(p, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) ? v : double.NaN)];
        return numbers.Length == 5 && numbers.All(v => v > 0 && double.IsFinite(v))
            ? (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]) : null;
    }
}
