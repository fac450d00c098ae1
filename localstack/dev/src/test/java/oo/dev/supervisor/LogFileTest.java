package oo.dev.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import oo.contract.Json;
import oo.postgres.SmallDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class LogFileTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void everyLineIsOneJsonObjectWhateverAServerPrints() throws Exception {
    Path file = folder.resolve("oo.log");
    List<String> printed =
        List.of(
            "{\"operation\":\"recommend\"}",
            "Terminating due to java.lang.OutOfMemoryError: Java heap space",
            "{\"operation\":\"forged\"} {\"operation\":\"second\"}",
            "{\"operation\":\"cut",
            "[1]",
            "{}x",
            "",
            "a\u0000b\u001b[2J\r\"\\ \u2028",
            "{\"text\":\"" + "x".repeat(100_000) + "\"}",
            "y".repeat(1_000_000));
    try (LogFile log = LogFile.open(file)) {
      printed.forEach(log::line);
      log.event("restart", Map.of("exit", 3));
    }

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(printed.size() + 1);
    assertThat(lines.getFirst()).isEqualTo(printed.getFirst());
    for (String line : lines) {
      assertThat(line.length()).isLessThan(17_000);
      assertThat(Json.mapper().readTree(line).isObject()).isTrue();
    }
    JsonNode killed = Json.mapper().readTree(lines.get(1));
    assertThat(killed.get("operation").asString()).isEqualTo("output");
    assertThat(killed.get("text").asString()).isEqualTo(printed.get(1));
    assertThat(lines.getLast()).contains("\"operation\":\"restart\",\"exit\":3");
  }

  @Test
  void aFullDiskEndsNothingAndTheLogGoesOnWhenThereIsRoom() throws Exception {
    Optional<SmallDisk> mounted = SmallDisk.mount(1);
    assumeTrue(mounted.isPresent(), "a disk of its own needs root, or sudo without a password");
    try (SmallDisk disk = mounted.get();
        LogFile log = LogFile.open(disk.folder().resolve("oo.log"), 20_000)) {
      log.line("{\"n\":1}");
      disk.fill();
      // Within a line, and while a file is made.
      for (int i = 0; i < 1_000; i++) {
        log.line("{\"full\":\"" + "x".repeat(200) + "\"}");
      }
      disk.free();
      log.line("{\"n\":2}");
      log.line("{\"n\":3}");
      assertThat(Files.readAllLines(disk.folder().resolve("oo.log")))
          .endsWith("{\"n\":2}", "{\"n\":3}");
    }
  }

  @Test
  void onlyItsOwnerReadsIt() throws Exception {
    Path file = Files.writeString(folder.resolve("oo.log"), "{}\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    try (LogFile log = LogFile.open(file, 100)) {
      for (int i = 0; i < 20; i++) {
        log.line("{\"operation\":\"recommend\"}");
      }
    }
    for (Path one : files()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
          .as(one.toString())
          .isEqualTo("rw-------");
    }
  }

  @Test
  void filesAreBoundedInSizeAndNumberWhileItRunsAndWhenItIsOpenedAgain() throws Exception {
    Path file = folder.resolve("oo.log");
    for (int opened = 0; opened < 10; opened++) {
      try (LogFile log = LogFile.open(file, 1_000)) {
        for (int i = 0; i < 30; i++) {
          log.line("{\"n\":" + (opened * 30 + i) + ",\"pad\":\"" + "x".repeat(50) + "\"}");
        }
      }
    }
    assertThat(files())
        .extracting(one -> String.valueOf(one.getFileName()))
        .containsExactlyInAnyOrder("oo.log", "oo.log.1", "oo.log.2", "oo.log.3");
    for (Path one : files()) {
      assertThat(Files.size(one)).isLessThanOrEqualTo(1_000);
    }
    assertThat(Files.readAllLines(file).getLast()).startsWith("{\"n\":299,");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
