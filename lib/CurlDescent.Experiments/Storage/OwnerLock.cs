namespace CurlDescent.Experiments.Storage;

/// <summary>
/// Tells whether a process that claimed runs is still alive: it holds a file locked, and the operating system lets go of the lock when the
/// process ends, however it ends. No clock and no process number is trusted.
/// </summary>
internal sealed class OwnerLock : IDisposable
{
    private readonly FileStream held;
    private readonly string folder;

    private OwnerLock(string id, string folder, FileStream held)
    {
        Id = id;
        this.folder = folder;
        this.held = held;
    }

    public string Id { get; }

    /// <exception cref="StoreException">The folder of the locks is a link: locks would be written elsewhere.</exception>
    public static OwnerLock Take(string store)
    {
        string id = Guid.NewGuid().ToString("N"), folder = Folder(store);
        if (new DirectoryInfo(folder).LinkTarget is { } elsewhere)
            throw new StoreException($"{folder} is a link to {elsewhere}: this program writes beside its store only. Remove the link.");
        while (true)
        {
            try
            {
                Directory.CreateDirectory(folder);
                return new OwnerLock(id, folder, Open(Path.Combine(folder, id), FileMode.CreateNew));
            }
            catch (DirectoryNotFoundException)
            {
                // The last other owner just removed the empty folder.
            }
        }
    }

    /// <summary>Whether no process holds the owner's lock any more; clears its file away.</summary>
    public static bool IsGone(string store, string owner)
    {
        // A store from elsewhere may name anything as an owner: only what this class writes is looked for, and cleared away.
        if (!Guid.TryParseExact(owner, "N", out _)) return true;
        string file = Path.Combine(Folder(store), owner);
        try
        {
            using FileStream probe = Open(file, FileMode.Open);
            File.Delete(file);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        string file = held.Name;
        held.Dispose();
        try
        {
            File.Delete(file);
            Directory.Delete(folder);
        }
        catch (IOException)
        {
            // Another owner is at work: its file stays.
        }
    }

    private static string Folder(string store) => store + ".owners";

    private static FileStream Open(string file, FileMode mode) => new(file, mode, FileAccess.ReadWrite, FileShare.None);
}
