namespace CurlDescent.Experiments.Reproduction;

/// <summary>Curl descent against gradient descent at one value of an axis.</summary>
internal readonly record struct SpeedPoint(double X, SpeedComparison Comparison)
{
    public Interval Ratio => Comparison.Ratio;

    public bool IsFaster => Comparison.Verdict == SpeedVerdict.Sooner;

    public bool IsSlower => Comparison.Verdict == SpeedVerdict.Later;
}
