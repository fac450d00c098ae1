package oo.server.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import oo.server.backup.Programs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackupCommandIT {
  @TempDir Path temporary;

  private Commands oo;
  private Path folder;

  @BeforeEach
  void start() {
    Path programs = Programs.postgres();
    oo = new Commands();
    folder = temporary.resolve("backups");
    oo.settings.put("BACKUP_FOLDER", folder.toString());
    oo.settings.put("PATH", programs + ":/usr/bin:/bin");
  }

  @AfterEach
  void stop() {
    oo.close();
  }

  @Test
  void backupPrintsItsFileAndSaysThatTheKeysAreNotInIt() {
    oo.user("ada@example.org");

    Commands.Outcome made = oo.run("backup");

    assertThat(made.code()).isZero();
    assertThat(Path.of(made.out().strip())).isRegularFile();
    assertThat(made.err()).contains("not encrypted", "keep KEYS_FILE apart");
    assertThat(oo.ask(Long.class, "select count(*) from pulse where name = 'backup'")).isOne();
  }

  @Test
  void restoreSaysWhatIsThereAndWhereTheDatabaseOfBeforeIs() {
    oo.user("ada@example.org");
    String file = oo.run("backup").out().strip();
    oo.user("bob@example.org");

    Commands.Outcome refused = oo.run("restore", file);
    assertThat(refused.code()).isOne();
    assertThat(refused.err()).contains("2 people", "--replace", "Nothing was changed.");
    assertThat(refused.out()).isEmpty();

    Commands.Outcome done = oo.run("restore", "--replace", file);
    assertThat(done.code()).isZero();
    assertThat(done.out()).startsWith("Restored as of ").contains("1 people, 0 connections");
    String kept = done.err().replaceAll("(?s).*drop database (\\S+).*", "$1");
    oo.change("drop database " + kept);
    assertThat(oo.ask(Long.class, "select count(*) from app_user")).isOne();
  }

  @Test
  void wrongArgumentsAndMissingSettingsAreTold() {
    assertThat(oo.run("restore").code()).isEqualTo(2);
    assertThat(oo.run("backup", "--daily").code()).isEqualTo(2);
    oo.settings.remove("BACKUP_FOLDER");
    Commands.Outcome refused = oo.run("backup");
    assertThat(refused.code()).isOne();
    assertThat(refused.err()).startsWith("BACKUP_FOLDER: is missing.");
    oo.settings.put("BACKUP_FOLDER", folder.toString());
    oo.settings.put("DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/oo");
    assertThat(oo.run("backup").err()).startsWith("The database does not answer");
    assertThat(oo.run("restore", "/dev/null").err()).startsWith("The database does not answer");
  }

  @Test
  void killedBackupLeavesNoFileThatLooksWhole() throws Exception {
    Path bin = Files.createDirectory(temporary.resolve("bin"));
    Path slow = bin.resolve("pg_dump");
    String real = Programs.postgres().resolve("pg_dump").toString();
    Files.writeString(
        slow,
        "#!/bin/sh\n[ \"$1\" = --version ] && exec %s --version\n%s \"$@\" | head -c 4000; exec sleep 30\n"
            .formatted(real, real));
    Files.setPosixFilePermissions(slow, PosixFilePermissions.fromString("rwxr-xr-x"));
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "oo.server.operator.Main",
            "backup");
    builder.environment().putAll(oo.settings);
    builder.environment().put("PATH", bin + File.pathSeparator + oo.settings.get("PATH"));
    Process backup = builder.inheritIO().start();
    try {
      while (backup.isAlive() && files().noneMatch(name -> name.endsWith(".part"))) {
        Thread.sleep(50);
      }
      assertThat(backup.isAlive()).isTrue();
    } finally {
      backup.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    assertThat(files()).allMatch(name -> name.startsWith("."));

    assertThat(oo.run("backup").code()).isZero();
    assertThat(files()).hasSize(2).noneMatch(name -> name.endsWith(".part"));
  }

  private Stream<String> files() throws Exception {
    if (!Files.exists(folder)) {
      return Stream.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).toList().stream();
    }
  }

  @Test
  void nightIsTheNextOneAlsoWhenTheClockChanges() {
    for (String[] times :
        List.of(
            new String[] {
              "2026-11-28T02:59:59+01:00[Europe/Berlin]", "2026-11-28T03:00+01:00[Europe/Berlin]"
            },
            new String[] {
              "2026-11-28T03:00:00+01:00[Europe/Berlin]", "2026-11-29T03:00+01:00[Europe/Berlin]"
            },
            new String[] {
              "2026-03-28T12:00:00+01:00[Europe/Berlin]", "2026-03-29T03:00+02:00[Europe/Berlin]"
            },
            new String[] {
              "2026-10-24T12:00:00+02:00[Europe/Berlin]", "2026-10-25T03:00+01:00[Europe/Berlin]"
            })) {
      assertThat(BackupCommand.next(ZonedDateTime.parse(times[0])))
          .isEqualTo(ZonedDateTime.parse(times[1]));
    }
  }
}
