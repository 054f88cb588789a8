using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CurlDescent.Arithmetic;

namespace CurlDescent.Tests.Arithmetic;

/// <summary>
/// Kernels written for whole and for half vectors give the same bits with both, on any processor. The sizes reach every tail: short panels
/// of one to four units, single blocks of columns, odd batches, batches below four.
/// </summary>
public class VectorWidthTests
{
    private const int Designs = 150;

    [Fact]
    public void HiddenForwardHasTheSameBits() => AssertSame(
        d => Forward<Vector512<double>>(d),
        d => Forward<Vector256<double>>(d));

    [Fact]
    public void HiddenUpdateHasTheSameBits()
    {
        AssertSame(d => Update<Off, Off, Vector512<double>>(d), d => Update<Off, Off, Vector256<double>>(d));
        AssertSame(d => Update<Off, On, Vector512<double>>(d), d => Update<Off, On, Vector256<double>>(d));
        AssertSame(d => Update<On, On, Vector512<double>>(d), d => Update<On, On, Vector256<double>>(d));
    }

    [Fact]
    public void LinearRowsHaveTheSameBits()
    {
        AssertSame(d => Rows<Off, Off, Off, Vector512<double>>(d), d => Rows<Off, Off, Off, Vector256<double>>(d));
        AssertSame(d => Rows<Off, On, Off, Vector512<double>>(d), d => Rows<Off, On, Off, Vector256<double>>(d));
        AssertSame(d => Rows<On, Off, Off, Vector512<double>>(d), d => Rows<On, Off, Off, Vector256<double>>(d));
        AssertSame(d => Rows<Off, Off, On, Vector512<double>>(d), d => Rows<Off, Off, On, Vector256<double>>(d));
        AssertSame(d => Rows<On, Off, On, Vector512<double>>(d), d => Rows<On, Off, On, Vector256<double>>(d));
    }

    [Fact]
    public void MatrixTimesVectorHasTheSameBits() => AssertSame(
        d => Times<Vector512<double>>(d),
        d => Times<Vector256<double>>(d));

    [Fact]
    public void BatchGradientHasTheSameBits() => AssertSame(
        d => Gradient<Vector512<double>>(d),
        d => Gradient<Vector256<double>>(d));

    private static double Forward<TVector>(Design d)
        where TVector : struct
    {
        HiddenForward.Compute<TVector>(d.Hidden.Span, d.Units, d.Rows, d.Stride, d.Inputs.Span, d.Samples, d.PerUnitAndSample.Span);
        return 0;
    }

    private static double Update<TColumnSigns, TSquares, TVector>(Design d)
        where TColumnSigns : struct, IFlag
        where TSquares : struct, IFlag
        where TVector : struct =>
        HiddenUpdate<TColumnSigns, TSquares>.Apply<TVector>(
            d.PerUnitAndSample.Span, d.Inputs.Span, d.Samples, d.PerInput[0].Span, d.Units, d.Rows, d.Stride, d.Hidden.Span);

    private static double Rows<TFixedFeedback, TSquares, TDelayed, TVector>(Design d)
        where TFixedFeedback : struct, IFlag
        where TSquares : struct, IFlag
        where TDelayed : struct, IFlag
        where TVector : struct
    {
        (double hidden, double readout) = LinearRows<TFixedFeedback, TSquares, TDelayed>.Step(
            d.Hidden.Span, d.Rows, d.Stride, d.PerUnit[0].Span, d.PerInput[0].Span, d.PerUnit[1].Span, d.PerInput[1].Span,
            d.PerUnit[2].Span, 0.3,
            d.PerUnit[3].Span, -0.2, d.PerUnit[4].Span, d.PerInput[2].Span, wide: typeof(TVector) == typeof(Vector512<double>));
        d.PerInput[1].Span[0] = readout;
        return hidden;
    }

    private static double Times<TVector>(Design d)
        where TVector : struct
    {
        MatrixTimesVector.Compute<TVector>(d.Hidden.Span, d.Rows, d.Stride, d.PerInput[0].Span, d.PerUnit[0].Span);
        return 0;
    }

    private static double Gradient<TVector>(Design d)
        where TVector : struct
    {
        BatchGradient.Compute<TVector>(d.Inputs.Span, d.Stride, d.Samples, d.PerInput[0].Span, d.Scratch.Span, d.PerInput[1].Span);
        d.Scratch.Span[d.Samples.Length..].Clear();
        return 0;
    }

    private static void AssertSame(Func<Design, double> whole, Func<Design, double> half)
    {
        for (int number = 0; number < Designs; number++)
        {
            using Design a = new(number), b = new(number);
            Assert.Equal(BitConverter.DoubleToInt64Bits(whole(a)), BitConverter.DoubleToInt64Bits(half(b)));
            foreach ((AlignedBuffer first, AlignedBuffer second) in a.All.Zip(b.All))
                Assert.True(MemoryMarshal.AsBytes(first.Span).SequenceEqual(MemoryMarshal.AsBytes(second.Span)), $"design {number}: {a}");
        }
    }

    // Operands of random sizes. Padding rows and columns of matrices are zeros, as in training; vectors are random throughout.
    private sealed class Design : IDisposable
    {
        private readonly RandomStream random;

        public Design(int number)
        {
            random = new RandomStream(20252, (uint)number, RandomPurpose.Design);
            int inputs = 1 + random.NextInt32(70), batch = 1 + random.NextInt32(33), kept = batch + random.NextInt32(10);
            Units = 1 + random.NextInt32(40);
            Rows = Panels.PaddedRows(Units);
            Stride = Lanes.RoundUp(inputs);
            Samples = [.. Enumerable.Range(0, batch).Select(_ => random.NextInt32(kept))];
            Hidden = new AlignedBuffer((long)Rows * Stride);
            var weights = new double[Units * inputs];
            random.FillNormal(1, weights);
            Panels.Pack(weights, inputs, Hidden.Span, Stride);
            Inputs = new AlignedBuffer((long)kept * Stride);
            for (int p = 0; p < kept; p++) random.FillNormal(1, Inputs.Span.Slice(p * Stride, inputs));
            PerUnitAndSample = new AlignedBuffer((long)Rows * batch);
            for (int p = 0; p < batch; p++) random.FillNormal(1, PerUnitAndSample.Span.Slice(p * Rows, Units));
            Scratch = new AlignedBuffer(batch);
            PerUnit = [.. Enumerable.Range(0, 5).Select(_ => Random(Rows))];
            PerInput = [.. Enumerable.Range(0, 3).Select(_ => Random(Stride))];
        }

        public int Units { get; }

        public int Rows { get; }

        public int Stride { get; }

        public int[] Samples { get; }

        public AlignedBuffer Hidden { get; }

        public AlignedBuffer Inputs { get; }

        public AlignedBuffer PerUnitAndSample { get; }

        public AlignedBuffer Scratch { get; }

        public AlignedBuffer[] PerUnit { get; }

        public AlignedBuffer[] PerInput { get; }

        public IEnumerable<AlignedBuffer> All => [Hidden, Inputs, PerUnitAndSample, Scratch, .. PerUnit, .. PerInput];

        public void Dispose()
        {
            foreach (AlignedBuffer buffer in All) buffer.Dispose();
        }

        public override string ToString() => $"N = {Units}, padded M = {Stride}, B = {Samples.Length}";

        private AlignedBuffer Random(int length)
        {
            var buffer = new AlignedBuffer(length);
            random.FillNormal(1, buffer.Span);
            return buffer;
        }
    }
}
