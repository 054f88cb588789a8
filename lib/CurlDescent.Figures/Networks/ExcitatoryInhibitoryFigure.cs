using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>The excitatory–inhibitory network and the antisymmetric part of the Jacobian of its learning: panel A of the summary.</summary>
/// <param name="HebbianJacobian">Square.</param>
public sealed record ExcitatoryInhibitoryFigure(double[,] HebbianJacobian) : Figure
{
    internal override Sheet Compose() => new()
    {
        Panels = [NetworkSchematicFigure.ExcitatoryInhibitory(HebbianJacobian)],
        Width = 560,
        PanelHeight = 300,
        NarrowPanelHeight = 225,
    };
}
