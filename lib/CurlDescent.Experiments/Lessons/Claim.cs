namespace CurlDescent.Experiments.Lessons;

/// <summary>A statement of a notebook, asserted in code next to the text that makes it.</summary>
public static class Claim
{
    /// <summary>Passes if the claim holds, otherwise fails the cell.</summary>
    /// <param name="statement">The claim, as the text makes it.</param>
    /// <param name="holds">Whether it holds here.</param>
    /// <param name="evidence">The numbers it rests on; they should be the same on every machine.</param>
    /// <returns>A line to show.</returns>
    /// <exception cref="ClaimFailedException">The claim does not hold.</exception>
    public static string That(string statement, bool holds, string evidence = "")
    {
        string line = evidence.Length == 0 ? statement : $"{statement} ({evidence})";
        return holds ? $"✓ {line}" : throw new ClaimFailedException($"✗ {line}");
    }
}

/// <summary>A claim of a notebook does not hold.</summary>
/// <param name="message">The claim and its numbers.</param>
public sealed class ClaimFailedException(string message) : Exception(message);
