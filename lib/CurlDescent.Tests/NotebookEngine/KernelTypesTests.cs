using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Completion;
using CurlDescent.NotebookEngine.Execution;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace CurlDescent.Tests.NotebookEngine;

/// <summary>
/// A session is a kernel of Microsoft.DotNet.Interactive: its types are the real ones, and do in a cell what they do there.
/// </summary>
[Collection(SessionCollection.Name)]
public class KernelTypesTests
{
    [Fact]
    public void ACellFindsItsKernelAndTheRoot()
    {
        using var session = new SessionHarness();
        Assert.Equal("csharp", session.Value("Kernel.Current.Name"));
        Assert.Equal("CompositeKernel", session.Value("Kernel.Root.GetType().Name"));
        Assert.Equal("Microsoft.DotNet.Interactive", session.Value("typeof(Kernel).Assembly.GetName().Name"));
        Assert.Equal("True", session.Value("Kernel.Root.FindKernelByName(\"csharp\") == Kernel.Current"));
        session.Run("using Microsoft.DotNet.Interactive.Commands;");
        Assert.Equal("SubmitCode", session.Value("KernelInvocationContext.Current.Command.GetType().Name"));
    }

    [Fact]
    public void CodeSentToTheRootRunsInTheSession()
    {
        using var session = new SessionHarness();
        session.Run("using Microsoft.DotNet.Interactive.Commands; using Microsoft.DotNet.Interactive.Events; int x = 20;");
        session.Run("""
            var result = await Kernel.Root.SendAsync(new SubmitCode("int y = x + 1; y + 1"));
            var value = result.Events.OfType<ReturnValueProduced>().Single().Value;
            """);
        Assert.Equal("22", session.Value("value"));
        Assert.Equal("21", session.Value("y"));
        session.Run("var failed = await Kernel.Root.SendAsync(new SubmitCode(\"missing\"));");
        Assert.Contains("CS0103", session.Value("((CommandFailed)failed.Events.Last()).Message"), StringComparison.Ordinal);
        session.Run("await Kernel.Root.SendAsync(new SendValue(\"z\", new List<int> { 4 }));");
        Assert.Equal("4", session.Value("z[0]"));
        Assert.Equal("4", session.Value("""
            (await Kernel.Root.SendAsync(new RequestValue("z"))).Events.OfType<ValueProduced>().Single().Value is List<int> l ? l[0] : 0
            """));
    }

    [Fact]
    public void WhatTheContextPublishesIsShownOnce()
    {
        using var session = new SessionHarness();
        JsonArray outputs = session.Run(
            "object o = 1; o.Display(); \"two\".Display(); display(3); "
            + "KernelInvocationContextExtensions.Display(KernelInvocationContext.Current, 4);");
        Assert.Equal(["1", "two", "3", "4"], outputs.Select(output =>
            SessionHarness.Data([output!.DeepClone()], output["data"]!["text/plain"] is null ? "text/html" : "text/plain")
            .Replace("<div class=\"dni-plaintext\"><pre>", "", StringComparison.Ordinal)
                .Replace("</pre></div>", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void AHandleUpdatesWhatItHasShown()
    {
        using var session = new SessionHarness();
        Assert.Equal("b", SessionHarness.Data(session.Run("var d = \"a\".Display(); d.Update(\"b\");"), "text/plain"));
        Assert.Equal("Microsoft.DotNet.Interactive.Formatting.DisplayedValue", session.Value("d.GetType().FullName"));
    }

    [Fact]
    public void HtmlIsBuiltWithPocketViewAndFormulasWithLaTeXString()
    {
        using var session = new SessionHarness();
        session.Run("using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;");
        Assert.Contains("<b>x</b>", SessionHarness.Data(session.Run("div(b(\"x\"))"), "text/html"), StringComparison.Ordinal);
        Assert.Equal("x^2", SessionHarness.Data(session.Run("new LaTeXString(\"x^2\")"), "text/latex").Trim('$'));
        Assert.Equal("$$x^3$$", SessionHarness.Data(session.Run("(MathString)\"x^3\""), "text/latex"));
        session.Run("record Point(int X); Formatter.Register<Point>(p => $\"<i>{p.X}</i>\", \"text/html\");");
        Assert.Equal("<i>5</i>", SessionHarness.Data(session.Run("new Point(5)"), "text/html"));
    }

    [Fact]
    public void CellsOfOtherLanguagesRunInTheirKernelsAndShareValues()
    {
        using var session = new SessionHarness();
        Assert.Contains("<script type=\"text/javascript\">", SessionHarness.Data(session.Run("#!javascript\nlet a = 1;"), "text/html"),
            StringComparison.Ordinal);
        session.Run("var x = 1.5; var text2 = \"</script>\";");
        string script = SessionHarness.Data(session.Run("#!javascript\n#!share --from csharp x\n#!set --value @csharp:text2 --name y\n"
            + "document.title = `The value is ${x}.`;"), "text/html");
        Assert.Contains("let x = 1.5;\nlet y = \"\\u003C/script\\u003E\";\ndocument.title = `The value is ${x}.`;", script,
            StringComparison.Ordinal);
        Assert.Contains("no variable \"z\"", session.Fail("#!js\n#!share z").Message, StringComparison.Ordinal);
        Assert.Equal("pie\n\"a\": 1", SessionHarness.Data(session.Run("#!mermaid\npie\n\"a\": 1"), "text/vnd.mermaid"));
        session.Run("#!value --name text\nα,β\n1,2");
        session.Run("#!share --from value text");
        Assert.Equal("4", session.Value("text.Split(',', '\\n').Length"));
        Assert.Contains("there is no kernel \"nowhere\"", session.Fail("#!share --from nowhere text").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ExtensionsOfPackagesAreLoaded()
    {
        using var session = new SessionHarness();
        (CellResult result, _) = session.Try("#r \"nuget: Microsoft.Data.Analysis, 0.23.1\"\nusing Microsoft.Data.Analysis;");
        Assert.SkipWhen(result.Error?.Name == "PackageError", $"Needs a package that is not here: {result.Error?.Message}");
        Assert.True(result.Error is null, result.Error?.Message);
        string html = SessionHarness.Data(session.Run("new DataFrame(new DoubleDataFrameColumn(\"height\", new[] { 1.5, 2.5 }))"),
            "text/html");
        Assert.Contains("<table", html, StringComparison.Ordinal);
        Assert.Contains("height", html, StringComparison.Ordinal);
    }

    private static async Task<KernelCommandResult> Ask(SessionHarness session, KernelCommand command) =>
        await session.Session.Root.SendAsync(command, TestContext.Current.CancellationToken);

    [Fact]
    public async Task CompletionsHoverTextsSignaturesAndDiagnosticsComeThroughTheKernelsCommands()
    {
        using var session = new SessionHarness();
        CodeAssistant.WarmUp();
        session.Run("""
            /// <summary>Adds.</summary>
            /// <param name="b">The second.</param>
            int Add(int a, int b) => a + b;
            var numbers = new List<int>();
            """);

        var completions = (await Ask(session, new RequestCompletions("#!time\nnumbers.Cou", new LinePosition(1, 11)))).Events
            .OfType<CompletionsProduced>().Single();
        Assert.Contains(completions.Completions, item => item is { InsertText: "Count", Kind: "Property" });
        Assert.Equal(new LinePositionSpan(new LinePosition(1, 8), new LinePosition(1, 11)), completions.LinePositionSpan);

        var hover = await Ask(session, new RequestHoverText("numbers", new LinePosition(0, 3)));
        Assert.Contains("List<int>", hover.Events.OfType<HoverTextProduced>().Single().Content.Single().Value, StringComparison.Ordinal);
        Assert.Empty((await Ask(session, new RequestHoverText("   ", new LinePosition(0, 1)))).Events.OfType<HoverTextProduced>());

        var help = (await Ask(session, new RequestSignatureHelp("Console.WriteLine(Add(1, ", new LinePosition(0, 25)))).Events
            .OfType<SignatureHelpProduced>().Single();
        Assert.Equal((1, "int Add(int a, int b)"), (help.ActiveParameterIndex, help.Signatures.Single().Label));
        Assert.Equal(("Adds.", "b", "The second."), (help.Signatures[0].Documentation.Value, help.Signatures[0].Parameters[1].Label,
            help.Signatures[0].Parameters[1].Documentation.Value));
        help = (await Ask(session, new RequestSignatureHelp("new string('a', 3)", new LinePosition(0, 16)))).Events
            .OfType<SignatureHelpProduced>().Single();
        Assert.Contains("string(char c, int count)", help.Signatures[help.ActiveSignatureIndex].Label, StringComparison.OrdinalIgnoreCase);
        KernelCommandResult outside = await Ask(session, new RequestSignatureHelp("Add(1, 2);", new LinePosition(0, 10)));
        Assert.Empty(outside.Events.OfType<SignatureHelpProduced>());

        KernelCommandResult diagnosed = await Ask(session, new RequestDiagnostics("#!time\nint n = numbers;\nAdd(1, 2);"));
        Diagnostic wrong = Assert.Single(diagnosed.Events.OfType<DiagnosticsProduced>().Single().Diagnostics);
        Assert.Equal(("CS0029", new LinePosition(1, 8)), (wrong.Code, wrong.LinePositionSpan.Start));
        diagnosed = await Ask(session,
            new RequestDiagnostics("using var s = new System.IO.MemoryStream();\nnamespace N { class C { } }\nnew N.C()"));
        Assert.Empty(diagnosed.Events.OfType<DiagnosticsProduced>().Single().Diagnostics);
    }

    [Fact]
    public async Task CodeSentFromOutsideOfACellRunsAndIsCancelled()
    {
        using var session = new SessionHarness();
        session.Run("int turns = 0;");
        KernelCommandResult value = await Ask(session, new SubmitCode("turns + 41 + 1"));
        Assert.Equal(42, value.Events.OfType<ReturnValueProduced>().Single().Value);
        KernelCommandResult failed = await Ask(session, new SubmitCode("\nthrow new Exception(\"no\");"));
        Assert.Contains("SubmitCode:line 2", failed.Events.OfType<CommandFailed>().Single().Message, StringComparison.Ordinal);

        Task<KernelCommandResult> endless = Ask(session, new SubmitCode("while (true) { turns++; }"));
        while (session.Session.Variables().Single(variable => variable.Name == "turns").Value is 0)
            await Task.Yield();
        await Ask(session, new Cancel("csharp"));
        Assert.Contains((await endless).Events, kernelEvent => kernelEvent is CommandFailed);
        Assert.Equal("True", session.Value("turns > 0"));
        string stopped = session.Value("turns");
        Assert.Equal(stopped, session.Value("turns"));
    }

    [Fact]
    public void InputsComeFromTheReaderAndPasswordsStayHidden()
    {
        var reader = new AnsweringFrontEnd();
        using var session = new SessionHarness(reader);
        session.Run("#!set --name user --value @input:\"Your name\"\n#!set --name secret --value @password:\"The word\"");
        session.Run("using Microsoft.DotNet.Interactive.Commands; using Microsoft.DotNet.Interactive.Events;");
        session.Run("var asked = await Kernel.GetInputAsync(\"Age\"); var hidden = await Kernel.GetPasswordAsync(\"PIN\");");
        session.Run("""
            var form = new RequestInputs();
            form.Inputs.AddRange([new InputDescription("city", "Where?"), new InputDescription("key", "Key?") { TypeHint = "password" }]);
            var given = (await Kernel.Root.SendAsync(form)).Events.OfType<InputsProduced>().Single().Values;
            """);
        Assert.Equal(["Your name", "The word*", "Age", "PIN*", "Where?", "Key?*"], reader.Prompts);
        session.Run("""
            Console.Write($"{user}|{secret}|{secret.GetClearTextPassword()}|{asked}|{hidden.GetType().Name}|{given["city"]}{given["key"]}");
            """);
        Assert.Equal("answer |************|answer |answer |PasswordString|answer answer ", reader.Text);
        for (CSharpCompilation? cell = session.Session.Chain.Last; cell is not null;
            cell = cell.ScriptCompilationInfo?.PreviousScriptCompilation)
            Assert.DoesNotContain("answer", cell.SyntaxTrees[0].ToString(), StringComparison.Ordinal);
    }
}
