namespace CurlDescent;

/// <summary>
/// Bisection to the last bit. It survives jumps, such as that of a left edge where an atom appears, which faster root finders do not.
/// </summary>
internal static class Bisection
{
    /// <summary>
    /// Narrows an interval at whose lower end a condition holds, and at whose upper end it does not, to neighbouring numbers.
    /// </summary>
    /// <returns>The last number found at which it holds, and the next, at which it does not.</returns>
    public static (double Holds, double Fails) Narrow(Func<double, bool> condition, double holds, double fails)
    {
        while (true)
        {
            double middle = holds + (fails - holds) / 2;
            if (middle <= holds || middle >= fails) return (holds, fails);
            if (condition(middle)) holds = middle;
            else fails = middle;
        }
    }
}
