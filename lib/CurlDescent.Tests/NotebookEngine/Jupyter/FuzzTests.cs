using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Jupyter;
using NetMQ;
using NetMQ.Sockets;

namespace CurlDescent.Tests.NotebookEngine.Jupyter;

/// <summary>Hostile messages: the kernel stays alive, answers the next good request and runs nothing that was not signed.</summary>
public class FuzzTests
{
    private const int Messages = 2000;

    [Fact]
    public void MalformedUnsignedAndReplayedMessagesOnEverySocketDoNothing()
    {
        LongTests.Need("Thousands of hostile messages take half a minute");
        using var folder = new TemporaryFolder();
        using var kernel = new KernelProcess();
        kernel.Ask("kernel_info_request", []);
        string witness = Path.Combine(folder.Path, "witness");
        string evil = $"System.IO.File.WriteAllText(@\"{witness}\", \"ran\");";
        var random = new Random(7);

        // Good messages seen on the wire, to be sent again: none may count twice.
        IReadOnlyList<byte[]> replayed =
            new MessageCodec(KernelProcess.Key).Write([], "execute_request", KernelProcess.Code("var replays = 0;"), null);
        using (var once = new DealerSocket(kernel.Address(KernelChannel.Shell)))
        {
            once.SendMultipartMessage(new NetMQMessage(replayed));
            NetMQMessage? reply = null;
            Assert.True(once.TryReceiveMultipartMessage(Patience.Limit, ref reply));
        }

        foreach (KernelChannel channel in Enum.GetValues<KernelChannel>())
        {
            // The iopub socket publishes; what can reach it are subscriptions, well-formed or not.
            using NetMQSocket socket = channel == KernelChannel.IOPub ? new XSubscriberSocket() : new DealerSocket();
            socket.Options.SendHighWatermark = 0;
            socket.Connect(kernel.Address(channel));
            for (int i = 0; i < Messages; i++)
                socket.SendMultipartMessage(new NetMQMessage(Hostile(random, i, evil, replayed)));
            RawBytes(kernel.Ports[channel], random);
            if (channel is KernelChannel.Shell or KernelChannel.Control)
            {
                // Behind them on the same connection, a good one: its answer says that all have been read.
                socket.SendMultipartMessage(
                    new NetMQMessage(new MessageCodec(KernelProcess.Key).Write([], "kernel_info_request", [], null)));
                NetMQMessage? reply = null;
                Assert.True(((DealerSocket)socket).TryReceiveMultipartMessage(Patience.Limit, ref reply), kernel.Log);
            }
            Assert.False(kernel.Process.HasExited);
        }

        JsonObject answer = kernel.Ask("execute_request", KernelProcess.Code("40 + 2"));
        Assert.Equal("ok", (string?)answer["status"]);
        Assert.Equal(2, (int)answer["execution_count"]!);
        Assert.Equal("2", (string?)answer["user_expressions"]!["value"]!["data"]!["text/plain"]);
        Assert.Equal("ok", (string?)kernel.Ask("kernel_info_request", [], onControl: true)["status"]);
        using (var heart = new RequestSocket(kernel.Address(KernelChannel.Heartbeat)))
        {
            heart.SendFrame("beat");
            Assert.True(heart.TryReceiveFrameString(Patience.Limit, out string? beat));
            Assert.Equal("beat", beat);
        }
        JsonArray history =
            (JsonArray)kernel.Ask("history_request", new JsonObject { ["hist_access_type"] = "tail", ["n"] = 100 })["history"]!;
        Assert.Equal(["var replays = 0;", "40 + 2"], history.Select(entry => (string?)entry![2]));
        Assert.False(File.Exists(witness));
        Assert.Contains("it is not signed", kernel.Log, StringComparison.Ordinal);
        Assert.Contains("its signature is wrong", kernel.Log, StringComparison.Ordinal);
        Assert.Contains("it is not a Jupyter message", kernel.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void SignedRequestsOfTheWrongShapeGetAnErrorAndNoMore()
    {
        using var kernel = new KernelProcess();
        JsonObject reply = kernel.Ask("execute_request", new JsonObject { ["code"] = 12 });
        Assert.Equal("error", (string?)reply["status"]);
        Assert.Equal("execute_request: code must be text.", (string?)reply["evalue"]);
        Assert.Equal("error", (string?)kernel.Ask("complete_request", new JsonObject { ["code"] = "x", ["cursor_pos"] = "end" })["status"]);
        Assert.Equal("error", (string?)kernel.Ask("history_request", new JsonObject { ["n"] = 1.5 })["status"]);
        Assert.Equal(
            "ok", (string?)kernel.Ask("complete_request", new JsonObject { ["code"] = "Console.", ["cursor_pos"] = -5 })["status"]);
        Assert.Equal("ok", (string?)kernel.Ask("inspect_request", new JsonObject { ["code"] = "", ["cursor_pos"] = 99 })["status"]);
        Assert.Equal("ok", (string?)kernel.Ask("kernel_info_request", [])["status"]);
    }

    private static List<byte[]> Hostile(Random random, int number, string evil, IReadOnlyList<byte[]> replayed)
    {
        List<byte[]> good = [.. new MessageCodec(KernelProcess.Key).Write(
            [], number % 2 == 0 ? "execute_request" : "kernel_info_request", KernelProcess.Code(evil), null)];
        switch (number % 10)
        {
            case 0: // Not signed.
                good[1] = [];
                return good;
            case 1: // Signed with another key.
                return [.. new MessageCodec("another key").Write([], "execute_request", KernelProcess.Code(evil), null)];
            case 2: // Signed, then changed.
                good[5] = Encoding.UTF8.GetBytes(KernelProcess.Code(evil + " ").ToJsonString());
                return good;
            case 3: // Part of a signature.
                good[1] = good[1][..random.Next(good[1].Length)];
                return good;
            case 4: // The signature in capitals, or one digit off.
                good[1] = [.. good[1]];
                good[1][random.Next(good[1].Length)] = (byte)'Z';
                return good;
            case 5:
                return [.. replayed];
            case 6: // Too few frames.
                return good[..random.Next(1, good.Count)];
            case 7: // Any bytes in any number of frames.
                return [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Bytes(random, random.Next(200)))];
            case 8: // Signed, but not what JSON or the protocol allow.
                string[] broken =
                [
                    "", "[]", "12", "null", "{", "{\"a\":1,\"a\":2}", "\"text\"", new string('[', 5000), "{\"msg_type\":[]}", "\ud800",
                ];
                good[2 + random.Next(2) * 3] = Encoding.UTF8.GetBytes(broken[random.Next(broken.Length)]);
                good[1] = Sign(good);
                return good;
            default: // Many frames, and the delimiter more than once.
                return [.. Enumerable.Repeat("<IDS|MSG>"u8.ToArray(), random.Next(1, 400))];
        }
    }

    // Connections that do not speak ZeroMQ at all, or stop in the middle.
    private static void RawBytes(int port, Random random)
    {
        byte[] greeting = [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0, .. "NULL"u8, .. new byte[16], 0, .. new byte[31]];
        byte[][] beginnings = [Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n\r\n"), Bytes(random, 500), greeting,
            [.. greeting, 2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]];
        foreach (byte[] bytes in beginnings)
        {
            using var client = new TcpClient("127.0.0.1", port);
            client.GetStream().Write(bytes);
        }
    }

    private static byte[] Sign(List<byte[]> frames) =>
        Encoding.ASCII.GetBytes(
            Convert.ToHexStringLower(
                HMACSHA256.HashData(Encoding.UTF8.GetBytes(KernelProcess.Key), frames.Skip(2).SelectMany(frame => frame).ToArray())));

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
