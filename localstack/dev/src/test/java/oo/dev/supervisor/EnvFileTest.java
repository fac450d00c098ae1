package oo.dev.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnvFileTest {
  @TempDir Path folder = Path.of("");

  @Test
  void linesAreNamesAndTheRest() {
    assertThat(
            EnvFile.parse(
                List.of(
                    "# comment",
                    "",
                    "PLAIN=a b=c ",
                    "export EXPORTED=x",
                    "QUOTED=\"{\"a\": 1}\"",
                    "SINGLE='y'",
                    "EMPTY=",
                    "no name")))
        .isEqualTo(
            Map.of("PLAIN", "a b=c", "EXPORTED", "x", "QUOTED", "{\"a\": 1}", "SINGLE", "y"));
  }

  @Test
  void whatIsWrittenIsReadByItsOwnerOnly() throws Exception {
    Path file = folder.resolve("keys.env");
    EnvFile.write(file, "Keys", Map.of("A", "{\"keys\":[]}", "B", "1:+/=="));

    assertThat(EnvFile.read(file)).isEqualTo(Map.of("A", "{\"keys\":[]}", "B", "1:+/=="));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(EnvFile.read(folder.resolve("none"))).isEmpty();
  }
}
