using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>The balances of hidden units over training, and how their drift shrinks with the step size.</summary>
/// <param name="Balances">Balance q_i (y) against epoch (x), one curve a hidden unit or a rule.</param>
/// <param name="Drifts">Greatest drift (y) against step size η (x); empty leaves the second panel out.</param>
public sealed record ConservedBalanceFigure(IReadOnlyList<Curve> Balances, IReadOnlyList<Curve> Drifts) : Figure
{
    internal override Sheet Compose()
    {
        Panel balances = CurvesFigure.ToPanel(new Axis(Symbols.Epoch), new Axis("Balance <i>q<sub>i</sub></i>"), Balances, "Balance of each hidden unit");

        // Beyond a few, it matters that all are flat, not which is which.
        if (Balances.Count > 4) balances.Legend = LegendPlace.None;
        return Drifts.Count == 0
            ? Sheet.Of(balances)
            : Sheet.Row(balances, CurvesFigure.ToPanel(
                new Axis("Step size <i>η</i>") { Log = true }, new Axis("Greatest drift |Δ<i>q<sub>i</sub></i>|") { Log = true }, Drifts, "Drift at the same time <i>η</i>·steps"));
    }
}
