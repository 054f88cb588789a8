using System.Numerics;
using System.Runtime.InteropServices;

namespace CurlDescent.Arithmetic;

/// <summary>Pairs of vector operations fused into one pass, for any length. Operands must not overlap the destination.</summary>
internal static class FusedPairs
{
    /// <summary>Computes destination += a·x + b·y.</summary>
    public static void AddTwo(double a, ReadOnlySpan<double> x, double b, ReadOnlySpan<double> y, Span<double> destination)
    {
        x = x[..destination.Length];
        y = y[..destination.Length];
        var (va, vb) = (new Vector<double>(a), new Vector<double>(b));
        ReadOnlySpan<Vector<double>> xs = MemoryMarshal.Cast<double, Vector<double>>(x), ys = MemoryMarshal.Cast<double, Vector<double>>(y);
        Span<Vector<double>> ds = MemoryMarshal.Cast<double, Vector<double>>(destination);
        for (int i = 0; i < ds.Length && i < xs.Length && i < ys.Length; i++)
            ds[i] = Vector.FusedMultiplyAdd(va, xs[i], Vector.FusedMultiplyAdd(vb, ys[i], ds[i]));
        for (int i = ds.Length * Vector<double>.Count; i < destination.Length; i++)
            destination[i] = Math.FusedMultiplyAdd(a, x[i], Math.FusedMultiplyAdd(b, y[i], destination[i]));
    }

    /// <summary>Computes destination = s·destination + t·x.</summary>
    public static void ScaleAdd(double s, Span<double> destination, double t, ReadOnlySpan<double> x)
    {
        x = x[..destination.Length];
        var (vs, vt) = (new Vector<double>(s), new Vector<double>(t));
        ReadOnlySpan<Vector<double>> xs = MemoryMarshal.Cast<double, Vector<double>>(x);
        Span<Vector<double>> ds = MemoryMarshal.Cast<double, Vector<double>>(destination);
        for (int i = 0; i < ds.Length && i < xs.Length; i++) ds[i] = Vector.FusedMultiplyAdd(vs, ds[i], vt * xs[i]);
        for (int i = ds.Length * Vector<double>.Count; i < destination.Length; i++)
            destination[i] = Math.FusedMultiplyAdd(s, destination[i], t * x[i]);
    }
}
