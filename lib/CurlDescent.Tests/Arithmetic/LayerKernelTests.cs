using System.Runtime.Intrinsics;
using CurlDescent.Arithmetic;

namespace CurlDescent.Tests.Arithmetic;

/// <summary>What only deep networks and classes need of the kernels, against plain loops, at sizes that reach every tail.</summary>
public class LayerKernelTests
{
    private const double Canary = 1234.5;

    [Fact]
    public void ErrorsGoDownThroughPanels()
    {
        var random = new RandomStream(4, 0, RandomPurpose.Design);
        for (int design = 0; design < 200; design++)
        {
            int units = 1 + random.NextInt32(30), below = 1 + random.NextInt32(40), samples = 1 + random.NextInt32(9);
            int rows = Panels.PaddedRows(units), stride = Lanes.RoundUp(below), rowsBelow = Panels.PaddedRows(below);
            var weights = new double[units * below];
            random.FillNormal(1, weights);
            using var panels = new AlignedBuffer((long)rows * stride);
            Panels.Pack(weights, below, panels.Span, stride);
            using var errors = new AlignedBuffer((long)samples * rows);
            using var slopes = new AlignedBuffer((long)samples * rowsBelow);
            random.FillNormal(1, errors.Span);
            random.FillNormal(1, slopes.Span);
            using var result = new AlignedBuffer((long)samples * rowsBelow + Lanes.Count);
            result.Span.Fill(Canary);
            PanelBackward.Compute(panels.Span, rows, stride, errors.Span, samples, slopes.Span, rowsBelow, result.Span);
            for (int b = 0; b < samples; b++)
            {
                for (int j = 0; j < rowsBelow; j++)
                {
                    double sum = 0;
                    for (int i = 0; i < units && j < below; i++)
                        sum = Math.FusedMultiplyAdd(errors.Span[b * rows + i], weights[i * below + j], sum);
                    Assert.Equal(sum * slopes.Span[b * rowsBelow + j], result.Span[b * rowsBelow + j], 1e-12);
                }
            }

            foreach (double beyond in result.Span[(samples * rowsBelow)..]) Assert.Equal(Canary, beyond);
        }
    }

    [Fact]
    public void WeightsOfTheWrongSignGoToZero()
    {
        double[] types = [1, -1, 0, 1, -1], weights = new double[7 * 5];
        new RandomStream(5, 0, RandomPurpose.Design).FillNormal(1, weights);
        using var panels = new AlignedBuffer(8 * 8);
        using var columns = new AlignedBuffer(8);
        types.CopyTo(columns.Span);
        Panels.Pack(weights, 5, panels.Span, 8);
        Panels.KeepSigns(columns.Span, Panels.PaddedRows(7), 8, panels.Span);
        var after = new double[weights.Length];
        Panels.Unpack(panels.Span, 8, 1, after, 5);
        for (int w = 0; w < after.Length; w++) Assert.Equal(weights[w] * types[w % 5] < 0 ? 0 : weights[w], after[w]);
    }

    [Fact]
    public void SoftmaxErrorsAreProbabilitiesMinusTargets()
    {
        var random = new RandomStream(6, 0, RandomPurpose.Design);
        for (int outputs = 1; outputs < 12; outputs++)
        {
            using var values = new AlignedBuffer(outputs * 16);
            using var targets = new AlignedBuffer(outputs * 16);
            random.FillNormal(30, values.Span);
            random.FillNormal(1, targets.Span);
            double[] a = values.Span.ToArray();
            Softmax.Errors(values.Span, outputs, 16, targets.Span);
            for (int b = 0; b < 16; b++)
            {
                double most = Enumerable.Range(0, outputs).Max(k => a[k * 16 + b]);
                double sum = Enumerable.Range(0, outputs).Sum(k => Math.Exp(a[k * 16 + b] - most));
                for (int k = 0; k < outputs; k++)
                    Assert.Equal(Math.Exp(a[k * 16 + b] - most) / sum - targets.Span[k * 16 + b], values.Span[k * 16 + b], 1e-14);
            }
        }
    }

    [Fact]
    public void SoftmaxKeepsNaN()
    {
        using var values = new AlignedBuffer(3 * 8);
        using var targets = new AlignedBuffer(3 * 8);
        values.Span[8] = double.NaN;
        Softmax.Errors(values.Span, 3, 8, targets.Span);
        for (int k = 0; k < 3; k++) Assert.True(double.IsNaN(values.Span[k * 8]));
        Assert.Equal(1.0 / 3, values.Span[1], 1e-15);
    }

    [Fact]
    public void PowersAreThoseOfTheRuntime()
    {
        for (double x = -700; x < 700; x += 0.37)
            Assert.Equal(1, Exponentials.Exp(Vector512.Create(x))[0] / Math.Exp(x), 2e-15);
        Assert.True(double.IsNaN(Exponentials.Exp(Vector512.Create(double.NaN))[0]));
        Assert.Equal(1, Exponentials.Exp(Vector512.Create(0.0))[0]);
    }
}
