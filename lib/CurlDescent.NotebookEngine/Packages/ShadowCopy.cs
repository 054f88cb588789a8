using System.Security.Cryptography;
using System.Text;

namespace CurlDescent.NotebookEngine.Packages;

/// <summary>
/// A copy of a library that a build may write again while a session has it loaded: a mapped file that changes takes its process down, or
/// cannot be written at all. Copies are shared by what they hold; a library outside of a build's <c>bin</c> folder is used where it is.
/// </summary>
internal static class ShadowCopy
{
    private static readonly TimeSpan s_keep = TimeSpan.FromDays(14);

    /// <summary>Where to load the library from.</summary>
    public static string Of(string path)
    {
        if (!path.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Contains("bin"))
            return path;
        var file = new FileInfo(path);
        string key =
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{path}|{file.LastWriteTimeUtc:O}|{file.Length}")))[..16];
        string folder = Path.Combine(PackageRestorer.CacheFolder("libraries"), key), copy = Path.Combine(folder, file.Name);
        try
        {
            if (!File.Exists(copy) || new FileInfo(copy).Length != file.Length)
            {
                RemoveOld(Directory.CreateDirectory(folder).Parent!);
                foreach (string beside in new[] { ".pdb", ".xml", Path.GetExtension(path) })
                    Copy(Path.ChangeExtension(path, beside), folder);
            }
            return copy;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return path;
        }
    }

    private static void RemoveOld(DirectoryInfo copies)
    {
        foreach (DirectoryInfo old in copies.EnumerateDirectories().Where(copy => copy.LastWriteTimeUtc < DateTime.UtcNow - s_keep))
        {
            try
            {
                old.Delete(recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Still in use.
            }
        }
    }

    // Whole or not at all: another session may look for it at the same time.
    private static void Copy(string from, string folder)
    {
        if (!File.Exists(from))
            return;
        string temporary = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        File.Copy(from, temporary);
        File.Move(temporary, Path.Combine(folder, Path.GetFileName(from)), overwrite: true);
    }
}
