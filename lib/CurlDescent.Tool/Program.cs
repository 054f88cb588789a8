using System.CommandLine;
using CurlDescent.Tool.Notebooks;

var root = new RootCommand("Curl descent: notebooks, figures and sweeps from the command line.");
root.Subcommands.Add(NotebooksCommand.Create());
root.Subcommands.Add(NotebookChildCommand.Create());
return await root.Parse(args).InvokeAsync();
