using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>
/// Layout of a matrix for kernels that take several rows at once: rows are cut into panels of 8 (a rest of up to 4 rows makes one panel of
/// 4), and within a panel the rows' vectors for the same eight columns lie side by side. Every kernel then walks through memory once, in
/// order. Rows and columns are padded with zeros.
/// </summary>
internal static class Panels
{
    /// <summary>Rows of a panel.</summary>
    public const int Height = 8;

    /// <summary>Rows of the last panel, if it is a short one.</summary>
    public const int ShortHeight = 4;

    /// <summary>Returns the number of rows with padding.</summary>
    public static int PaddedRows(int rows) => (rows + ShortHeight - 1) & ~(ShortHeight - 1);

    /// <summary>Copies a row-major matrix into panels.</summary>
    /// <param name="source">Row-major.</param>
    /// <param name="columns">Its row length.</param>
    /// <param name="destination">Panels.</param>
    /// <param name="stride">Padded row length, a multiple of 8.</param>
    public static void Pack(ReadOnlySpan<double> source, int columns, Span<double> destination, int stride)
    {
        int rows = source.Length / columns;
        destination.Clear();
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j += Lanes.Count)
            {
                int count = Math.Min(Lanes.Count, columns - j);
                source.Slice(i * columns + j, count).CopyTo(destination[Offset(rows, stride, i, j)..]);
            }
        }
    }

    /// <summary>Copies panels back into a row-major matrix, times a factor.</summary>
    /// <param name="source">Panels.</param>
    /// <param name="stride">Padded row length.</param>
    /// <param name="factor">Multiplies every value.</param>
    /// <param name="destination">Row-major.</param>
    /// <param name="columns">Its row length.</param>
    public static void Unpack(ReadOnlySpan<double> source, int stride, double factor, Span<double> destination, int columns)
    {
        int rows = destination.Length / columns;
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j += Lanes.Count)
            {
                int count = Math.Min(Lanes.Count, columns - j);
                System.Numerics.Tensors.TensorPrimitives.Multiply(
                    source.Slice(Offset(rows, stride, i, j), count), factor, destination.Slice(i * columns + j, count));
            }
        }
    }

    /// <summary>Computes A += C·D for panels A and C and a diagonal D of column signs.</summary>
    /// <param name="change">C.</param>
    /// <param name="columnSigns">D, <paramref name="stride"/> numbers.</param>
    /// <param name="rows">Padded rows.</param>
    /// <param name="stride">Padded row length.</param>
    /// <param name="matrix">A.</param>
    public static void AddSigned(ReadOnlySpan<double> change, ReadOnlySpan<double> columnSigns, int rows, int stride, Span<double> matrix)
    {
        for (int panel = 0; panel < rows; panel += Height)
        {
            int height = rows - panel >= Height ? Height : ShortHeight;
            for (int j = 0; j < stride; j += Lanes.Count)
            {
                Vector512<double> signs = Vector512.Create(columnSigns[j..]);
                for (int k = 0; k < height; k++)
                {
                    int at = panel * stride + j * height + k * Lanes.Count;
                    Lanes.MultiplyAdd(Vector512.Create(change[at..]), signs, Vector512.Create<double>(matrix[at..])).CopyTo(matrix[at..]);
                }
            }
        }
    }

    /// <summary>Sets to 0 every weight whose sign is not that of its column.</summary>
    /// <param name="columnTypes">+1 or −1 for a column of one sign, 0 for one of any; <paramref name="stride"/> numbers.</param>
    /// <param name="rows">Padded rows.</param>
    /// <param name="stride">Padded row length.</param>
    /// <param name="matrix">Panels; changed.</param>
    public static void KeepSigns(ReadOnlySpan<double> columnTypes, int rows, int stride, Span<double> matrix)
    {
        for (int panel = 0; panel < rows; panel += Height)
        {
            int height = rows - panel >= Height ? Height : ShortHeight;
            for (int j = 0; j < stride; j += Lanes.Count)
            {
                Vector512<double> type = Vector512.Create(columnTypes[j..]);
                for (int k = 0; k < height; k++)
                {
                    Span<double> at = matrix[(panel * stride + j * height + k * Lanes.Count)..];
                    Vector512<double> weight = Vector512.Create<double>(at);
                    Vector512.ConditionalSelect(Vector512.LessThan(weight * type, Vector512<double>.Zero), Vector512<double>.Zero, weight)
                        .CopyTo(at);
                }
            }
        }
    }

    private static int Offset(int rows, int stride, int row, int column)
    {
        int panel = row & ~(Height - 1);
        int height = PaddedRows(rows) - panel >= Height ? Height : ShortHeight;
        return panel * stride + column * height + (row - panel) * Lanes.Count;
    }
}
