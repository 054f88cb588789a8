namespace CurlDescent;

/// <summary>A layer's weights.</summary>
public enum WeightLayer
{
    /// <summary>W1.</summary>
    Hidden,

    /// <summary>W2.</summary>
    Readout,
}

/// <summary>Where the student starts.</summary>
public abstract record StartPoint
{
    private StartPoint()
    {
    }

    /// <summary>At random weights.</summary>
    public static StartPoint Random { get; } = new AtRandom();

    /// <summary>At the teacher, with iid normal noise added to one layer: the start of the stability experiments.</summary>
    /// <param name="layer">Which weights are perturbed.</param>
    /// <param name="perturbation">Standard deviation of the noise; finite, ≥ 0.</param>
    public static StartPoint NearTeacher(WeightLayer layer, double perturbation) => new AtTeacher(layer, perturbation);

    internal sealed record AtRandom : StartPoint;

    internal sealed record AtTeacher(WeightLayer Layer, double Perturbation) : StartPoint;
}
