package oo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class MainTest {
  private static final Pattern VERB = Pattern.compile("(?m)^  \\./oo ([a-z-]+)");

  @Test
  void theLauncherListsEveryCommandOfDeployments() throws Exception {
    String launcher = Files.readString(Path.of("../../oo"));
    String help =
        launcher.substring(launcher.indexOf("For deployments"), launcher.indexOf("\nTEXT"));

    assertThat(VERB.matcher(help).results())
        .map(verb -> verb.group(1))
        .containsExactlyInAnyOrderElementsOf(new CommandLine(new Main()).getSubcommands().keySet());
  }
}
