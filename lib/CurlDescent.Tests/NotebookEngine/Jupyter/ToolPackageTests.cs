using System.Text.Json.Nodes;
using CurlDescent.Tool;

namespace CurlDescent.Tests.NotebookEngine.Jupyter;

/// <summary>The command as a dotnet tool: packed, installed from a folder, and serving a kernel from there.</summary>
public sealed class ToolPackageTests : IClassFixture<InstalledKernel>
{
    private readonly InstalledKernel _kernel;

    public ToolPackageTests(InstalledKernel kernel) => _kernel = kernel;

    [Fact]
    public void The_package_installs_from_a_folder_and_its_kernel_answers()
    {
        LongTests.Need("Packing takes a minute");
        string repository = RepositoryFolder.Find()!;
        string packages = Path.Combine(_kernel.Folder, "packages"), tools = Path.Combine(_kernel.Folder, "tools"), prefix = Path.Combine(_kernel.Folder, "prefix");
        Run("dotnet", "pack", "-c", "Release", "--no-build", "-o", packages, Path.Combine(repository, "lib", "CurlDescent.Tool"));
        Run("dotnet", "tool", "install", "CurlDescent.Tool", "--tool-path", tools, "--source", packages);
        string command = Path.Combine(tools, OperatingSystem.IsWindows() ? "curl-descent.exe" : "curl-descent");
        Run(command, "kernel", "install", "--prefix", prefix, "--name", "packed");
        JsonNode spec = JsonNode.Parse(File.ReadAllText(Path.Combine(prefix, "share", "jupyter", "kernels", "packed", "kernel.json")))!;
        Assert.Equal(command, (string?)spec["argv"]![0]);
        using var kernel = new KernelProcess([command]);
        Assert.Equal("2", (string?)kernel.Ask("execute_request", KernelProcess.Code("var x = 3;"))["user_expressions"]!["value"]!["data"]!["text/plain"]);
    }

    private void Run(string program, params string[] arguments)
    {
        (int code, string output) = _kernel.Run(program, arguments);
        Assert.True(code == 0, output);
    }
}
