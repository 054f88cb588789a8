namespace CurlDescent;

/// <summary>
/// The work ∫F·dx that a field does along a path, as it adds up. Around a closed path the last number is the circulation.
/// </summary>
public static class Work
{
    /// <summary>
    /// Computes the work up to each point of a path, by the midpoint rule on each segment: error O(h²) for segments of length h of a smooth
    /// path.
    /// </summary>
    /// <param name="field">F.</param>
    /// <param name="path">Points of n coordinates each, at least one.</param>
    /// <returns>As many numbers as points; the first is 0.</returns>
    /// <exception cref="SpecException">There is no point, or a point has another dimension than the field.</exception>
    public static double[] Along(IVectorField field, IReadOnlyList<double[]> path)
    {
        if (path.Count == 0) throw new SpecException("Path", "0 points", "at least one point");
        foreach (double[] point in path)
        {
            if (point.Length != field.Dimension)
            {
                throw new SpecException("Path", $"{point.Length} coordinates", $"{field.Dimension} coordinates");
            }
        }

        double[] work = new double[path.Count], middle = new double[field.Dimension], value = new double[field.Dimension];
        for (int k = 1; k < path.Count; k++)
        {
            for (int i = 0; i < middle.Length; i++) middle[i] = (path[k - 1][i] + path[k][i]) / 2;
            field.Evaluate(middle, value);
            work[k] = work[k - 1];
            for (int i = 0; i < middle.Length; i++) work[k] += value[i] * (path[k][i] - path[k - 1][i]);
        }

        return work;
    }
}
