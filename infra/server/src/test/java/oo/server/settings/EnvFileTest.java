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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
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

  private static final Pattern SETTING = Pattern.compile("\"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\"");
  private static final Pattern EXAMPLE = Pattern.compile("(?m)^#?([A-Z0-9_]+)=");

  /** What the programs of PostgreSQL and the stack of LocalStack are given. */
  private static final Set<String> OF_OTHERS =
      Set.of("LC_ALL", "LD_LIBRARY_PATH", "PGCONNECT_TIMEOUT", "OO_GATEWAY");

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

  /** ContractTest holds the settings of modules to their examples. */
  @Test
  void theExamplesExplainEverySettingOfTheServerAndOfItsCommands() throws Exception {
    var named = new TreeSet<String>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
        SETTING
            .matcher(Files.readString(source))
            .results()
            .forEach(name -> named.add(name.group(1)));
      }
    }
    named.removeAll(OF_OTHERS);
    Path tree = Path.of("../..");
    var explained = new TreeSet<String>();
    for (String file : List.of(".env.example", "functions/auth/.env.example")) {
      EXAMPLE
          .matcher(Files.readString(tree.resolve(file)))
          .results()
          .forEach(name -> explained.add(name.group(1)));
    }

    assertThat(named).contains("LOG_FILE", "KEYS_FILE").isSubsetOf(explained);
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
