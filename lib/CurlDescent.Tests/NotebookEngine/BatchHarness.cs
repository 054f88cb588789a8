using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.Tool.Notebooks;

namespace CurlDescent.Tests.NotebookEngine;

/// <summary>Runs a folder of notebooks as the verb does, each in a process of its own.</summary>
internal static class BatchHarness
{
    public static async Task<(int Failed, string Report)> RunAsync(
        string folder, string output, double? timeoutSeconds = null, bool inPlace = false, IStaticImageRenderer? renderer = null)
    {
        using var report = new StringWriter();
        var options =
            new BatchOptions(NotebookFiles.Find([folder], null, output), output, inPlace,
                timeoutSeconds is { } limit ? TimeSpan.FromSeconds(limit) : Patience.Limit, Jobs: 3);
        int failed = await new NotebookBatch(options, new PlainReport(report), renderer).RunAsync(CancellationToken.None);
        return (failed, report.ToString());
    }
}
