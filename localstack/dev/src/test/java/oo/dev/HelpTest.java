package oo.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import oo.dev.tools.Tools;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class HelpTest {
  private static final Pattern VERB = Pattern.compile("(?m)^  \\./oo ([a-z-]+)");

  @Test
  void theLauncherListsEveryCommandAndNoOther() throws Exception {
    String launcher = Files.readString(Path.of("../../oo"));
    String help = launcher.substring(launcher.indexOf("For everybody"), launcher.indexOf("\nTEXT"));
    var commands = new TreeSet<>(new CommandLine(new Tools()).getSubcommands().keySet());
    commands.addAll(Main.commands().getSubcommands().keySet());
    commands.add("help");

    assertThat(VERB.matcher(help.substring(0, help.indexOf("For deployments"))).results())
        .map(verb -> verb.group(1))
        .containsExactlyInAnyOrderElementsOf(commands);
  }
}
