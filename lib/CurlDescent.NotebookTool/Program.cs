using System.CommandLine;
using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookTool;
using CurlDescent.Tool.Commands;
using CurlDescent.Tool.Notebooks;

MachineCulture.Begin();
var root = new RootCommand("C# notebooks: a Jupyter kernel and a headless runner.");
root.Subcommands.Add(RunCommand.Create());
root.Subcommands.Add(KernelCommand.Create());
root.Subcommands.Add(ConvertCommand.Create());
root.Subcommands.Add(NotebookChildCommand.Create());
return await root.Parse(args).InvokeAsync();
