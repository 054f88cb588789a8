using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.NotebookEngine.Jupyter;

/// <summary>What the kernel says about itself.</summary>
internal static class KernelInfo
{
    public static JsonObject Answer()
    {
        string version = typeof(KernelInfo).Assembly.GetName().Version?.ToString(3) ?? "0";
        return new JsonObject
        {
            ["status"] = "ok",
            ["protocol_version"] = MessageCodec.ProtocolVersion,
            ["implementation"] = "curl-descent",
            ["implementation_version"] = version,
            ["banner"] = $"CurlDescent notebook engine {version}: C# on {RuntimeInformation.FrameworkDescription}",
            ["debugger"] = false,
            ["help_links"] =
                new JsonArray(new JsonObject { ["text"] = "C# reference", ["url"] = "https://learn.microsoft.com/dotnet/csharp/" }),
            ["language_info"] = LanguageInfo(),
        };
    }

    private static JsonObject LanguageInfo()
    {
        JsonObject info = CSharpNotebook.LanguageInfo();
        info["codemirror_mode"] = "text/x-csharp";
        info["nbconvert_exporter"] = "script";
        return info;
    }
}
