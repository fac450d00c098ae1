package oo.dev;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher asks Maven to build, in a tree where nothing is built yet. */
final class LauncherTest {
  private static final Path TREE = Path.of("../..");
  private static final Pattern ARTEFACT = Pattern.compile("CodeUri: \\.\\./(functions/[a-z-]+)/");

  @TempDir Path tree;

  @Test
  void anOperatorsCommandBuildsWhatItDeploys() throws Exception {
    var artefacts =
        ARTEFACT
            .matcher(Files.readString(TREE.resolve("infra/sam-template.yaml")))
            .results()
            .map(found -> found.group(1))
            .distinct()
            .toList();

    for (String command : List.of("deploy", "publish")) {
      assertThat(built(command))
          .as(command)
          .contains("infra/deploy", "functions/adapters/image")
          .containsAll(artefacts);
    }
    assertThat(built("costs")).containsExactly("infra/deploy");
  }

  /** The modules of Maven's option {@code -pl}. */
  private List<String> built(String command) throws Exception {
    Files.createDirectories(tree.resolve("bin"));
    for (String file : List.of("oo", "pom.xml")) {
      Files.writeString(tree.resolve(file), Files.readString(TREE.resolve(file)));
    }
    Path maven = tree.resolve("bin/mvn");
    Files.writeString(maven, "#!/bin/sh\nprintf '%s\\n' \"$@\" >asked\nexit 1\n");
    assertThat(maven.toFile().setExecutable(true)).isTrue();
    var builder =
        new ProcessBuilder("bash", "oo", command)
            .directory(tree.toFile())
            .redirectErrorStream(true);
    var environment = builder.environment();
    environment.put("PATH", maven.getParent() + ":" + environment.get("PATH"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    Process launcher = builder.start();
    String said = new String(launcher.getInputStream().readAllBytes(), UTF_8);
    assertThat(launcher.waitFor()).as(said).isEqualTo(1);
    List<String> asked = Files.readAllLines(tree.resolve("asked"));
    return List.of(asked.get(asked.indexOf("-pl") + 1).split(",", -1));
  }
}
