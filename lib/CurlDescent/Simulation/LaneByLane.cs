using System.Runtime.Intrinsics;
using CurlDescent.Arithmetic;

namespace CurlDescent.Simulation;

/// <summary>Any <see cref="IActivation"/>, lane by lane: serves nonlinearities that have no vector form.</summary>
/// <typeparam name="TActivation">The nonlinearity.</typeparam>
internal readonly struct LaneByLane<TActivation> : IVectorActivation
    where TActivation : struct, IActivation
{
    public static bool KeepsNaN => double.IsNaN(TActivation.Apply(double.NaN));

    public static Vector512<double> Apply(Vector512<double> a)
    {
        Vector512<double> h = default;
        for (int k = 0; k < Lanes.Count; k++) h = h.WithElement(k, TActivation.Apply(a.GetElement(k)));
        return h;
    }

    public static Vector512<double> Derivative(Vector512<double> a, Vector512<double> h)
    {
        Vector512<double> d = default;
        for (int k = 0; k < Lanes.Count; k++) d = d.WithElement(k, TActivation.Derivative(a.GetElement(k), h.GetElement(k)));
        return d;
    }

    public static Vector512<float> Apply(Vector512<float> a)
    {
        Vector512<float> h = default;
        for (int k = 0; k < SinglePanels.Lanes; k++) h = h.WithElement(k, (float)TActivation.Apply(a.GetElement(k)));
        return h;
    }

    public static Vector512<float> Derivative(Vector512<float> a, Vector512<float> h)
    {
        Vector512<float> d = default;
        for (int k = 0; k < SinglePanels.Lanes; k++)
            d = d.WithElement(k, (float)TActivation.Derivative(a.GetElement(k), h.GetElement(k)));
        return d;
    }
}
