using System.Runtime.InteropServices;

namespace CurlDescent.NotebookEngine.Submissions;

/// <summary>
/// Native libraries of packages. One may need another that a different package holds, as in a program's output folder, where all lie
/// together: where one does not load from its own folder, they are put together in a folder of this process, and those it may need are
/// loaded before it.
/// </summary>
internal sealed class NativeLibraries
{
    private readonly Lock _lock = new();
    private readonly List<string> _folders = [];
    private string? _together;

    public void Add(string folder)
    {
        lock (_lock)
        {
            if (_folders.Contains(folder))
                return;
            _folders.Add(folder);
            _together = null;
        }
    }

    /// <summary>Loads a library by the name code gives it; 0 where no package holds one of that name.</summary>
    /// <exception cref="DllNotFoundException">It is there and does not load, for a reason that the system gives.</exception>
    public nint Load(string name, Func<string, nint> load)
    {
        lock (_lock)
        {
            string? found = (from folder in _folders
                             from file in FileNames(name)
                             let path = Path.Combine(folder, file)
                             where File.Exists(path)
                             select path).FirstOrDefault();
            if (found is null)
                return 0;
            try
            {
                return load(found);
            }
            catch (DllNotFoundException) when (_folders.Count > 1)
            {
                string together = Path.Combine(_together ??= PutTogether(), Path.GetFileName(found));
                // Libraries that need each other in some order: each round loads those whose needs are met.
                List<string> waiting = [.. Directory.EnumerateFiles(_together).Where(IsLibrary).Where(path => path != together)];
                while (true)
                {
                    if (NativeLibrary.TryLoad(together, out nint _))
                        return load(together);
                    if (waiting.RemoveAll(path => NativeLibrary.TryLoad(path, out nint _)) == 0)
                        return load(together);
                }
            }
        }
    }

    private string PutTogether()
    {
        string folder = Directory.CreateTempSubdirectory("curl-descent-native-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(folder);
        foreach (string path in _folders.SelectMany(Directory.EnumerateFiles))
        {
            string place = Path.Combine(folder, Path.GetFileName(path));
            if (File.Exists(place))
                continue;
            if (OperatingSystem.IsWindows())
                File.Copy(path, place);
            else
                File.CreateSymbolicLink(place, path);
        }
        return folder;
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Windows keeps what is loaded; it lies in the temporary folder.
        }
    }

    private static bool IsLibrary(string path) =>
        OperatingSystem.IsWindows() ? path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
        : OperatingSystem.IsMacOS() ? path.EndsWith(".dylib", StringComparison.Ordinal)
        : Path.GetFileName(path).Contains(".so", StringComparison.Ordinal);

    private static string[] FileNames(string name) =>
        OperatingSystem.IsWindows() ? [name, name + ".dll"]
        : OperatingSystem.IsMacOS() ? [name, $"lib{name}.dylib", name + ".dylib", "lib" + name]
        : [name, $"lib{name}.so", name + ".so", "lib" + name];
}
