namespace CurlDescent.Experiments.Specs;

/// <summary>Remembers on which line of which file each parameter was set, by the place where it was set.</summary>
internal sealed class SpecOrigins
{
    private readonly Dictionary<(string Place, string Parameter), SourceNode> nodes;

    public SpecOrigins(string file, SpecOrigins? inherited = null)
    {
        File = file;
        nodes = inherited is null ? [] : new(inherited.nodes);
    }

    /// <summary>File of the experiment itself.</summary>
    public string File { get; }

    public static string Everywhere => "";

    public static string InGrid(string grid) => $"grid {grid}";

    public static string InSize(string size) => $"size {size}";

    public void Add(string place, string parameter, SourceNode node) => nodes[(place, parameter)] = node;

    /// <summary>The error for a parameter, at the place that decided its value.</summary>
    public ExperimentException Error(
        string size, string grid, IReadOnlyList<string> parameters, ExperimentOverrides overrides, string problem, Exception? inner)
    {
        foreach (string parameter in parameters)
        {
            if (overrides.Set.ContainsKey(parameter)) return new ExperimentException("--set", null, parameter, problem, inner);
            foreach (string place in new[] { InSize(size), InGrid(grid), Everywhere })
            {
                if (nodes.TryGetValue((place, parameter), out SourceNode? node))
                {
                    return new ExperimentException(node.File, node.Line, node.Field, problem, inner);
                }
            }
        }

        return new ExperimentException(File, null, parameters.Count > 0 ? parameters[0] : "", problem, inner);
    }
}
