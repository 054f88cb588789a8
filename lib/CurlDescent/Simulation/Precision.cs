namespace CurlDescent;

/// <summary>The numbers that training computes with.</summary>
public enum Precision
{
    /// <summary>64 bits, 53 of them digits; relative rounding 1.1e-16.</summary>
    Double,

    /// <summary>
    /// 32 bits, 24 of them digits; relative rounding 6e-8. For runs whose measure is a threshold far above that. Teacher, data and start
    /// are those of double precision, rounded.
    /// </summary>
    Single,
}
