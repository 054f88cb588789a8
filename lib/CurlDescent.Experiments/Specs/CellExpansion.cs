using static CurlDescent.Experiments.Parameters;

namespace CurlDescent.Experiments.Specs;

/// <summary>Makes the cells of an experiment: every point of every grid, with what is fixed there.</summary>
internal static class CellExpansion
{
    private static readonly string[] Counts = [Inputs, HiddenUnits, HiddenFlips, ReadoutFlips];

    /// <summary>The fixed parameters of a grid: defaults, experiment, grid, without its axes. An absent parameter is null.</summary>
    public static Dictionary<string, ParameterValue?> FixedValues(ExperimentSpec spec, Grid grid)
    {
        var values = new Dictionary<string, ParameterValue?>(StringComparer.Ordinal);
        foreach (ParameterDefinition parameter in spec.Kind.Parameters) values[parameter.Name] = parameter.Default;
        foreach ((string name, ParameterValue? value) in spec.Fixed) values[name] = value;
        foreach ((string name, ParameterValue? value) in grid.Fixed) values[name] = value;
        foreach ((string name, _) in grid.Axes) values.Remove(name);
        LeaveOutDefaults(spec, values);
        return values;
    }

    public static Cell[] CreateAll(ExperimentSpec spec)
    {
        var cells = new List<Cell>();
        string[] shown = [.. ShownParameters(spec)];
        foreach (Grid grid in spec.Grids)
        {
            KeyValuePair<string, ParameterValue>[] constants =
                [.. FixedValues(spec, grid).Where(v => v.Value is not null).Select(v => KeyValuePair.Create(v.Key, v.Value!.Value))];
            try
            {
                foreach (Dictionary<string, ParameterValue> values in grid.Points())
                {
                    foreach ((string name, ParameterValue value) in constants) values.Add(name, value);
                    cells.Add(Create(spec, grid.Name, cells.Count, values, shown));
                }
            }
            catch (CellException e)
            {
                throw e.In(grid.Name);
            }
        }

        return [.. cells];
    }

    private static Cell Create(
        ExperimentSpec spec, string grid, int index, Dictionary<string, ParameterValue> values, string[] shownParameters)
    {
        var shown = new Dictionary<string, ParameterValue>(StringComparer.Ordinal);
        foreach (string parameter in shownParameters)
        {
            if (values.TryGetValue(parameter, out ParameterValue value)) shown[parameter] = value;
        }

        LeaveOutDefaults(spec, values);
        spec.Kind.Resolve(values);
        foreach (string parameter in Counts)
        {
            if (values.TryGetValue(parameter, out ParameterValue value)) shown[parameter] = value;
        }

        var cell = new Cell(index, grid, values, shown, spec.Seed);
        spec.Kind.Check(cell, spec.Rules);
        return cell;
    }

    private static void LeaveOutDefaults<TValue>(ExperimentSpec spec, Dictionary<string, TValue> values)
    {
        foreach (ParameterDefinition parameter in spec.Kind.Parameters.Where(p => p.IsLeftOutAtDefault))
        {
            if (values.TryGetValue(parameter.Name, out TValue? value) && Equals(value, parameter.Default)) values.Remove(parameter.Name);
        }
    }

    /// <summary>Axes of any grid, and parameters that one grid fixes otherwise than another.</summary>
    private static IEnumerable<string> ShownParameters(ExperimentSpec spec)
    {
        var effective = spec.Grids.Select(g => FixedValues(spec, g)).ToArray();
        return spec.Grids.SelectMany(g => g.Axes.Select(a => a.Parameter))
            .Concat(effective.SelectMany(v => v.Keys).Where(p => effective.Select(v => v.GetValueOrDefault(p)).Distinct().Count() > 1))
            .Distinct();
    }
}
