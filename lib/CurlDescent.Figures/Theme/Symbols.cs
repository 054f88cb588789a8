namespace CurlDescent.Figures;

/// <summary>Axis labels and symbols as Plotly's text reads them, so that no figure needs a formula renderer.</summary>
public static class Symbols
{
    /// <summary>c.</summary>
    public const string C = "<i>c</i>";

    /// <summary>α_h.</summary>
    public const string AlphaHidden = "<i>α</i><sub>h</sub>";

    /// <summary>α_r.</summary>
    public const string AlphaReadout = "<i>α</i><sub>r</sub>";

    /// <summary>Compression ratio c = M/N.</summary>
    public const string CompressionRatio = "Compression ratio <i>c</i> = <i>M</i>/<i>N</i>";

    /// <summary>Flipped fraction of the inputs, α_h.</summary>
    public const string HiddenFraction = "Flipped fraction of inputs " + AlphaHidden;

    /// <summary>Flipped fraction of the hidden units, α_r.</summary>
    public const string ReadoutFraction = "Flipped fraction of hidden units " + AlphaReadout;

    /// <summary>Epoch.</summary>
    public const string Epoch = "Epoch";

    /// <summary>Training error.</summary>
    public const string TrainError = "Training error";

    /// <summary>Test error.</summary>
    public const string TestError = "Test error";

    /// <summary>w1, the hidden weight of the two-synapse network.</summary>
    public const string W1 = "<i>w</i><sub>1</sub>";

    /// <summary>w2, the readout weight of the two-synapse network.</summary>
    public const string W2 = "<i>w</i><sub>2</sub>";

    /// <summary>Writes a power of ten: 10⁻³ for −3.</summary>
    /// <param name="exponent">The exponent.</param>
    public static string PowerOfTen(int exponent) => exponent switch
    {
        0 => "1",
        < 0 => $"10<sup>−{-exponent}</sup>",
        _ => $"10<sup>{exponent}</sup>",
    };

    /// <summary>Writes a number with a true minus sign and at most the given significant digits.</summary>
    /// <param name="value">A number.</param>
    /// <param name="digits">Significant digits.</param>
    public static string Number(double value, int digits = 3) =>
        value.ToString($"G{digits}", System.Globalization.CultureInfo.InvariantCulture).Replace('-', '−');
}
