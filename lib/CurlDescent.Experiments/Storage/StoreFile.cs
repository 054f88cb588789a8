using System.Globalization;
using Microsoft.Data.Sqlite;

namespace CurlDescent.Experiments.Storage;

/// <summary>
/// The file of a run store: making it, checking it without touching it, opening it, and saying in words why it cannot be used.
/// </summary>
internal static class StoreFile
{
    private const int ApplicationId = 0x4355524C;
    private const int FormVersion = 1;

    // A new store gets its name only once it is whole, so that a process that dies here leaves no half-made store.
    public static void Create(string path, SweepSpec sweep)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = $"{path}.new-{Guid.NewGuid():N}";
        using (SqliteConnection connection = Connect(temporary, SqliteOpenMode.ReadWriteCreate))
        {
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            using SqliteCommand command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = $"""
                PRAGMA application_id = {ApplicationId};
                PRAGMA user_version = {FormVersion};
                CREATE TABLE sweep(id INTEGER PRIMARY KEY CHECK (id = 1), experiment TEXT NOT NULL, size TEXT NOT NULL, note TEXT NOT NULL,
                    hash TEXT NOT NULL, spec TEXT NOT NULL, file TEXT NOT NULL) STRICT;
                CREATE TABLE sessions(id TEXT PRIMARY KEY, started TEXT NOT NULL, updated TEXT NOT NULL, environment TEXT NOT NULL,
                    wall REAL NOT NULL, cpu REAL NOT NULL) STRICT;
                CREATE TABLE runs(cell INTEGER NOT NULL, rule TEXT NOT NULL, seed INTEGER NOT NULL, cell_hash TEXT NOT NULL,
                    outcome TEXT, path TEXT NOT NULL,
                    measures TEXT NOT NULL, series BLOB NOT NULL, result_hash TEXT NOT NULL, wall REAL NOT NULL,
                    session TEXT NOT NULL REFERENCES sessions(id), PRIMARY KEY (cell, rule, seed)) STRICT;
                CREATE TABLE claims(cell INTEGER NOT NULL, rule TEXT NOT NULL, seed INTEGER NOT NULL, owner TEXT NOT NULL,
                    PRIMARY KEY (cell, rule, seed)) WITHOUT ROWID, STRICT;
                INSERT INTO sweep VALUES (1, $experiment, $size, $note, $hash, $spec, $file);
                """;
            command.Parameters.AddWithValue("$experiment", sweep.Id);
            command.Parameters.AddWithValue("$size", sweep.Size);
            command.Parameters.AddWithValue("$note", sweep.Note);
            command.Parameters.AddWithValue("$hash", sweep.Hash);
            command.Parameters.AddWithValue("$spec", sweep.CanonicalJson);
            command.Parameters.AddWithValue("$file", sweep.ToJson());
            command.ExecuteNonQuery();
            transaction.Commit();
        }

        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process made the store meanwhile; CheckSweep says whether it is the same one.
            File.Delete(temporary);
        }
    }

    // Reading only, so that a damaged file is left as it was found.
    public static void CheckFile(string path)
    {
        const string Magic = "SQLite format 3\0";
        byte[] start = new byte[Magic.Length];
        int length;
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)) length =
            file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (length < start.Length || System.Text.Encoding.ASCII.GetString(start) != Magic)
            throw new StoreException(
                $"{path} is not a run store ({(length == 0
                    ? "it is empty" : "it is no SQLite file")}); it was left as it is. Give another file, or move it away.");
        try
        {
            using SqliteConnection connection = ConnectForReading(path);
            if (Scalar(connection, "PRAGMA application_id") is var id && id != ApplicationId)
                throw new StoreException(
                    $"{path} is a database of something else (application id {id}); it was left as it is. Give another file.");
            if (Scalar(connection, "PRAGMA user_version") is var version && version != FormVersion)
                throw new StoreException(
                    $"{path} has form {version}, this program reads form {FormVersion}; it was left as it is. "
                    + "Use the version that made it.");

            // They would do something of their own whenever a run is read or stored.
            if (Scalar(connection, "SELECT count(*) FROM sqlite_master WHERE type NOT IN ('table', 'index')") > 0)
                throw new StoreException(
                    $"{path} holds triggers or views, which no store of this program has; it was left as it is. Do not use it.");
            using SqliteCommand check = connection.CreateCommand();
            check.CommandText = "PRAGMA integrity_check(1)";
            if (check.ExecuteScalar() as string is not "ok" and var problem) throw Damaged(path, problem ?? "no answer", null);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 11 or 26)
        {
            throw Damaged(path, e.Message, e);
        }
    }

    public static StoreException Damaged(string path, string problem, Exception? inner) => new(
        $"{path} is damaged: {problem.ReplaceLineEndings(" ")
            .Trim()}. It was left as it is. Move it away to start afresh, or put a copy in its place.", inner);

    public static StoreException Explain(string path, Exception e) => e switch
    {
        SqliteException { SqliteErrorCode: 11 or 26 } => Damaged(path, e.Message, e),
        SqliteException { SqliteErrorCode: 13 } =>
            new StoreException(
                $"The disk is full: {path} cannot grow. Every run reported as finished is stored; "
                + "make room and run the same command again.",
                e),
        SqliteException { SqliteErrorCode: 8 or 14 } or UnauthorizedAccessException =>
            new StoreException($"{path} cannot be written: {e.Message} Is the folder read-only?", e),
        SqliteException { SqliteErrorCode: 5 or 6 } => new StoreException($"{path} is locked by another program: {e.Message}", e),
        _ => new StoreException($"{path} cannot be used: {e.Message}", e),
    };

    public static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 60 }.ToString());
        try
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = mode == SqliteOpenMode.ReadOnly
                ? "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON"
                : "PRAGMA trusted_schema = OFF; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // A write-ahead log wants a writable folder even for reading. Where there is none, nobody writes, and the file may be read as it
    // stands.
    public static SqliteConnection ConnectForReading(string path)
    {
        SqliteConnection connection = Connect(path, SqliteOpenMode.ReadOnly);
        try
        {
            Scalar(connection, "PRAGMA application_id");
            return connection;
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 8 or 14 && new FileInfo(path + "-wal") is not { Exists: true, Length: > 0 })
        {
            connection.Dispose();
            return Connect(
                $"file:{Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1", SqliteOpenMode.ReadOnly);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static long Scalar(SqliteConnection connection, string text)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
