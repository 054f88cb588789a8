using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CurlDescent.Arithmetic;

/// <summary>Zeroed numbers in single precision, on cache lines of an <see cref="AlignedBuffer"/>.</summary>
internal sealed class SingleBuffer(long length) : IDisposable
{
    private readonly AlignedBuffer memory = new((length + 1) / 2);

    /// <summary>The values; at least as many as were asked for.</summary>
    public Span<float> Span => MemoryMarshal.Cast<double, float>(memory.Span);

    /// <summary>The first value; for kernels, which know the length.</summary>
    public ref float First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.As<double, float>(ref memory.First);
    }

    /// <summary>Gives the memory back; the buffer must not be used afterwards.</summary>
    public void Dispose() => memory.Dispose();
}
