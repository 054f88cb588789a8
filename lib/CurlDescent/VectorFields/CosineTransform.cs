using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace CurlDescent.VectorFields;

/// <summary>
/// The cosine transform X_k = Σ_j x_j cos(πk(2j+1)/2n) and its inverse, by one FFT of length n of the even entries followed by the odd ones
/// reversed (Makhoul, IEEE Trans. ASSP 28, 1980). Not thread-safe: one buffer.
/// </summary>
internal sealed class CosineTransform
{
    private readonly int n;
    private readonly Complex[] twiddles, buffer;

    public CosineTransform(int length)
    {
        n = length;
        twiddles = [.. Enumerable.Range(0, n).Select(k => Complex.FromPolarCoordinates(1, -Math.PI * k / (2.0 * n)))];
        buffer = new Complex[n];
    }

    public void Forward(Span<double> values)
    {
        for (int j = 0; j < n; j++) buffer[Place(j)] = values[j];
        Fourier.Forward(buffer, FourierOptions.NoScaling);
        for (int k = 0; k < n; k++) values[k] = (twiddles[k] * buffer[k]).Real;
    }

    public void Inverse(Span<double> values)
    {
        for (int k = 0; k < n; k++) buffer[k] = Complex.Conjugate(twiddles[k]) * new Complex(values[k], k == 0 ? 0 : -values[n - k]);
        Fourier.Inverse(buffer, FourierOptions.AsymmetricScaling);
        for (int j = 0; j < n; j++) values[j] = buffer[Place(j)].Real;
    }

    private int Place(int j) => j % 2 == 0 ? j / 2 : n - 1 - j / 2;
}
