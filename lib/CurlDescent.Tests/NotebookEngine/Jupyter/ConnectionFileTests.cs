using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Jupyter;
using CurlDescent.Tool;

namespace CurlDescent.Tests.NotebookEngine.Jupyter;

public class ConnectionFileTests
{
    [Theory]
    [InlineData("ip", "\"0.0.0.0\"", "ip is \"0.0.0.0\"; the kernel listens on a loopback address only")]
    [InlineData("ip", "\"192.168.1.5\"", "loopback")]
    [InlineData("ip", "\"example.org\"", "loopback")]
    [InlineData("transport", "\"udp\"", "transport is \"udp\"; supported: tcp, ipc.")]
    [InlineData("signature_scheme", "\"hmac-md5\"", "signature_scheme is \"hmac-md5\"; supported: hmac-sha256.")]
    [InlineData("key", "\"\"", "key is empty")]
    [InlineData("key", "12", "key is 12; expected text.")]
    [InlineData("shell_port", "70000", "shell_port is 70000; expected a number from 1 to 65535.")]
    [InlineData("hb_port", "null", "hb_port is missing")]
    [InlineData("control_port", "\"80\"", "control_port is \"80\"")]
    [InlineData("stdin_port", "50001", "two channels have the same port")]
    public void AFileThatMustNotBeServedIsRefused(string field, string value, string message)
    {
        using var folder = new TemporaryFolder();
        JsonObject json = Good();
        json[field] = JsonNode.Parse(value);
        string path = folder.Write("connection.json", json.ToJsonString());
        Assert.Contains(
            message, Assert.Throws<ConnectionFileException>(() => ConnectionFile.Load(path, allowUnsigned: false)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AnEmptyKeyIsServedOnlyWhenAskedFor()
    {
        using var folder = new TemporaryFolder();
        JsonObject json = Good();
        json["key"] = "";
        Assert.Equal("", ConnectionFile.Load(folder.Write("connection.json", json.ToJsonString()), allowUnsigned: true).Key);
    }

    [Fact]
    public void TheCommandLineServesAnEmptyKeyOnlyWithItsOption()
    {
        using var refused = new KernelProcess(ToolHost.CommandLine(), key: "");
        refused.Process.WaitForExit();
        Assert.Equal(2, refused.Process.ExitCode);
        Assert.Contains(
            "key is empty, so anybody on this machine could run code; give --allow-unsigned", refused.Log, StringComparison.Ordinal);
        using var served = new KernelProcess(ToolHost.CommandLine(), key: "", "--allow-unsigned");
        Assert.Equal("ok", (string?)served.Ask("execute_request", KernelProcess.Code("40 + 2"))["status"]);
    }

    [Fact]
    public void AGoodFileIsReadAndABrokenOneRefused()
    {
        using var folder = new TemporaryFolder();
        ConnectionFile file = ConnectionFile.Load(folder.Write("connection.json", Good().ToJsonString()), allowUnsigned: false);
        Assert.Equal(("127.0.0.1", 50001), (file.Address, file.Ports[KernelChannel.Shell]));
        Assert.Throws<ConnectionFileException>(() => ConnectionFile.Load(folder.Write("broken.json", "{"), false));
        Assert.Throws<ConnectionFileException>(() => ConnectionFile.Load(Path.Combine(folder.Path, "none.json"), false));
    }

    private static JsonObject Good() => (JsonObject)JsonNode.Parse("""
        {"transport": "tcp", "ip": "127.0.0.1", "key": "k", "signature_scheme": "hmac-sha256",
         "shell_port": 50001, "iopub_port": 50002, "stdin_port": 50003, "control_port": 50004, "hb_port": 50005}
        """)!;
}
