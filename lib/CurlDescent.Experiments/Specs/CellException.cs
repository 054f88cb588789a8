namespace CurlDescent.Experiments.Specs;

/// <summary>A cell's parameters do not fit together.</summary>
internal sealed class CellException(string message, IReadOnlyList<string> parameters, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Parameters that may be at fault, likeliest first.</summary>
    public IReadOnlyList<string> Parameters => parameters;

    /// <summary>Name of the grid, once known.</summary>
    public string Grid { get; private init; } = "";

    public CellException In(string grid) => new(Message, parameters, this) { Grid = grid };
}
