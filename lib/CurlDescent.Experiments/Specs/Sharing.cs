namespace CurlDescent.Experiments.Specs;

/// <summary>What the runs of a cell share, in words for captions and READMEs.</summary>
internal static class Sharing
{
    /// <summary>Says it for a sweep; empty for kinds of experiments in which nothing is shared.</summary>
    public static string Of(SweepSpec sweep)
    {
        if (!sweep.Experiment.Kind.HasRules) return "";
        (string Teacher, string Inputs)[] found =
        [
            .. sweep.Cells.Select(c => (c.Word(Parameters.TeacherPer), c.Word(Parameters.InputsPer))).Distinct(),
        ];
        return found.Length == 1 ? Words(found[0].Teacher == Run, found[0].Inputs == Run) : "what runs share differs between cells";
    }

    private static string Run => Parameters.Word(DrawnPer.Run);

    private static string Words(bool ownTeacher, bool ownInputs) => (ownTeacher, ownInputs) switch
    {
        (true, true) => "each run with its own teacher and inputs",
        (true, false) => "each run with its own teacher, the inputs of its cell",
        (false, true) => "one teacher a cell, each run with its own inputs",
        (false, false) => "one teacher and one set of inputs a cell",
    };
}
