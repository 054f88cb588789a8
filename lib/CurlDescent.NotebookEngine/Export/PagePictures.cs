using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.NotebookEngine.Export;

/// <summary>The pictures that a cell's text names, as addresses that hold them: attachments of the cell, and files beside the
/// notebook.</summary>
/// <param name="folder">Folder that relative paths start from; null for none.</param>
/// <param name="attachments">nbformat's attachments of the cell; null for none.</param>
internal sealed class PagePictures(string? folder, JsonObject? attachments = null)
{
    private const string Attachment = "attachment:";
    private const long LargestFile = 30_000_000;

    /// <summary>The picture of an address; null where there is none.</summary>
    public string? Find(string address)
    {
        if (address.StartsWith(Attachment, StringComparison.OrdinalIgnoreCase))
            return Names(address[Attachment.Length..]).Select(Attached).FirstOrDefault(found => found is not null);
        if (folder is null || address.Length == 0 || address.StartsWith("//", StringComparison.Ordinal)
            || address.IndexOf("://", StringComparison.Ordinal) > 0)
            return null;
        return Names(address).Select(Read).FirstOrDefault(found => found is not null);
    }

    // As written, then as an address: parts behind ? and # left out, escapes undone.
    private static IEnumerable<string> Names(string address)
    {
        int end = address.AsSpan().IndexOfAny('?', '#');
        string[] forms = end < 0 ? [address] : [address, address[..end]];
        return forms.SelectMany(form => new[] { form, Uri.UnescapeDataString(form) }).Where(name => name.Length > 0)
            .Distinct(StringComparer.Ordinal);
    }

    private string? Attached(string name)
    {
        if (attachments?[name] is not JsonObject bundle)
            return null;
        foreach ((string mimeType, JsonNode? data) in bundle)
        {
            if (mimeType.StartsWith("image/", StringComparison.Ordinal) && MultilineText.IsValid(data))
                return DataAddress(mimeType, MultilineText.Read(data!));
        }
        return null;
    }

    /// <summary>The address of a picture that an output or attachment holds: base64, or SVG as text.</summary>
    public static string DataAddress(string mimeType, string data) =>
        mimeType == "image/svg+xml" && data.Contains('<', StringComparison.Ordinal)
        ? $"data:{mimeType};base64,{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(data))}"
        : $"data:{mimeType};base64,{string.Concat(data.Where(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '='))}";

    private string? Read(string name)
    {
        try
        {
            var file = new FileInfo(Path.Combine(folder!, name));
            string? type = file.Extension.ToLowerInvariant() switch
            {
                ".png" or ".apng" => "image/png",
                ".jpg" or ".jpeg" => "image/jpeg",
                ".gif" => "image/gif",
                ".svg" => "image/svg+xml",
                ".webp" => "image/webp",
                ".avif" => "image/avif",
                ".bmp" => "image/bmp",
                ".ico" => "image/x-icon",
                _ => null,
            };
            return type is null || !file.Exists || file.Length > LargestFile
                ? null
                : $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(file.FullName))}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
