using CurlDescent.Arithmetic;

namespace CurlDescent.Simulation;

/// <summary>Is given a nonlinearity on the lanes of vectors as a type, so that what it opens is compiled for it.</summary>
/// <typeparam name="TResult">What it returns.</typeparam>
internal interface IVectorActivationVisitor<TResult>
{
    /// <summary>Visits a nonlinearity.</summary>
    /// <typeparam name="TActivation">φ.</typeparam>
    TResult Visit<TActivation>() where TActivation : struct, IVectorActivation;
}

/// <summary>Finds the form on the lanes of vectors of a nonlinearity; one that has none is applied lane by lane.</summary>
internal static class VectorActivations
{
    /// <summary>Visits with that form.</summary>
    /// <param name="activation">φ.</param>
    /// <param name="visitor">Is given it.</param>
    public static TResult AcceptOnLanes<TResult>(this Activation activation, IVectorActivationVisitor<TResult> visitor) =>
        activation.Accept(new Finder<TResult>(visitor));

    private sealed class Finder<TResult>(IVectorActivationVisitor<TResult> visitor) : IActivationVisitor<TResult>
    {
        public TResult Visit<TActivation>() where TActivation : struct, IActivation
        {
            if (typeof(TActivation) == typeof(Linear)) return visitor.Visit<VectorLinear>();
            if (typeof(TActivation) == typeof(Tanh)) return visitor.Visit<VectorTanh>();
            if (typeof(TActivation) == typeof(ReLU)) return visitor.Visit<VectorReLU>();
            if (typeof(TActivation) == typeof(Sigmoid)) return visitor.Visit<VectorSigmoid>();
            return visitor.Visit<LaneByLane<TActivation>>();
        }
    }
}
