using System.Text.Json.Nodes;
using CurlDescent.Tool;

namespace CurlDescent.Tests.NotebookEngine.Jupyter;

/// <summary>The command as a dotnet tool: packed, installed from a folder, and serving a kernel from there.</summary>
public sealed class ToolPackageTests : IClassFixture<InstalledKernel>
{
    private readonly InstalledKernel _kernel;

    public ToolPackageTests(InstalledKernel kernel) => _kernel = kernel;

    [Fact]
    public void ThePackageInstallsFromAFolderAndItsKernelAnswers()
    {
        LongTests.Need("Packing takes a minute");
        string repository = RepositoryFolder.Find()!;
        string packages = Path.Combine(_kernel.Folder, "packages"), tools = Path.Combine(_kernel.Folder, "tools"),
            prefix = Path.Combine(_kernel.Folder, "prefix");
        Run("dotnet", "pack", "-c", "Release", "--no-build", "-o", packages, Path.Combine(repository, "lib", "CurlDescent.Tool"));
        Run("dotnet", "tool", "install", "CurlDescent.Tool", "--tool-path", tools, "--source", packages);
        string command = Path.Combine(tools, OperatingSystem.IsWindows() ? "curl-descent.exe" : "curl-descent");
        Run(command, "kernel", "install", "--prefix", prefix, "--name", "packed");
        JsonNode spec = JsonNode.Parse(File.ReadAllText(Path.Combine(prefix, "share", "jupyter", "kernels", "packed", "kernel.json")))!;
        Assert.Equal(command, (string?)spec["argv"]![0]);
        using var kernel = new KernelProcess([command]);
        Assert.Equal("2", (string?)kernel.Ask("execute_request",
            KernelProcess.Code("var x = 3;"))["user_expressions"]!["value"]!["data"]!["text/plain"]);
    }

    [Fact]
    public void TheEngineAloneIsAToolThatAnybodyCanInstall()
    {
        LongTests.Need("Packing takes a minute");
        const int MostBytes = 40 << 20;
        string folder = Path.Combine(_kernel.Folder, "alone"), packages = Path.Combine(folder, "packages"),
            tools = Path.Combine(folder, "tools");
        string project = Path.Combine(RepositoryFolder.Find()!, "lib", "CurlDescent.NotebookTool");
        Run("dotnet", "pack", "-c", "Release", "--no-build", "-o", packages, project);
        string package = Assert.Single(Directory.GetFiles(packages, "*.nupkg"));
        Assert.InRange(new FileInfo(package).Length, 1, MostBytes);
        Run("dotnet", "tool", "install", "CurlDescent.Notebooks", "--tool-path", tools, "--source", packages);
        string command = Path.Combine(tools, OperatingSystem.IsWindows() ? "csharp-notebooks.exe" : "csharp-notebooks");
        string notebook = Path.Combine(folder, "a.dib"), result = Path.Combine(folder, "a.ipynb");
        File.WriteAllText(notebook, "#!markdown\n\n# A\n\n#!csharp\n\nKernel.Root.GetType().Name + Enumerable.Range(0, 4).Sum()\n");
        Run(command, "run", notebook, "--out", folder);
        Assert.Contains("CompositeKernel6", File.ReadAllText(result), StringComparison.Ordinal);
        using var kernel = new KernelProcess([command]);
        JsonObject reply = kernel.Ask("execute_request", KernelProcess.Code("var x = 3;"));
        Assert.Equal("2", (string?)reply["user_expressions"]!["value"]!["data"]!["text/plain"]);
    }

    private void Run(string program, params string[] arguments)
    {
        (int code, string output) = _kernel.Run(program, arguments);
        Assert.True(code == 0, output);
    }
}
