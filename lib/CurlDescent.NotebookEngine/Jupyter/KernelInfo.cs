using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

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
            ["help_links"] = new JsonArray(new JsonObject { ["text"] = "C# reference", ["url"] = "https://learn.microsoft.com/dotnet/csharp/" }),
            ["language_info"] = new JsonObject
            {
                ["name"] = "C#",
                ["version"] = LanguageVersion(),
                ["mimetype"] = "text/x-csharp",
                ["file_extension"] = ".cs",
                ["pygments_lexer"] = "csharp",
                ["codemirror_mode"] = "text/x-csharp",
                ["nbconvert_exporter"] = "script",
            },
        };
    }

    private static string LanguageVersion() => Microsoft.CodeAnalysis.CSharp.LanguageVersionFacts.ToDisplayString(
        Microsoft.CodeAnalysis.CSharp.LanguageVersionFacts.MapSpecifiedToEffectiveVersion(Microsoft.CodeAnalysis.CSharp.LanguageVersion.Latest));
}
