package oo.server.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import oo.host.base.MissingSetting;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;
import oo.postgres.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backup is whole or absent, and what goes wrong is one sentence. */
final class BackupIT {
  @TempDir Path temporary;

  private TestDatabase database;
  private Path folder;
  private Map<String, String> values;

  @BeforeEach
  void databaseWithAPerson() {
    Programs.postgres();
    database = TestDatabase.create();
    folder = temporary.resolve("backups");
    values = Programs.values(database, folder);
    Content.add(new Database(database.dataSource()), Programs.settings(values), "ada@example.org");
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private Backup.Made make(String... more) {
    return new Backup(Programs.settings(values, more)).make();
  }

  private List<String> names() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void fileIsNamedByTimeAndSchemaAndIsItsOwnersAlone() throws Exception {
    Backup.Made made = make();

    assertThat(made.file().getFileName().toString())
        .matches("oo-\\d{8}T\\d{6}Z-v" + made.schema() + "\\.dump");
    assertThat(Files.getPosixFilePermissions(made.file())).hasToString("[OWNER_READ, OWNER_WRITE]");
    assertThat(names()).containsExactly(".oo-backup.lock", made.file().getFileName().toString());
    assertThat(BackupFile.newest(folder).orElseThrow().path()).isEqualTo(made.file());
  }

  @Test
  void programAgeOpensWhatWasEncrypted() throws Exception {
    KeyPair keys = new X25519KeyPairGenerator().generateKeyPair();
    Path identity = Files.writeString(temporary.resolve("key.txt"), text(keys.getPrivate()) + "\n");
    Path age = Programs.age();

    Backup.Made made = make("BACKUP_RECIPIENT", text(keys.getPublic()));

    assertThat(made.file().toString()).endsWith(".dump.age");
    assertThat(Files.readString(made.file(), java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("PGDMP", "ada@example.org");
    Process listed =
        new ProcessBuilder(
                "sh",
                "-c",
                "%s -d -i %s %s | %s/pg_restore --list"
                    .formatted(age, identity, made.file(), Programs.postgres()))
            .redirectErrorStream(true)
            .start();
    assertThat(new String(listed.getInputStream().readAllBytes()))
        .contains("TABLE DATA public app_user");
    assertThat(listed.waitFor()).isZero();
  }

  private static String text(Object key) {
    return key.toString();
  }

  @Test
  void oldFilesOfOursGoWhenTheNewOneIsCompleteAndNoOther() throws Exception {
    Backup.Made first = make();
    Path old = folder.resolve("oo-20200101T000000Z-v7.dump");
    Files.copy(first.file(), old);
    List<String> foreign =
        List.of(
            "oo-20200101T000001Z-v7.dump",
            "oo-20200101T000002Z-v7.dump.age",
            "oo-20200101T000003Z-v7.dump.txt",
            "my-oo-20200101T000003Z-v7.dump",
            "oo-20209901T000003Z-v7.dump",
            "notes.txt");
    for (String name : foreign) {
      Files.writeString(folder.resolve(name), "not ours");
    }
    Files.createSymbolicLink(folder.resolve("oo-20200101T000004Z-v7.dump"), first.file());
    Files.createDirectory(folder.resolve("oo-20200101T000005Z-v7.dump"));
    String broken = Programs.instead(temporary.resolve("bin"), "pg_dump", "exit 3");
    assertThatThrownBy(() -> make("PATH", broken)).isInstanceOf(BackupRefused.class);
    assertThat(old).exists();
    Thread.sleep(1_000); // Two backups of one second have one name.

    Backup.Made made = make("BACKUP_KEEP_DAYS", "1");

    assertThat(made.deleted()).isEqualTo(1);
    assertThat(old).doesNotExist();
    assertThat(names())
        .containsAll(foreign)
        .contains(
            "oo-20200101T000004Z-v7.dump",
            "oo-20200101T000005Z-v7.dump",
            first.file().getFileName().toString());
  }

  /** The clock is a year ahead for one night: the copies of the nights before are all there is. */
  @Test
  void aWrongClockDeletesNotAllOfThem() throws Exception {
    Backup.Made first = make();
    for (int day = 1; day <= 9; day++) {
      Files.copy(first.file(), folder.resolve("oo-2020010" + day + "T030000Z-v7.dump"));
    }
    Thread.sleep(1_000); // Two backups of one second have one name.

    Backup.Made made = make();

    assertThat(made.deleted()).isEqualTo(4);
    assertThat(names())
        .contains("oo-20200105T030000Z-v7.dump", "oo-20200109T030000Z-v7.dump")
        .doesNotContain("oo-20200104T030000Z-v7.dump");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exit 1",
        "echo PGDMP; exit 1",
        "$REAL \"$@\" | head -c 3000; exit 1",
        "$REAL \"$@\"; exit 1",
        "$REAL \"$@\"; kill -9 $$"
      })
  void dumpThatFailsLeavesNoFile(String script) throws Exception {
    String path = Programs.instead(temporary.resolve("bin"), "pg_dump", script);

    assertThatThrownBy(() -> make("PATH", path))
        .isInstanceOf(BackupRefused.class)
        .hasMessageContaining("pg_dump failed");

    assertThat(names()).containsExactly(".oo-backup.lock");
  }

  @Test
  void whatAKilledBackupLeftIsNoBackupAndGoes() throws Exception {
    Files.createDirectory(folder);
    Path left = folder.resolve(".oo-20200101T000000Z-v7.dump.part");
    Files.writeString(left, "PGDMP and a half");
    assertThat(BackupFile.newest(folder)).isEmpty();

    make();

    assertThat(left).doesNotExist();
  }

  @Test
  void twoAtOnceAreRefused() throws Exception {
    String path =
        Programs.instead(
            temporary.resolve("bin"),
            "pg_dump",
            "touch %s; sleep 2; exec $REAL \"$@\"".formatted(temporary.resolve("began")));
    var ended = new CountDownLatch(1);
    Thread.startVirtualThread(() -> {
      make("PATH", path);
      ended.countDown();
    });
    while (!Files.exists(temporary.resolve("began"))) {
      Thread.sleep(20);
    }

    assertThatThrownBy(this::make)
        .isInstanceOf(BackupRefused.class)
        .hasMessageContaining("Another oo backup");

    ended.await();
    Thread.sleep(1_000);
    make();
  }

  @Test
  void programThatIsMissingOrOfAnotherVersionIsNamed() throws Exception {
    assertThatThrownBy(() -> make("PATH", temporary.toString()))
        .isInstanceOf(BackupRefused.class)
        .hasMessageContaining("There is no pg_dump on the PATH")
        .hasMessageContaining("postgresql-client-18");

    Path old = Files.createDirectory(temporary.resolve("old"));
    Path program = old.resolve("pg_dump");
    Files.writeString(
        program, "#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)'\n");
    program.toFile().setExecutable(true);
    assertThatThrownBy(() -> make("PATH", old.toString()))
        .isInstanceOf(BackupRefused.class)
        .hasMessageContaining("is of PostgreSQL 15, and the database of 18");
  }

  @Test
  void folderThatCannotBeWrittenAndADatabaseThatIsAwayAreTold() throws Exception {
    Path file = Files.writeString(temporary.resolve("file"), "");
    assertThatThrownBy(() -> make("BACKUP_FOLDER", file.toString()))
        .isInstanceOf(BackupRefused.class)
        .hasMessageContaining("BACKUP_FOLDER cannot be written");
    assertThatThrownBy(() -> make("BACKUP_FOLDER", file.resolve("a/b").toString()))
        .isInstanceOf(BackupRefused.class);
    assertThatThrownBy(() -> make("DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/oo"))
        .isInstanceOf(DatabaseUnavailable.class);
    assertThat(names()).containsExactly(".oo-backup.lock");
  }

  @Test
  void fullDiskIsToldAndLeavesNothing() throws Exception {
    Path small = Files.createDirectory(temporary.resolve("small"));
    Process mounted =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=16k", "none", small.toString())
            .redirectErrorStream(true)
            .start();
    mounted.getInputStream().readAllBytes();
    org.junit.jupiter.api.Assumptions.assumeTrue(
        mounted.waitFor() == 0, "only root can make a small disk");
    try {
      assertThatThrownBy(() -> make("BACKUP_FOLDER", small.toString()))
          .isInstanceOf(BackupRefused.class)
          .hasMessageContaining("The disk of BACKUP_FOLDER is full");
      try (Stream<Path> files = Files.list(small)) {
        assertThat(files.map(Path::getFileName)).containsExactly(Path.of(".oo-backup.lock"));
      }
    } finally {
      new ProcessBuilder("umount", small.toString()).start().waitFor();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "x", "99999"})
  void daysToKeepAreAPositiveNumber(String days) {
    assertThatThrownBy(() -> make("BACKUP_KEEP_DAYS", days)).isInstanceOf(MissingSetting.class);
  }

  @Test
  void recipientThatIsNoneIsRefused() {
    assertThatThrownBy(() -> make("BACKUP_RECIPIENT", "age1abc"))
        .isInstanceOf(MissingSetting.class);
  }

  @Test
  void sealFindsEachCutAndEachChange() throws Exception {
    byte[] whole = Files.readAllBytes(make().file());
    for (int length : new int[] {0, 1, Seal.BYTES, whole.length / 2, whole.length - 1}) {
      assertThat(
              Seal.read(
                  new java.io.ByteArrayInputStream(whole, 0, length),
                  OutputStream.nullOutputStream()))
          .as("cut at %d", length)
          .isEmpty();
    }
    for (int at = 0; at < whole.length; at += 997) {
      byte[] changed = whole.clone();
      changed[at] ^= 1;
      assertThat(
              Seal.read(new java.io.ByteArrayInputStream(changed), OutputStream.nullOutputStream()))
          .as("changed at %d", at)
          .isEmpty();
    }
    var dump = new ByteArrayOutputStream();
    assertThat(Seal.read(new java.io.ByteArrayInputStream(whole), dump)).isPresent();
    assertThat(dump.size()).isEqualTo(whole.length - Seal.BYTES);
  }
}
