package oo.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import oo.contract.HealthCheck;
import oo.host.health.Probe;

/**
 * The server's own folders take a file of a MiB, which is written and deleted again: a folder that
 * is full, has no inode left or became read-only does not.
 */
final class DiskProbe implements Probe {
  private static final String NAME = "disk";
  private static final byte[] FILE = new byte[1 << 20];

  private final List<Path> folders;

  DiskProbe(Path... folders) {
    this.folders = List.of(folders);
  }

  @Override
  public HealthCheck check() {
    for (Path folder : folders) {
      try {
        Files.createDirectories(folder);
        Path file = Files.createTempFile(folder, "oo-probe-", "");
        try {
          Files.write(file, FILE);
        } finally {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        return HealthCheck.red(
            NAME,
            "The server's disk takes no file: it is full, or read-only.",
            "Make room: oO goes on by itself, and nothing is lost. Exports and reading long lists wait for it."
                + " docs/runbook.md, WritesFail, has the commands.");
      }
    }
    return HealthCheck.green(NAME, "It has room.");
  }
}
