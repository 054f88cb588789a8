using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CurlDescent.Arithmetic;

namespace CurlDescent.Stability.Spectra;

/// <summary>
/// <see cref="StabilityOperator"/> with random signs regenerated in every product. Eight rows at a time: their signs are made once and
/// serve the dot products W1v and the sum W1ᵀ(D2(W1v)), so memory holds vectors only.
/// </summary>
internal sealed class SignStabilityOperator : StabilityOperator
{
    private readonly RandomWeights weights;

    public SignStabilityOperator(RandomWeights weights, double[] inputSigns, double[] hiddenSigns, double scale, int threads)
        : base(inputSigns, hiddenSigns, scale, Padded(weights.Inputs), SignRow.Rows, threads)
    {
        this.weights = weights;
        RegeneratedStabilityOperator.RequireShape(weights, this);
    }

    private protected override double WeightFactor => weights.Scale / weights.Inputs;

    private protected override ReadOnlySpan<double> RowMajorWeights(CancellationToken cancellation) => weights.ToArray(cancellation);

    private protected override void Accumulate(int firstRow, ReadOnlySpan<double> signs, ReadOnlySpan<double> vector, Span<double> sum)
    {
        int groups = vector.Length / SignRow.Columns, stride = 2 * groups;
        var words = new Vector512<ulong>[SignRow.Rows * stride];
        Span<Vector512<double>> sums = stackalloc Vector512<double>[SignRow.Rows];
        Span<double> factors = stackalloc double[SignRow.Rows];
        ref double v = ref MemoryMarshal.GetReference(vector), u = ref MemoryMarshal.GetReference(sum);
        for (int from = 0; from < signs.Length; from += SignRow.Rows)
        {
            sums.Clear();
            for (int group = 0; group < groups; group++)
            {
                for (int row = 0; row < SignRow.Rows; row++)
                {
                    (words[row * stride + 2 * group], words[row * stride + 2 * group + 1]) =
                        SignRow.Group(weights.Seed, weights.Run, (uint)(firstRow + from + row), (uint)group);
                }

                for (int half = 0; half < 2; half++)
                {
                    int chunk = 2 * group + half;
                    SignRow.Dot(ref Unsafe.Add(ref v, 512 * chunk), ref words[chunk], stride, ref sums[0]);
                }
            }

            // Rows past the last one get the factor 0.
            for (int row = 0; row < SignRow.Rows; row++)
                factors[row] = from + row < signs.Length ? signs[from + row] * Lanes.Sum(sums[row]) : 0;
            for (int chunk = 0; chunk < stride; chunk++)
                SignRow.AddScaled(ref Unsafe.Add(ref u, 512 * chunk), ref words[chunk], stride, factors);
        }
    }

    private static int Padded(int inputs) => (inputs + SignRow.Columns - 1) / SignRow.Columns * SignRow.Columns;
}
