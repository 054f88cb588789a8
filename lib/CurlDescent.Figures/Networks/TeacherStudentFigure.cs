using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>Teacher and student, and the update of a flipped neuron: panels B and C of the summary.</summary>
public sealed record TeacherStudentFigure : Figure
{
    internal override Sheet Compose() => new()
    {
        Panels = [NetworkSchematicFigure.TeacherAndStudent(), NetworkSchematicFigure.ModifiedUpdate()],
        Columns = 2,
        Width = 860,
        PanelHeight = 250,
        NarrowPanelHeight = 225,
    };
}
