namespace CurlDescent;

/// <summary>
/// An edge of a band. Near it the density is (a/π)·√|x − E|, with E the <paramref name="Position"/> and a the
/// <paramref name="SquareRootCoefficient"/>.
/// </summary>
/// <param name="Position">E.</param>
/// <param name="SquareRootCoefficient">
/// a = |G_D'(ζ)|·√(2/|z''(ζ)|) at the critical point z'(ζ) = 0 (notebook 05, section 1). It grows without bound where the density diverges
/// (a hard edge, c(1 − α_h) = 1 or cα_h = 1).
/// </param>
public readonly record struct SpectralEdge(double Position, double SquareRootCoefficient)
{
    /// <summary>
    /// Scale (aM)^(−2/3) of the fluctuations of the eigenvalue at this edge: for M → ∞ (distance from the edge into the band)/scale
    /// tends to minus the Tracy–Widom law of real matrices (Tracy and Widom, Commun. Math. Phys. 177, 1996).
    /// </summary>
    /// <param name="inputs">M, at least 1.</param>
    public double FluctuationScale(int inputs)
    {
        Require.InRange("Inputs", inputs, 1, int.MaxValue);
        return Math.Pow(SquareRootCoefficient * inputs, -2.0 / 3);
    }
}

/// <summary>An interval on which the density is positive.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Right">Right edge.</param>
/// <param name="Mass">Integral of the density over the band.</param>
public readonly record struct SpectralBand(SpectralEdge Left, SpectralEdge Right, double Mass);

/// <summary>A point that carries positive mass.</summary>
/// <param name="Position">Eigenvalue.</param>
/// <param name="Mass">Fraction of all eigenvalues.</param>
public readonly record struct SpectralAtom(double Position, double Mass);
