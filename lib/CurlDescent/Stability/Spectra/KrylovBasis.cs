using System.Numerics.Tensors;
using CurlDescent.Arithmetic;

namespace CurlDescent.Stability.Spectra;

/// <summary>
/// Lanczos's recurrence with full reorthogonalisation: an orthonormal basis of span{v, Xv, X²v, …} in which X is tridiagonal
/// (Golub and Van Loan, Matrix Computations, 4th ed., ch. 10). Memory: one vector per step.
/// </summary>
internal sealed class KrylovBasis
{
    private const int Chunk = 4096;

    private readonly ISymmetricOperator matrix;
    private readonly List<double[]> basis = [];
    private readonly List<double> diagonal = [], offDiagonal = [];
    private readonly ParallelOptions parallel;
    private double[]? pending;
    private double largestNorm;

    /// <param name="matrix">X.</param>
    /// <param name="start">v, not 0; becomes part of the basis.</param>
    /// <param name="threads">Largest number of threads; −1 for all processors.</param>
    /// <param name="cancellation">Looked at in every step.</param>
    public KrylovBasis(ISymmetricOperator matrix, double[] start, int threads, CancellationToken cancellation)
    {
        this.matrix = matrix;
        parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        TensorPrimitives.Divide(start, FixedOrder.Norm(start), start);
        pending = start;
    }

    /// <summary>Products with X so far, the size of the tridiagonal matrix.</summary>
    public int Steps => diagonal.Count;

    /// <summary>Norm of what the next step would add; 0 when the space is invariant.</summary>
    public double Remainder { get; private set; }

    /// <summary>Whether the space is invariant: its eigenvalues are eigenvalues of X.</summary>
    public bool IsInvariant => pending is null;

    /// <summary>Enlarges the space by one product with X.</summary>
    public void Step()
    {
        if (pending is null) throw new InvalidOperationException("The Krylov space is invariant.");
        parallel.CancellationToken.ThrowIfCancellationRequested();
        if (basis.Count > 0) offDiagonal.Add(Remainder);
        double[] current = pending, next = new double[matrix.Dimension];
        basis.Add(current);
        matrix.Apply(current, next);
        double α = FixedOrder.Dot(current, next);
        diagonal.Add(α);

        // Twice is enough (Parlett): the first pass leaves what cancellation amplified, the second removes it.
        double norm = FixedOrder.Norm(next);
        RequireSymmetric(Orthogonalise(next), norm);
        Orthogonalise(next);
        Remainder = FixedOrder.Norm(next);
        if (basis.Count == matrix.Dimension || !(Remainder > 1e-14 * Math.Max(norm, Math.Abs(α))))
        {
            Remainder = double.IsNaN(Remainder) ? double.NaN : 0;
            pending = null;
            return;
        }

        TensorPrimitives.Divide(next, Remainder, next);
        pending = next;
    }

    /// <summary>Eigenvalues of the tridiagonal matrix with the first and last components of its unit eigenvectors.</summary>
    public (double[] Values, double[] First, double[] Last) Ritz()
    {
        double[] values = [.. diagonal], off = [.. offDiagonal], first = new double[values.Length], last = new double[values.Length];
        TridiagonalEigenvalues.Compute(values, off, first, last);
        return (values, first, last);
    }

    // For a symmetric X the products with the basis are known but for the last: qᵀ(Xq′) = q′ᵀ(Xq). The recurrence would take anything else
    // for zero.
    private void RequireSymmetric(double[] products, double norm)
    {
        largestNorm = Math.Max(largestNorm, norm);
        for (int k = 0; k < products.Length - 1; k++)
        {
            double expected = k == products.Length - 2 ? offDiagonal[k] : 0;
            if (Math.Abs(products[k] - expected) > 1e-6 * largestNorm)
                throw new SpecException(
                    "Matrix", FormattableString.Invariant($"xᵀ(Xy) = {products[k]:R}, yᵀ(Xx) = {expected:R} for two unit vectors"),
                    "a symmetric operator");
        }
    }

    private double[] Orthogonalise(double[] vector)
    {
        var products = new double[basis.Count];
        Parallel.For(0, products.Length, parallel, k => products[k] = FixedOrder.Dot(basis[k], vector));
        Parallel.For(0, (vector.Length + Chunk - 1) / Chunk, parallel, chunk =>
        {
            int from = chunk * Chunk, count = Math.Min(Chunk, vector.Length - from);
            Span<double> target = vector.AsSpan(from, count);
            for (int k = 0; k < products.Length; k++)
                TensorPrimitives.MultiplyAdd(basis[k].AsSpan(from, count), -products[k], target, target);
        });
        return products;
    }
}
