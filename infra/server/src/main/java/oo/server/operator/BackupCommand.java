package oo.server.operator;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.concurrent.Callable;
import oo.server.backup.Backup;
import oo.server.backup.BackupFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code oo backup}: copies the database into a file. */
@Command(
    name = "backup",
    description = {
      "Copies the whole database into a file of BACKUP_FOLDER, which is whole or absent.",
      "BACKUP_RECIPIENT, a public key of age, encrypts it. Backups older than BACKUP_KEEP_DAYS (30) go after that.",
      "The keys are not in it: keep KEYS_FILE apart from the backups, and as safe as a password."
    },
    footer = {
      "%nExamples:",
      "  ${ROOT-COMMAND-NAME} backup             once, e.g. by a timer",
      "  ${ROOT-COMMAND-NAME} backup --nightly   each night at three, until it is stopped"
    })
final class BackupCommand implements Callable<Integer> {
  private static final LocalTime NIGHT = LocalTime.of(3, 0);

  /** A day, and an hour for the change to summer time. */
  private static final Duration OVERDUE = Duration.ofHours(25);

  private static final Duration RETRY = Duration.ofMinutes(15);

  private final CommandContext context;

  @Option(
      names = "--nightly",
      description =
          "Stays, and makes one each night; at once when the last one is over a day old. After a failure it tries again in"
              + " 15 minutes.")
  private boolean nightly;

  BackupCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    var backup = new Backup(context.settings());
    if (!nightly) {
      make(backup);
      return ExitCode.OK;
    }
    while (true) {
      Thread.sleep(untilDue(ZonedDateTime.now()));
      try {
        make(backup);
      } catch (RuntimeException e) {
        context.err().println(Failures.sentence(e));
        Thread.sleep(RETRY);
      }
    }
  }

  private void make(Backup backup) {
    long began = System.nanoTime();
    Backup.Made made = backup.make();
    PrintStream err = context.err();
    err.printf(
        "%,d kB in %.1f s, schema %d%s.%n",
        made.bytes() / 1_000,
        (System.nanoTime() - began) / 1e9,
        made.schema(),
        made.encrypted() ? ", encrypted" : ", not encrypted (BACKUP_RECIPIENT is not set)");
    if (made.deleted() > 0) {
      err.printf("%d older than BACKUP_KEEP_DAYS deleted.%n", made.deleted());
    }
    err.println(
        "The keys are not in it: keep KEYS_FILE apart, or no connection can be opened after a restore.");
    context.out().println(made.file());
  }

  private Duration untilDue(ZonedDateTime now) {
    boolean late;
    try {
      late =
          BackupFile.newest(Backup.folder(context.settings()))
              .filter(newest -> newest.at().isAfter(now.toInstant().minus(OVERDUE)))
              .isEmpty();
    } catch (IOException e) {
      late = true; // The backup says what is wrong with the folder.
    }
    return late ? Duration.ZERO : Duration.between(now, next(now));
  }

  /** The next night. */
  static ZonedDateTime next(ZonedDateTime now) {
    ZonedDateTime today = now.with(NIGHT);
    return today.isAfter(now)
        ? today
        : now.toLocalDate().plusDays(1).atTime(NIGHT).atZone(now.getZone());
  }
}
