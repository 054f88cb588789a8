namespace CurlDescent.Arithmetic;

/// <summary>A choice fixed when a kernel is compiled, so that its inner loop has no branch for it.</summary>
internal interface IFlag
{
    static abstract bool IsOn { get; }
}

/// <summary>Chosen.</summary>
internal readonly struct On : IFlag
{
    public static bool IsOn => true;
}

/// <summary>Not chosen.</summary>
internal readonly struct Off : IFlag
{
    public static bool IsOn => false;
}
