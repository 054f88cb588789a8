namespace CurlDescent.Figures.Explorables;

/// <summary>The formats of a live figure in a notebook. Found by name, see <see cref="TypeFormatterSourceAttribute"/>.</summary>
internal sealed class ExplorableFormatters
{
    /// <summary>The figure itself, for everything that runs scripts.</summary>
    public const string Html = "text/html";

    /// <summary>What the figure is and shows, for pages and for the committed form of a notebook.</summary>
    public const string Description = "application/vnd.live-figure+json";

    /// <summary>The figure in words.</summary>
    public const string Plain = "text/plain";

    /// <summary>Called by the formatter library.</summary>
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new Formatter(Description, figure => figure.ToJson()),
        new Formatter(Html, figure => figure.ToHtml()),
        new Formatter(Plain, figure => figure.ToString()),
    ];

    /// <summary>One format.</summary>
    /// <param name="mimeType">Its name.</param>
    /// <param name="write">Writes it.</param>
    internal sealed class Formatter(string mimeType, Func<Explorable, string> write)
    {
        /// <summary>Read by the formatter library.</summary>
        public string MimeType { get; } = mimeType;

        /// <summary>Called by the formatter library.</summary>
        public bool Format(object instance, TextWriter writer)
        {
            if (instance is not Explorable figure) return false;
            writer.Write(write(figure));
            return true;
        }
    }
}
