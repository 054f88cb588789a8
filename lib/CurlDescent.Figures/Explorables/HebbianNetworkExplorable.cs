using CurlDescent.Figures.Composition;
using CurlDescent.Figures.Explorables;

namespace CurlDescent.Figures;

/// <summary>
/// Hebbian learning among excitatory and inhibitory neurons to first order (<see cref="HebbianField"/>): cell types to paint, input
/// correlations to move; the
/// antisymmetric part of the Jacobian, the work round a loop and an objective, each in the plain metric of W and in that of Z =
/// F^(−½)WF^(−½).
/// </summary>
[TypeFormatterSource(typeof(ExplorableFormatters))]
public sealed record HebbianNetworkExplorable : Explorable
{
    private const int Neurons = 5, Starts = 6;

    /// <summary>Cell types of the five neurons at first: whether each is inhibitory.</summary>
    public IReadOnlyList<bool> Inhibitory { get; init; } = [false, false, false, false, true];

    /// <summary>Correlation of inputs within a type, 0 … 0.5.</summary>
    public double Within { get; init; } = 0.3;

    /// <summary>Correlation of inputs between the types; F must be positive definite.</summary>
    public double Between { get; init; } = 0.4;

    /// <inheritdoc/>
    public override string Title => "Excitatory and inhibitory neurons";

    internal override string Module => "hebbian-network";

    private protected override FigureCaption DefaultCaption => FigureCaption.Theory(
        "Five neurons that learn by one Hebbian rule. Paint them excitatory or inhibitory and correlate their inputs: the Jacobian gets an "
        + "antisymmetric part, and a loop of weights does work, exactly where inputs of the two types correlate. Measured in whitened "
        + "weights Z the same learning is gradient descent.",
        "first order, input variance 0.15; Z = F^(−½)WF^(−½)");

    private protected override object Data()
    {
        if (Inhibitory.Count != Neurons) throw new SpecException("Inhibitory", $"{Inhibitory.Count} neurons", $"{Neurons} neurons");
        Check.Within("Within", Within, 0, 0.5);
        int inhibitory = Inhibitory.Count(type => type), excitatory = Neurons - inhibitory;
        double square = (0.95 + (excitatory - 1) * Within) * (0.95 + (inhibitory - 1) * Within) / Math.Max(1, excitatory * inhibitory);
        double most = inhibitory is 0 or Neurons ? 0 : Math.Sqrt(square);
        Check.Within("Between", Between, -most, most);
        return new
        {
            Signs = Inhibitory.Select(type => type ? -1 : 1),
            Variance = 0.15,
            Within,
            Between,
            Partner = Neurons - 1,
            Starts = Enumerable.Range(0, Starts).Select(k => RandomStart((uint)k)),
            Duration = 12,
            Radius = 0.3,
        };
    }

    // Coordinates in SymmetricBasis, uniform on ±0.5.
    private static double[] RandomStart(uint index)
    {
        var start = new double[SymmetricBasis.Dimension(Neurons)];
        new RandomStream(1, 0, RandomPurpose.Design, index).FillUniform(0.5, start);
        return start;
    }
}
