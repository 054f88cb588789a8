using System.Globalization;
using System.Text;
using CurlDescent.NotebookEngine.Jupyter;
using NetMQ;
using NetMQ.Sockets;

namespace CurlDescent.Tests.NotebookEngine.Jupyter;

/// <summary>Who reaches a kernel, and who is answered.</summary>
public sealed class KernelSocketsTests(KernelSocketsTests.Served kernel) : IClassFixture<KernelSocketsTests.Served>
{
    [Theory]
    [InlineData(KernelChannel.Shell)]
    [InlineData(KernelChannel.Control)]
    public void TheNewestConnectionOfAnIdentityIsAnswered(KernelChannel channel)
    {
        using DealerSocket first = Connect(channel);
        Ask(first);
        using (DealerSocket second = Connect(channel))
        {
            Ask(second);
            Ask(second);
        }

        // It left without a word, and comes back, while the first is still there.
        using DealerSocket third = Connect(channel);
        Ask(third);
    }

    [Fact]
    public void AHeartbeatThatConnectsAgainIsEchoed()
    {
        for (int i = 0; i < 2; i++)
        {
            using var heart = new RequestSocket();
            heart.Options.Identity = "heart"u8.ToArray();
            heart.Connect(kernel.Process.Address(KernelChannel.Heartbeat));
            heart.SendFrame("beat");
            Assert.True(heart.TryReceiveFrameString(Patience.Limit, out string? beat), kernel.Process.Log);
            Assert.Equal("beat", beat);
        }
    }

    [Fact]
    public void OnlyThisMachineReachesItAndOnlyTheOwnerItsKey()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("It reads /proc of Linux.");
        kernel.Process.Ask("kernel_info_request", []);
        int id = kernel.Process.Process.Id;
        HashSet<string> sockets =
            [.. Directory.EnumerateFiles($"/proc/{id}/fd").Select(file => new FileInfo(file).LinkTarget ?? "")
                .Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))];
        string[] listening = [.. from table in new[] { "tcp", "tcp6" }
                                 from line in File.ReadLines($"/proc/{id}/net/{table}").Skip(1)
                                 let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                                 where fields[3] == "0A" && sockets.Contains($"socket:[{fields[9]}]")
                                 select fields[1]];
        Assert.Equal(
            kernel.Process.Ports.Values.Select(port => "0100007F:" + port.ToString("X4", CultureInfo.InvariantCulture)).Order(
                StringComparer.Ordinal),
            listening.Where(
                address =>
                    kernel.Process.Ports.Values
                        .Any(port => address.EndsWith(port.ToString("X4", CultureInfo.InvariantCulture), StringComparison.Ordinal))).Order(
                            StringComparer.Ordinal));
        Assert.All(listening, address => Assert.StartsWith("0100007F:", address, StringComparison.Ordinal));

        // The test wrote the file for everybody.
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(kernel.Process.ConnectionPath));
        Assert.Contains("it is now for its owner only", kernel.Process.Log, StringComparison.Ordinal);
    }

    private DealerSocket Connect(KernelChannel channel)
    {
        var socket = new DealerSocket();
        socket.Options.Identity = Encoding.ASCII.GetBytes("the same client");
        socket.Options.Linger = TimeSpan.Zero;
        socket.Connect(kernel.Process.Address(channel));
        return socket;
    }

    private void Ask(DealerSocket socket)
    {
        socket.SendMultipartMessage(new NetMQMessage(new MessageCodec(KernelProcess.Key).Write([], "kernel_info_request", [], null)));
        NetMQMessage? reply = null;
        Assert.True(socket.TryReceiveMultipartMessage(Patience.Limit, ref reply), kernel.Process.Log);
        JupyterMessage? message =
            new MessageCodec(KernelProcess.Key).Read([.. reply!.Select(frame => frame.ToByteArray())], out string reason);
        Assert.True(message is not null, reason);
        Assert.Equal("kernel_info_reply", message.Type);
    }

    /// <summary>One kernel for all tests of the class.</summary>
    public sealed class Served : IDisposable
    {
        internal KernelProcess Process { get; } = new();

        public void Dispose() => Process.Dispose();
    }
}
