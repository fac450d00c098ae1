package oo.server.operator;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import oo.server.backup.Restore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code oo restore}: puts a backup in the place of the database. */
@Command(
    name = "restore",
    description = {
      "Puts a backup in the place of the database of DATABASE_URL. Stop oO before, and start it after.",
      "The file is checked before anything is touched. The database has its name when it is complete: a restore that dies",
      "leaves the database as it was.",
      "KEYS_FILE must hold the keys of the time of the backup."
    },
    footer = {
      "%nExamples:",
      "  ${ROOT-COMMAND-NAME} restore oo-20261128T030000Z-v11.dump",
      "  ${ROOT-COMMAND-NAME} restore --identity key.txt oo-20261128T030000Z-v11.dump.age"
    })
final class RestoreCommand implements Callable<Integer> {
  private static final long MEGABYTE = 1_000_000;

  private final CommandContext context;

  @Parameters(paramLabel = "FILE", description = "A file that oo backup made.")
  private Path file = Path.of("");

  @Option(
      names = "--identity",
      paramLabel = "KEY",
      description = "The file of age-keygen with the private key of BACKUP_RECIPIENT.")
  private @Nullable Path identity;

  @Option(
      names = "--replace",
      description = "Puts a database that holds people aside, under another name.")
  private boolean replace;

  RestoreCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    var err = context.err();
    Restore.Watcher watcher =
        new Restore.Watcher() {
          private Progress progress = context.progress("MB");

          @Override
          public void begins(String step) {
            err.println(step);
            progress = context.progress("MB");
          }

          @Override
          public void read(long bytes, long all) {
            progress.at(bytes / MEGABYTE, all / MEGABYTE);
          }
        };
    Restore.Done done =
        new Restore(context.settingsWithKeys(), watcher)
            .run(new Restore.Request(file, identity, replace));
    if (done.kept() != null) {
      err.printf(
          "The database of before is kept as %1$s. When it is not needed: drop database %1$s%n",
          done.kept());
    }
    context
        .out()
        .printf(
            "Restored as of %s: %d people, %d connections. Start oO now.%n",
            done.at(), done.people(), done.connections());
    return ExitCode.OK;
  }
}
