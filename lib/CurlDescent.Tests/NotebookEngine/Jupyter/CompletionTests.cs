using CurlDescent.NotebookEngine.Completion;

namespace CurlDescent.Tests.NotebookEngine.Jupyter;

[Collection(SessionCollection.Name)]
public class CompletionTests
{
    [Fact]
    public void QuestionsBetweenCellsLeaveTheSessionAsItIs()
    {
        using var session = new SessionHarness();
        CodeAssistant.WarmUp();
        session.Run("IDisposable first = Progress(\"a\"); first.Dispose();");
        var assistant = new CodeAssistant(session.Session.Chain, Timeout.InfiniteTimeSpan);
        Assert.NotEmpty(assistant.Complete("first.Disp", 10).Items);
        session.Run("IDisposable second = Progress(\"b\"); second.Dispose();");
        Assert.NotNull(assistant.Describe("second", 6));
        session.Run("IDisposable third = Progress(\"c\"); third.Dispose();");
    }

    [Fact]
    public void AMachineTooSlowForAnAnswerGivesNoneAndNoError()
    {
        using var session = new SessionHarness();
        session.Run("var x = 1;");
        var assistant = new CodeAssistant(session.Session.Chain, TimeSpan.Zero);
        Assert.Empty(assistant.Complete("x.ToS", 5).Items);
        Assert.Null(assistant.Describe("x", 1));
    }
}
