package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Gitea's workflow runs the checks of .ci/run, by verbs that the launcher explains. */
final class WorkflowTest {
  private static final Pattern VERB = Pattern.compile("(?m)(?:^| )\\./oo ([a-z-]+)");
  private static final Pattern STEP = Pattern.compile("(?m)^ +run: (.*)$");
  private static final Pattern LINE = Pattern.compile("(?m)^ *((?:[A-Z_]+=\\w+ )?\\./oo .*)$");

  @Test
  void theWorkflowRunsWhatCiRunsInTheSameOrder() throws IOException {
    List<String> steps = commands(STEP, read(".gitea/workflows/ci.yml"));
    List<String> ci = commands(LINE, read(".ci/run"));

    assertThat(ci).contains("OO_DOCKER=brief ./oo test --docker", "./oo publish --rehearse");
    // The last one pushes images, where a repository names a registry.
    assertThat(steps.subList(0, steps.size() - 1)).isEqualTo(ci);
    // All that infra/vm starts are among them.
    assertThat(steps.getLast())
        .isEqualTo(
            "./oo publish --base \"$BASE\" --postgres \"$POSTGRES\" --to \"$TO\" --tag \"$TAG\"");
    assertThat(read(".gitea/workflows/ci.yml"))
        .contains("POSTGRES: ${{ vars.OO_IMAGES_POSTGRES || 'postgres:18' }}\n");
  }

  private static List<String> commands(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(command -> command.group(1)).toList();
  }

  @Test
  void everyVerbIsExplainedInOneLine() throws IOException {
    String launcher = read("oo");
    String help = launcher.substring(launcher.indexOf("<<'TEXT'"), launcher.indexOf("\nTEXT\n"));

    assertThat(help.lines().skip(1))
        .allMatch(line -> line.isEmpty() || line.startsWith("For ") || line.startsWith("  ./oo "))
        .allMatch(line -> line.length() <= 110);
    assertThat(verbs(help)).containsAll(verbs(read(".ci/run"))).contains("event", "psql", "logs");
  }

  @Test
  void issuesAskForStreamAndPhase() throws IOException {
    for (String form : List.of("bug", "feature")) {
      assertThat(read(".gitea/issue_template/" + form + ".yaml"))
          .as(form)
          .contains("id: stream", "id: phase", "required: true");
    }
  }

  private static Set<String> verbs(String text) {
    return VERB.matcher(text)
        .results()
        .map(verb -> verb.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String read(String file) throws IOException {
    return Files.readString(Oo.TREE.resolve(file));
  }
}
