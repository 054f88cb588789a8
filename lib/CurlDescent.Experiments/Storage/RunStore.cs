using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CurlDescent.Experiments.Storage;
using Microsoft.Data.Sqlite;

namespace CurlDescent.Experiments;

/// <summary>
/// The finished runs of one sweep in one SQLite file. Each run is a transaction that is on disk when <see cref="Save"/> returns
/// (write-ahead log, full synchronisation). Several processes may work on one store: runs are claimed before they are computed, and the
/// claims of a process that died are void. Safe to use from several threads.
/// </summary>
public sealed class RunStore : IDisposable
{
    private static readonly JsonSerializerOptions MeasureForm = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly SqliteConnection connection;
    private readonly OwnerLock? owner;
    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly TimeSpan cpuAtStart = Environment.CpuUsage.TotalTime;

    private RunStore(string path, SqliteConnection connection, OwnerLock? owner, TimeProvider clock)
    {
        Path = path;
        this.connection = connection;
        this.owner = owner;
        this.clock = clock;
        using SqliteCommand command = Command("SELECT hash, spec, file, size, note FROM sweep");
        using SqliteDataReader row = command.ExecuteReader();
        row.Read();
        (Hash, CanonicalSpec, SpecFile, Size, Note) = (
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4));
        if (SweepSpec.Sha256(CanonicalSpec) != Hash)
        {
            throw StoreFile.Damaged(path, "its spec does not have the hash that was stored with it", null);
        }
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>Hash of the sweep whose runs it holds.</summary>
    public string Hash { get; }

    /// <summary>Canonical JSON of that sweep.</summary>
    public string CanonicalSpec { get; }

    /// <summary>That sweep as an experiment file.</summary>
    public string SpecFile { get; }

    /// <summary>Name of that sweep's size.</summary>
    public string Size { get; }

    /// <summary>What that size leaves out.</summary>
    public string Note { get; }

    /// <summary>Id of this process's session; empty when the store was opened for reading.</summary>
    public string SessionId => owner?.Id ?? "";

    /// <summary>Opens the store of a sweep, and makes it if the file does not exist.</summary>
    /// <param name="path">File of the store.</param>
    /// <param name="sweep">The sweep.</param>
    /// <param name="clock">For the dates that are noted; the system's if null.</param>
    /// <exception cref="StoreException">The file is damaged, is something else, belongs to another sweep, or cannot be written. It was not
    /// changed.</exception>
    public static RunStore OpenOrCreate(string path, SweepSpec sweep, TimeProvider? clock = null)
    {
        string full = System.IO.Path.GetFullPath(path);
        OwnerLock? owner = null;
        SqliteConnection? connection = null;
        try
        {
            if (new FileInfo(full) is { LinkTarget: not null } link
                && link.ResolveLinkTarget(returnFinalTarget: true) is { Exists: false } nowhere)
                throw new StoreException(
                    $"{full} is a link to {nowhere}, which does not exist: no store is made through a link. Give the file itself.");
            if (!File.Exists(full)) StoreFile.Create(full, sweep);
            StoreFile.CheckFile(full);
            connection = StoreFile.Connect(full, SqliteOpenMode.ReadWrite);
            owner = OwnerLock.Take(full);
            var store = new RunStore(full, connection, owner, clock ?? TimeProvider.System);
            store.CheckSweep(sweep);
            store.BeginSession();
            foreach (string leftover in Directory.EnumerateFiles(
                System.IO.Path.GetDirectoryName(full)!, System.IO.Path.GetFileName(full) + ".new-*")) File.Delete(leftover);
            return store;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException or StoreException)
        {
            connection?.Dispose();
            owner?.Dispose();
            throw e as StoreException ?? StoreFile.Explain(full, e);
        }
    }

    /// <summary>Opens a store for reading. Others may go on writing.</summary>
    /// <param name="path">File of the store.</param>
    /// <exception cref="StoreException">There is no such file, or it is damaged, or is something else.</exception>
    public static RunStore OpenRead(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        if (!File.Exists(full)) throw new StoreException($"There is no run store {path}.");
        try
        {
            StoreFile.CheckFile(full);
            return new RunStore(full, StoreFile.ConnectForReading(full), owner: null, TimeProvider.System);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw StoreFile.Explain(full, e);
        }
    }

    /// <summary>Returns which runs are finished.</summary>
    public IReadOnlySet<RunKey> Finished()
    {
        lock (gate)
        {
            using SqliteCommand command = Command("SELECT cell, rule, seed FROM runs");
            using SqliteDataReader row = command.ExecuteReader();
            var keys = new HashSet<RunKey>();
            while (row.Read()) keys.Add(new RunKey(row.GetInt32(0), row.GetString(1), row.GetInt32(2)));
            return keys;
        }
    }

    /// <summary>Reads the finished runs, ordered by cell, then in the order they were stored.</summary>
    /// <exception cref="StoreException">A run's numbers do not have the hash that was stored with them.</exception>
    public IReadOnlyList<StoredRun> Runs()
    {
        lock (gate)
        {
            using SqliteCommand command = Command(
                "SELECT cell, rule, seed, cell_hash, outcome, path, measures, series, result_hash, wall, session FROM runs ORDER BY cell, "
                + "rowid");
            using SqliteDataReader row = command.ExecuteReader();
            var runs = new List<StoredRun>();
            while (row.Read())
            {
                var key = new RunKey(row.GetInt32(0), row.GetString(1), row.GetInt32(2));
                RunData result = Intact($"the result of {key}", () =>
                {
                    Outcome? outcome = row.IsDBNull(4) ? null : Enum.Parse<Outcome>(row.GetString(4));
                    return new RunData(
                        outcome, row.GetString(5), ReadMeasures(row.GetString(6)), SeriesForm.Read(row.GetFieldValue<byte[]>(7)));
                });
                if (result.Hash != row.GetString(8))
                {
                    throw StoreFile.Damaged(Path, $"the numbers of {key} are not those that were stored", null);
                }

                runs.Add(new StoredRun(key, row.GetString(3), result, row.GetDouble(9), row.GetString(10)));
            }

            return runs;
        }
    }

    /// <summary>Reads the sessions that made the runs.</summary>
    public IReadOnlyList<Session> Sessions()
    {
        lock (gate)
        {
            using SqliteCommand command = Command("SELECT id, started, updated, environment, wall, cpu FROM sessions ORDER BY started, id");
            using SqliteDataReader row = command.ExecuteReader();
            var sessions = new List<Session>();
            while (row.Read())
            {
                sessions.Add(Intact("a session", () => new Session
                {
                    Id = row.GetString(0),
                    Started = Date(row.GetString(1)),
                    Updated = Date(row.GetString(2)),
                    Environment = JsonSerializer.Deserialize<ExecutionEnvironment>(row.GetString(3))!,
                    WallSeconds = row.GetDouble(4),
                    CpuSeconds = row.GetDouble(5),
                }));
            }

            return sessions;
        }
    }

    /// <summary>Claims runs that are neither finished nor claimed by a living process, in the order given.</summary>
    /// <param name="candidates">Runs to choose from.</param>
    /// <param name="most">Largest number to claim.</param>
    public IReadOnlyList<RunKey> Claim(IEnumerable<RunKey> candidates, int most)
    {
        lock (gate)
        {
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            ReleaseClaimsOfTheDead(transaction);
            using SqliteCommand claim = Command(
                "INSERT INTO claims(cell, rule, seed, owner) SELECT $cell, $rule, $seed, $owner "
                + "WHERE NOT EXISTS (SELECT 1 FROM runs WHERE cell = $cell AND rule = $rule AND seed = $seed) ON CONFLICT DO NOTHING",
                transaction);
            var claimed = new List<RunKey>();
            foreach (RunKey key in candidates)
            {
                if (claimed.Count == most) break;
                claim.Parameters.Clear();
                Bind(claim, key);
                claim.Parameters.AddWithValue("$owner", SessionId);
                if (claim.ExecuteNonQuery() == 1) claimed.Add(key);
            }

            transaction.Commit();
            return claimed;
        }
    }

    /// <summary>Stores a finished run. When this returns the run is on disk.</summary>
    /// <param name="key">Which run.</param>
    /// <param name="cellHash">Hash of its cell.</param>
    /// <param name="result">What it left.</param>
    /// <param name="wallSeconds">Time it took.</param>
    /// <exception cref="StoreException">It cannot be written, or another result of the same run is stored.</exception>
    public void Save(RunKey key, string cellHash, RunData result, double wallSeconds) =>
        SaveAll([new StoredRun(key, cellHash, result, wallSeconds, SessionId)]);

    /// <summary>Stores finished runs. When this returns they are on disk, all of them; if it throws, none.</summary>
    /// <param name="runs">Any runs.</param>
    /// <exception cref="StoreException">They cannot be written, or another result of the same run is stored.</exception>
    internal void SaveAll(IReadOnlyList<StoredRun> runs)
    {
        lock (gate)
        {
            try
            {
                using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
                using SqliteCommand release =
                    Command("DELETE FROM claims WHERE cell = $cell AND rule = $rule AND seed = $seed", transaction);
                foreach (StoredRun run in runs)
                {
                    if (!Insert(transaction, run)) RequireSame(transaction, run.Key, run.Result);
                    release.Parameters.Clear();
                    Bind(release, run.Key);
                    release.ExecuteNonQuery();
                }

                UpdateSession(transaction);
                transaction.Commit();
            }
            catch (Exception e) when (e is SqliteException or IOException)
            {
                throw StoreFile.Explain(Path, e);
            }
        }
    }

    /// <summary>Reads the looks that were taken, in order of their seeds.</summary>
    public IReadOnlyList<Look> Looks()
    {
        lock (gate)
        {
            using SqliteCommand exists = Command("SELECT 1 FROM sqlite_master WHERE name = 'looks'");
            if (exists.ExecuteScalar() is null) return [];
            using SqliteCommand command = Command("SELECT seeds, open FROM looks ORDER BY seeds");
            using SqliteDataReader row = command.ExecuteReader();
            var looks = new List<Look>();
            while (row.Read())
                looks.Add(new Look(row.GetInt32(0), Intact("a look", () => JsonSerializer.Deserialize<string[]>(row.GetString(1))!)));
            return looks;
        }
    }

    /// <summary>Notes a look. The first one at a number of seeds stays.</summary>
    /// <param name="look">The look.</param>
    /// <exception cref="StoreException">It cannot be written.</exception>
    public void AddLook(Look look)
    {
        lock (gate)
        {
            try
            {
                using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
                using SqliteCommand create =
                    Command("CREATE TABLE IF NOT EXISTS looks(seeds INTEGER PRIMARY KEY, open TEXT NOT NULL) STRICT", transaction);
                create.ExecuteNonQuery();
                using SqliteCommand insert = Command("INSERT INTO looks VALUES ($seeds, $open) ON CONFLICT DO NOTHING", transaction);
                insert.Parameters.AddWithValue("$seeds", look.Seeds);
                insert.Parameters.AddWithValue("$open", JsonSerializer.Serialize(look.Open));
                insert.ExecuteNonQuery();
                transaction.Commit();
            }
            catch (Exception e) when (e is SqliteException or IOException)
            {
                throw StoreFile.Explain(Path, e);
            }
        }
    }

    /// <summary>Adds runs and sessions of another store, in one transaction.</summary>
    internal void Import(IEnumerable<StoredRun> runs, IEnumerable<Session> sessions)
    {
        lock (gate)
        {
            try
            {
                using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
                foreach (Session session in sessions) InsertSession(transaction, session);
                foreach (StoredRun run in runs)
                {
                    if (!Insert(transaction, run)) RequireSame(transaction, run.Key, run.Result);
                }

                transaction.Commit();
            }
            catch (Exception e) when (e is SqliteException or IOException)
            {
                throw StoreFile.Explain(Path, e);
            }
        }
    }

    /// <summary>Lets go of this process's claims and closes the file.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (owner is not null)
            {
                try
                {
                    using SqliteCommand release = Command("DELETE FROM claims WHERE owner = $owner");
                    release.Parameters.AddWithValue("$owner", SessionId);
                    release.ExecuteNonQuery();
                    using SqliteCommand forget =
                        Command("DELETE FROM sessions WHERE id = $owner AND NOT EXISTS (SELECT 1 FROM runs WHERE session = $owner)");
                    forget.Parameters.AddWithValue("$owner", SessionId);
                    forget.ExecuteNonQuery();
                }
                catch (SqliteException)
                {
                    // Claims of an ended process are void anyhow.
                }
            }

            connection.Dispose();
            owner?.Dispose();
        }
    }

    private void CheckSweep(SweepSpec sweep)
    {
        if (Hash == sweep.Hash) return;
        throw new StoreException(
            $"{Path} holds the runs of another sweep; it was left as it is. Give another file with --store, or undo the change:\n"
            + string.Join('\n', SpecDifference.Between(CanonicalSpec, sweep.CanonicalJson).Select(d => "  " + d)));
    }

    private void BeginSession()
    {
        DateTimeOffset now = clock.GetUtcNow();
        InsertSession(null, new Session { Id = SessionId, Started = now, Updated = now, Environment = ExecutionEnvironment.Current });
    }

    private void InsertSession(SqliteTransaction? transaction, Session session)
    {
        using SqliteCommand command = Command(
            "INSERT INTO sessions(id, started, updated, environment, wall, cpu) VALUES ($id, $started, $updated, $environment, $wall, "
            + "$cpu) ON CONFLICT DO NOTHING", transaction);
        command.Parameters.AddWithValue("$id", session.Id);
        command.Parameters.AddWithValue("$started", Text(session.Started));
        command.Parameters.AddWithValue("$updated", Text(session.Updated));
        command.Parameters.AddWithValue("$environment", JsonSerializer.Serialize(session.Environment));
        command.Parameters.AddWithValue("$wall", session.WallSeconds);
        command.Parameters.AddWithValue("$cpu", session.CpuSeconds);
        command.ExecuteNonQuery();
    }

    private void UpdateSession(SqliteTransaction transaction)
    {
        using SqliteCommand command =
            Command("UPDATE sessions SET updated = $updated, wall = $wall, cpu = $cpu WHERE id = $id", transaction);
        command.Parameters.AddWithValue("$id", SessionId);
        command.Parameters.AddWithValue("$updated", Text(clock.GetUtcNow()));
        command.Parameters.AddWithValue("$wall", watch.Elapsed.TotalSeconds);
        command.Parameters.AddWithValue("$cpu", (Environment.CpuUsage.TotalTime - cpuAtStart).TotalSeconds);
        command.ExecuteNonQuery();
    }

    private bool Insert(SqliteTransaction transaction, StoredRun run)
    {
        using SqliteCommand command = Command(
            "INSERT INTO runs(cell, rule, seed, cell_hash, outcome, path, measures, series, result_hash, wall, session) "
            + "VALUES ($cell, $rule, $seed, $cellHash, $outcome, $path, $measures, $series, $hash, $wall, $session) ON CONFLICT DO NOTHING",
            transaction);
        Bind(command, run.Key);
        command.Parameters.AddWithValue("$cellHash", run.CellHash);
        command.Parameters.AddWithValue("$outcome", (object?)run.Result.Outcome?.ToString() ?? DBNull.Value);
        command.Parameters.AddWithValue("$path", run.Result.Path);
        command.Parameters.AddWithValue("$measures", WriteMeasures(run.Result.Measures));
        command.Parameters.AddWithValue("$series", SeriesForm.Write(run.Result.Series));
        command.Parameters.AddWithValue("$hash", run.Result.Hash);
        command.Parameters.AddWithValue("$wall", run.WallSeconds);
        command.Parameters.AddWithValue("$session", run.Session);
        return command.ExecuteNonQuery() == 1;
    }

    private void RequireSame(SqliteTransaction transaction, RunKey key, RunData result)
    {
        using SqliteCommand command =
            Command("SELECT result_hash FROM runs WHERE cell = $cell AND rule = $rule AND seed = $seed", transaction);
        Bind(command, key);
        if (command.ExecuteScalar() as string != result.Hash)
            throw new StoreException(
                $"Two different results of {key}: one is in {Path}, and the other was refused. Were they made by different code or on "
                + $"different processors?");
    }

    private void ReleaseClaimsOfTheDead(SqliteTransaction transaction)
    {
        using SqliteCommand others = Command("SELECT DISTINCT owner FROM claims WHERE owner <> $owner", transaction);
        others.Parameters.AddWithValue("$owner", SessionId);
        var owners = new List<string>();
        using (SqliteDataReader row = others.ExecuteReader())
        {
            while (row.Read()) owners.Add(row.GetString(0));
        }

        foreach (string dead in owners.Where(o => OwnerLock.IsGone(Path, o)))
        {
            using SqliteCommand release = Command("DELETE FROM claims WHERE owner = $owner", transaction);
            release.Parameters.AddWithValue("$owner", dead);
            release.ExecuteNonQuery();
        }
    }

    // SQLite's own check does not see a changed byte inside a value.
    private T Intact<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException
            or InvalidCastException or IOException or InvalidDataException)
        {
            throw StoreFile.Damaged(Path, $"{what} cannot be read", e);
        }
    }

    private static string WriteMeasures(IReadOnlyList<KeyValuePair<string, double>> measures) => JsonSerializer.Serialize(
        new OrderedDictionary<string, double>(measures), MeasureForm);

    private static IReadOnlyList<KeyValuePair<string, double>> ReadMeasures(string text) =>
        [.. JsonSerializer.Deserialize<OrderedDictionary<string, double>>(text, MeasureForm)!];

    private static void Bind(SqliteCommand command, RunKey key)
    {
        command.Parameters.AddWithValue("$cell", key.Cell);
        command.Parameters.AddWithValue("$rule", key.Rule);
        command.Parameters.AddWithValue("$seed", key.Seed);
    }

    private SqliteCommand Command(string text, SqliteTransaction? transaction = null)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        command.Transaction = transaction;
        return command;
    }

    private static string Text(DateTimeOffset date) => date.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset Date(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
