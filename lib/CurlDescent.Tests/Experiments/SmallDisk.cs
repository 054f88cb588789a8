namespace CurlDescent.Tests.Experiments;

/// <summary>A file system in memory of a given size, that can be made larger or read-only. Needs root on Linux.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    /// <summary>Mounts one, or skips the test and says why.</summary>
    public static SmallDisk MountOrSkip(string size)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "needs root on Linux to mount a small file system");
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("curl-descent-disk-").FullName);
        (int exit, _, string errors) = ToolProcess.RunProgram("mount", "/", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", disk.Path);
        if (exit != 0)
        {
            Directory.Delete(disk.Path);
            Assert.Skip($"cannot mount a small file system: {errors.Trim()}");
        }

        return disk;
    }

    public void Remount(string options) => Assert.Equal(0, ToolProcess.RunProgram("mount", "/", "-o", $"remount,{options}", Path).ExitCode);

    public void Dispose()
    {
        ToolProcess.RunProgram("umount", "/", "-l", Path);
        Directory.Delete(Path);
    }
}
