package oo.server.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import oo.template.FreshKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnvFileTest {
  private static final List<String> SHELLS =
      Stream.of("sh", "bash", "dash", "zsh", "ksh")
          .filter(shell ->
              Stream.of(System.getenv("PATH").split(File.pathSeparator))
                  .anyMatch(path -> Files.isExecutable(Path.of(path, shell))))
          .toList();

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

  /** Every documented file is read by a shell ({@code set -a; . ./.env}) and by this reader. */
  @Test
  void aShellReadsTheSame() throws Exception {
    var documented = new LinkedHashMap<String, String>();
    Map<String, String> keys = FreshKeys.fresh();
    documented.put("./oo keys", lines(keys));
    documented.put("quoted", "URL='jdbc:postgresql://h/oo?sslmode=verify-full&a=$b'\nA='b c; d'\n");
    Path tree = Path.of("").toAbsolutePath().getParent().getParent();
    try (Stream<Path> files = Files.walk(tree.resolve("functions"), 2)) {
      for (Path file :
          Stream.concat(files, Stream.of(tree.resolve(".env.example")))
              .filter(file -> file.endsWith(".env.example"))
              .toList()) {
        // With what a person may uncomment.
        documented.put(
            file.toString(), Files.readString(file).replaceAll("(?m)^#([A-Z_]+=)", "$1"));
      }
    }
    assertThat(documented).hasSizeGreaterThan(7);

    assertThat(EnvFile.parse(lines(keys).lines().toList())).isEqualTo(keys);
    for (String shell : SHELLS) {
      for (var file : documented.entrySet()) {
        assertThat(sourced(shell, file.getValue()))
            .as("%s in %s", file.getKey(), shell)
            .isEqualTo(EnvFile.parse(file.getValue().lines().toList()));
      }
    }
  }

  private static String lines(Map<String, String> values) {
    return values.entrySet().stream().map(e -> e + "\n").collect(Collectors.joining());
  }

  /** What a command has in its environment after the file was sourced. */
  private Map<String, String> sourced(String shell, String text) throws Exception {
    Path file = Files.writeString(folder.resolve("sourced.env"), text);
    var builder =
        new ProcessBuilder(
            shell, "-c", "set -eua; . \"$1\"; set +a; env -0", shell, file.toString());
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String all = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    var values = new LinkedHashMap<String, String>();
    for (String entry : all.split("\0")) {
      String[] sides = entry.split("=", 2);
      if (!sides[1].isEmpty() && text.contains(sides[0] + "=")) {
        values.put(sides[0], sides[1]);
      }
    }
    return values;
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
