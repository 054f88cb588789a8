using static CurlDescent.Experiments.Parameters;

namespace CurlDescent.Experiments.Specs;

/// <summary>Replaces parameters that are given as a ratio or a fraction by numbers of neurons.</summary>
internal static class RelativeParameters
{
    /// <summary>Finds M and N, from themselves or from compressionRatio and units.</summary>
    /// <exception cref="CellException">Neither pair is given, or both are, or a layer is left empty.</exception>
    public static (int Inputs, int HiddenUnits) ResolveNetwork(Dictionary<string, ParameterValue> values)
    {
        bool bySize = values.ContainsKey(Inputs) && values.ContainsKey(HiddenUnits) && !values.ContainsKey(CompressionRatio)
            && !values.ContainsKey(Units);
        bool byRatio = values.ContainsKey(CompressionRatio) && values.ContainsKey(Units) && !values.ContainsKey(Inputs)
            && !values.ContainsKey(HiddenUnits);
        if (bySize) return ((int)values[Inputs].Number, (int)values[HiddenUnits].Number);
        if (!byRatio)
            throw new CellException(
                "give either inputs and hiddenUnits, or compressionRatio and units.", [CompressionRatio, Units, Inputs, HiddenUnits]);
        (double c, double units) = (values[CompressionRatio].Number, values[Units].Number);
        (double n, double m) = (Math.Floor(units / (1 + c)), Math.Floor(units / (1 + 1 / c)));
        if (n < 1 || m < 1)
        {
            throw new CellException(
                FormattableString.Invariant(
                    $"compressionRatio = {c} with units = {units} leaves {m} inputs and {n} hidden units; at least 1 of each is needed."),
                [CompressionRatio, Units]);
        }

        values.Remove(CompressionRatio);
        values.Remove(Units);
        values[Inputs] = m;
        values[HiddenUnits] = n;
        return ((int)m, (int)n);
    }

    /// <summary>Finds the number of flipped neurons, from itself or from a fraction; 0 if neither is given.</summary>
    /// <exception cref="CellException">Both are given, or there are not so many neurons.</exception>
    public static void ResolveFlips(Dictionary<string, ParameterValue> values, string count, string fraction, int neurons)
    {
        if (values.ContainsKey(count) && values.ContainsKey(fraction))
        {
            throw new CellException($"give either {count} or {fraction}, not both.", [count, fraction]);
        }

        if (values.Remove(fraction, out ParameterValue alpha)) values[count] = LayerFlips.FlippedCount(neurons, alpha.Number);
        values.TryAdd(count, 0);
        if (values[count].Number > neurons)
        {
            throw new CellException($"{values[count]} flips of {neurons} neurons; allowed: 0 … {neurons}.", [count]);
        }
    }
}
