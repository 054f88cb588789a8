using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CurlDescent.Arithmetic;

/// <summary>
/// Zeroed numbers that start on a cache line, so that no vector load crosses one. Rented from a pool: a sweep of many short runs
/// reuses the same memory.
/// </summary>
internal sealed class AlignedBuffer : IDisposable
{
    private const int CacheLine = 64;
    private const int PooledPerSize = 32;
    private const int LargestPooledLog2 = 19;

    private static readonly ConcurrentQueue<double[]>[] Pool =
    [
        .. Enumerable.Range(0, LargestPooledLog2 + 1).Select(_ => new ConcurrentQueue<double[]>()),
    ];

    private readonly int offset;
    private double[]? array;

    /// <summary>
    /// Rents zeros: <paramref name="length"/> of them, rounded up to whole vectors, and one spare vector beyond for tails.
    /// </summary>
    public AlignedBuffer(long length)
    {
        long padded = Lanes.RoundUp(length) + Lanes.Count + CacheLine / sizeof(double);
        int log2 = BitOperations.Log2((ulong)padded - 1) + 1;
        if (log2 > LargestPooledLog2) array = GC.AllocateArray<double>(checked((int)padded), pinned: true);
        else if (Pool[log2].TryDequeue(out array)) Array.Clear(array);
        else array = GC.AllocateArray<double>(1 << log2, pinned: true);
        offset = (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) & (CacheLine - 1)) / sizeof(double);
        Length = checked((int)Lanes.RoundUp(length));
    }

    /// <summary>Number of values, a multiple of 8.</summary>
    public int Length { get; }

    /// <summary>The values.</summary>
    public Span<double> Span => array.AsSpan(offset, Length);

    /// <summary>The first value; for kernels, which know the length.</summary>
    public ref double First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array!), offset);
    }

    /// <summary>Gives the memory back; the buffer must not be used afterwards.</summary>
    public void Dispose()
    {
        double[]? returned = Interlocked.Exchange(ref array, null);
        if (returned is null || !BitOperations.IsPow2(returned.Length)) return;
        ConcurrentQueue<double[]> pool = Pool[BitOperations.Log2((uint)returned.Length)];
        if (pool.Count < PooledPerSize) pool.Enqueue(returned);
    }
}
