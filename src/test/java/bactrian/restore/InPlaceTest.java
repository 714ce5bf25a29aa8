package bactrian.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import bactrian.archive.ArchiveHead;
import bactrian.archive.ArchiveListener;
import bactrian.archive.ArchiveReader;
import bactrian.archive.Block;
import bactrian.archive.Place;
import bactrian.archive.TocEntry;
import bactrian.catalog.Index;
import bactrian.failure.StreamFailure;
import bactrian.lab.DatabaseContent;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import bactrian.lab.RichDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A database replaced in one transaction, on real servers, mostly by an owner without CREATEDB. */
@ExtendWith(PostgresLab.class)
final class InPlaceTest {
  private static final Duration LOCKS = Duration.ofSeconds(5);

  @TempDir private Path folder;

  @Test
  void replacesEverythingOnAnOldServer(@PostgresLab.Major(13) LabServer server) throws Exception {
    replacesEverything(server, 15);
  }

  @Test
  void replacesEverythingOnTheServerOfThisMachine(LabServer server) throws Exception {
    replacesEverything(server, 15);
  }

  @Test
  void replacesEverythingByAScriptForAServerWithoutClientOfItsOwn(
      @PostgresLab.Major(16) LabServer server) throws Exception {
    replacesEverything(server, 17);
  }

  @Test
  void replacesEverythingOn17(@PostgresLab.Major(17) LabServer server) throws Exception {
    replacesEverything(server, 17);
  }

  @Test
  void replacesEverythingOnTheNewestServer(@PostgresLab.Major(18) LabServer server)
      throws Exception {
    replacesEverything(server, 18);
  }

  private void replacesEverything(LabServer server, int client) throws Exception {
    RichDatabase rich = RichDatabase.createOrdinary(server, "in place");
    try {
      ScriptRun owner = owner(rich, client);
      Path archive = owner.dump(rich.name(), "-Fc", "-Z0");
      DatabaseContent before = rich.content();
      addNewerObjects(rich);
      DatabaseContent changed = rich.content();
      assertThat(before.differences(changed)).hasSizeGreaterThan(20);

      leavesAllAsItWasWhenItFails(rich, owner, archive, changed);

      owner.psql(rich.name(), script(owner, archive, rowCheck(archive), () -> {}));
      assertThat(before.differences(rich.content())).isEmpty();
    } finally {
      rich.drop();
    }
  }

  /** Newer than the backup, and dependent on what it replaces. */
  private static void addNewerObjects(RichDatabase rich) throws Exception {
    try (Connection session =
            rich.server().connect(rich.name(), rich.owner(), RichDatabase.OWNER_PASSWORD);
        Statement statement = session.createStatement()) {
      // An owner that is given schema public cannot be told from one that is not, up to 14.
      statement.execute(
          """
          CREATE SCHEMA newer;
          CREATE TABLE newer.note (person integer REFERENCES plain.person (id), mood plain.mood);
          INSERT INTO newer.note SELECT id, 'ok' FROM plain.person;
          CREATE VIEW newer.people AS SELECT p.*, n.mood AS m FROM plain.person p JOIN newer.note n ON n.person = p.id;
          CREATE MATERIALIZED VIEW newer.counted AS SELECT count(*) FROM newer.people;
          CREATE FUNCTION newer.f(plain.email) RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$;
          CREATE CAST (plain.pair AS text) WITH INOUT;
          CREATE EXTENSION citext SCHEMA newer;
          CREATE PUBLICATION "newer news" FOR TABLE newer.note;
          ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
          ALTER DEFAULT PRIVILEGES REVOKE USAGE ON TYPES FROM PUBLIC;
          SELECT lo_create(4711);
          ALTER TABLE plain.empty ADD COLUMN more text;
          DELETE FROM plain.event WHERE id > 900;
          DROP TABLE plain.booking;""");
    }
    try (Connection session = rich.server().connect(rich.name());
        Statement statement = session.createStatement()) {
      // In schema public, which is not the owner's up to 14.
      statement.execute("GRANT CREATE ON SCHEMA public TO \"" + rich.owner() + "\"");
      statement.execute("SET SESSION AUTHORIZATION \"" + rich.owner() + "\"");
      statement.execute(
          """
          CREATE TABLE public.first (id serial PRIMARY KEY, d plain.mood) PARTITION BY RANGE (id);
          CREATE TABLE public.first_1 PARTITION OF public.first FOR VALUES FROM (1) TO (9);
          CREATE DOMAIN public."a domain" AS text;
          CREATE TYPE public."an enum" AS ENUM ('a');
          CREATE TYPE public.row AS (a public."a domain");
          CREATE TYPE public.span AS RANGE (subtype = int4);
          CREATE FUNCTION public.f(public.row, OUT a public."an enum") LANGUAGE sql AS $$ SELECT 'a'::public."an enum" $$;
          CREATE PROCEDURE public.p() LANGUAGE sql AS $$ SELECT 1 $$;
          CREATE AGGREGATE public.total (public."an enum") (SFUNC = array_append, STYPE = public."an enum"[], INITCOND = '{}');
          CREATE OPERATOR public.=== (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq);
          CREATE STATISTICS public.stats (ndistinct) ON id, d FROM public.first_1;
          CREATE TEXT SEARCH CONFIGURATION public.simple_copy (COPY = simple);
          CREATE COLLATION public.c FROM "C";
          CREATE VIEW public."a view" AS SELECT * FROM public.first;
          CREATE SEQUENCE public."a sequence";
          ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC;""");
      statement.execute("RESET SESSION AUTHORIZATION");
      statement.execute("REVOKE CREATE ON SCHEMA public FROM \"" + rich.owner() + "\"");
    }
  }

  private void leavesAllAsItWasWhenItFails(
      RichDatabase rich, ScriptRun owner, Path archive, DatabaseContent before) throws Exception {
    assertThatThrownBy(
            () ->
                owner.psql(
                    rich.name(),
                    script(
                        owner,
                        archive,
                        rowCheck(archive),
                        () -> {
                          throw new StreamFailure("frame 7 is damaged", null);
                        })))
        .hasMessage("frame 7 is damaged");
    assertThat(before.differences(rich.content())).isEmpty();

    List<RowCheck.Table> other = List.of(new RowCheck.Table("plain", "person", 999, false));
    assertThatThrownBy(
            () -> owner.psql(rich.name(), script(owner, archive, RowCheck.of(other, 0), () -> {})))
        .hasMessageContaining("Table plain.person has 1000 rows where the backup has 999");
    assertThat(before.differences(rich.content())).isEmpty();

    Path half = Files.write(folder.resolve("half"), half(Files.readAllBytes(archive)));
    assertThatThrownBy(
            () -> owner.psql(rich.name(), script(owner, half, rowCheck(archive), () -> {})))
        .isInstanceOf(StreamFailure.class);
    assertThat(before.differences(rich.content())).isEmpty();
  }

  private static byte[] half(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length / 2);
  }

  @Test
  void countsWhatItsOwnerMayNotRead(LabServer server) throws Exception {
    server.execute(
        "postgres",
        "CREATE ROLE hidden_owner LOGIN PASSWORD 'pw'",
        "CREATE DATABASE hidden OWNER hidden_owner");
    try {
      server.execute(
          "hidden",
          "SET ROLE hidden_owner",
          "CREATE TABLE forced AS SELECT n FROM generate_series(1, 10) n",
          "CREATE POLICY half ON forced USING (n > 5)",
          "ALTER TABLE forced ENABLE ROW LEVEL SECURITY",
          "ALTER TABLE forced FORCE ROW LEVEL SECURITY",
          "CREATE TABLE closed AS SELECT n FROM generate_series(1, 7) n",
          "REVOKE ALL ON closed FROM hidden_owner");
      ScriptRun owner = new ScriptRun(folder, server, 15, "hidden_owner", "pw");
      Path archive = owner.dump("hidden", "-Fc", "-Z0");
      DatabaseContent before = DatabaseContent.read(server, "hidden");
      server.execute("hidden", "DELETE FROM forced");

      owner.psql("hidden", script(owner, archive, rowCheck(archive), () -> {}));
      assertThat(before.differences(DatabaseContent.read(server, "hidden"))).isEmpty();

      List<RowCheck.Table> wrong = List.of(new RowCheck.Table("public", "forced", 5, false));
      assertThatThrownBy(
              () -> owner.psql("hidden", script(owner, archive, RowCheck.of(wrong, 0), () -> {})))
          .hasMessageContaining("Table public.forced has 10 rows where the backup has 5");
    } finally {
      server.execute("postgres", "DROP DATABASE hidden WITH (FORCE)", "DROP ROLE hidden_owner");
    }
  }

  @Test
  void aSuperuserReplacesWhatOnlyASuperuserMakes(LabServer server) throws Exception {
    RichDatabase rich = RichDatabase.create(server, "in place super");
    try {
      ScriptRun superuser =
          new ScriptRun(folder, server, 15, LabServer.SUPERUSER, LabServer.PASSWORD);
      Path archive = superuser.dump(rich.name(), "-Fc", "-Z0");
      DatabaseContent before = rich.content();
      addNewerObjects(rich);

      superuser.psql(rich.name(), script(superuser, archive, rowCheck(archive), () -> {}));
      assertThat(before.differences(rich.content())).isEmpty();
    } finally {
      rich.drop();
    }
  }

  @Test
  void saysWhichSettingToRaiseWhenTheLocksDoNotFit(LabServer server) throws Exception {
    RichDatabase rich = RichDatabase.createOrdinary(server, "locks");
    try (Connection session = server.connect(rich.name())) {
      Path archive =
          new ScriptRun(folder, server, 15, LabServer.SUPERUSER, LabServer.PASSWORD)
              .dump(rich.name(), "-Fc", "-Z0");
      LockEstimate estimate = LockEstimate.of(session, read(archive).head.entries());
      assertThat(estimate.refusal()).isEmpty();
      assertThat(estimate.dropped() + estimate.created())
          .isBetween(locksHeld(rich, archive), 2 * locksHeld(rich, archive));

      LockEstimate many = new LockEstimate(100_000, 50_000, 64, 100);
      assertThat(many.refusal().orElseThrow().sentence())
          .contains("needs about 150000 locks, and the server has room for 5760")
          .contains("ALTER SYSTEM SET max_locks_per_transaction = 1667");
      assertThat(new LockEstimate(100_000, 50_000, 1667, 100).refusal()).isEmpty();
    } finally {
      rich.drop();
    }
  }

  /** How many locks the transaction really holds at its end, which then fails. */
  private long locksHeld(RichDatabase rich, Path archive) {
    String count =
        """
        DO $$ BEGIN RAISE EXCEPTION '<% locks>',
          (SELECT count(*) FROM pg_catalog.pg_locks WHERE pid = pg_catalog.pg_backend_pid()); END $$;
        """;
    ScriptRun owner = owner(rich, 15);
    Throwable thrown =
        catchThrowable(() -> owner.psql(rich.name(), script(owner, archive, count, () -> {})));
    Matcher locks = Pattern.compile("<([0-9]+) locks>").matcher(thrown.getMessage());
    assertThat(locks.find()).as(thrown.getMessage()).isTrue();
    return Long.parseLong(locks.group(1));
  }

  private InputStream script(
      ScriptRun run, Path archive, String rowCheck, OneTransaction.BeforeCommit beforeCommit)
      throws IOException {
    InputStream script = new WithoutTransaction(run.script(Files.newInputStream(archive)));
    return OneTransaction.inPlace(fitting(run, script), LOCKS, rowCheck, beforeCommit);
  }

  private static InputStream fitting(ScriptRun run, InputStream script) throws IOException {
    return run.server().major() < 17 && run.client() >= 17 ? new ScriptFilter(script) : script;
  }

  private ScriptRun owner(RichDatabase rich, int client) {
    return new ScriptRun(folder, rich.server(), client, rich.owner(), RichDatabase.OWNER_PASSWORD);
  }

  private static String rowCheck(Path archive) throws IOException {
    Reading reading = read(archive);
    return RowCheck.of(reading.head, reading.entries);
  }

  private static Reading read(Path archive) throws IOException {
    Reading reading = new Reading();
    try (InputStream in = Files.newInputStream(archive)) {
      ArchiveReader.read(in, reading);
    }
    return reading;
  }

  /** The index's entries, as a backup writes them. */
  private static final class Reading implements ArchiveListener {
    private ArchiveHead head;
    private final List<Index.Entry> entries = new ArrayList<>();

    @Override
    public void head(ArchiveHead read) {
      head = read;
    }

    @Override
    public void bytes(byte[] buffer, int offset, int length) {}

    @Override
    public boolean cutHere(long archiveOffset, Place place) {
      return false;
    }

    @Override
    public void cut(long archiveOffset, Place place) {}

    @Override
    public void block(Block block) {
      TocEntry entry =
          head.entries().stream().filter(e -> e.dumpId() == block.dumpId()).findFirst().get();
      entries.add(
          new Index.Entry(
              entry.dumpId(),
              entry.kind(),
              Optional.of(entry.schema()).filter(schema -> !schema.isEmpty()),
              entry.name(),
              block.offset(),
              block.length(),
              block.rows(),
              block.largeObjects()));
    }
  }
}
