using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Jupyter;

namespace CurlDescent.Tests.NotebookEngine.Jupyter;

public sealed class KernelSpecTests : IDisposable
{
    private const string ForeignText = """{"argv": ["other"], "display_name": "Other", "language": "C#"}""";

    private static readonly Dictionary<string, string> s_environment = new() { ["DOTNET_ROOT"] = "/dotnet" };

    private readonly TemporaryFolder _folder = new();

    private KernelSpecStore Store => KernelSpecStore.ForPrefix(_folder.Path);

    private string Kernels => Path.Combine(_folder.Path, "share", "jupyter", "kernels");

    [Fact]
    public void InstallingWritesWhatClientsNeedAndAgainReplacesIt()
    {
        Store.Install(null, ["/old", "kernel"], s_environment);
        KernelSpec spec = Store.Install(null, ["/tool", "kernel"], s_environment);
        Assert.Equal(KernelSpecStore.DefaultName, spec.Name);
        JsonNode json = JsonNode.Parse(File.ReadAllText(Path.Combine(spec.Folder, "kernel.json")))!;
        Assert.Equal(["/tool", "kernel", "{connection_file}"], ((JsonArray)json["argv"]!).Select(word => (string?)word));
        Assert.Equal(
            ("message", "C#", ".NET (C#)"), ((string?)json["interrupt_mode"], (string?)json["language"], (string?)json["display_name"]));
        Assert.Equal("/dotnet", (string?)json["env"]!["DOTNET_ROOT"]);
        foreach (string logo in new[] { "logo-32x32.png", "logo-64x64.png", "logo-svg.svg" })
            Assert.True(new FileInfo(Path.Combine(spec.Folder, logo)).Length > 100, logo);
        Assert.Equal([true], Store.Find().Select(found => found.IsOurs));
        Assert.Single(Store.Uninstall(null));
        Assert.Empty(Store.Find());
    }

    [Fact]
    public void AForeignKernelOfTheNameIsNeverTouched()
    {
        string foreign = _folder.Write(Path.Combine(Kernels, KernelSpecStore.DefaultName, "kernel.json"), ForeignText);
        Assert.Equal(KernelSpecStore.OtherName, Store.Install(null, ["/tool"], s_environment).Name);
        Assert.Throws<KernelSpecException>(() => Store.Install(KernelSpecStore.DefaultName, ["/tool"], s_environment));
        Assert.Throws<KernelSpecException>(() => Store.Uninstall(KernelSpecStore.DefaultName));
        Assert.Equal([KernelSpecStore.OtherName], Store.Uninstall(null).Select(spec => spec.Name));
        Assert.Equal(ForeignText, File.ReadAllText(foreign));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a b")]
    public void ANameThatIsNoFolderNameIsRefused(string name) =>
        Assert.Throws<KernelSpecException>(() => Store.Install(name, ["/tool"], s_environment));

    public void Dispose() => _folder.Dispose();
}
