using System.CommandLine;
using CurlDescent.Tool.Commands;
using CurlDescent.Tool.Notebooks;

var root = new RootCommand("Curl descent: notebooks, figures and sweeps from the command line.");
root.Subcommands.Add(NotebooksCommand.Create());
root.Subcommands.Add(NotebookChildCommand.Create());
root.Subcommands.Add(ConvertCommand.Create());
root.Subcommands.Add(KernelCommand.Create(LibraryBuild.PrepareAsync));
root.Subcommands.Add(FigureCommand.Create());
root.Subcommands.Add(ExperimentsCommand.Create());
root.Subcommands.Add(SweepCommand.Create());
root.Subcommands.Add(ExportCommand.Create());
root.Subcommands.Add(VerifyCommand.Create());
root.Subcommands.Add(ReportCommand.Create());
root.Subcommands.Add(SlurmCommand.Create());
root.Subcommands.Add(MergeCommand.Create());
return await root.Parse(args).InvokeAsync();
