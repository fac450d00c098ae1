package oo.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import oo.contract.Json;
import oo.dev.supervisor.SamEnvironment;
import oo.tests.journey.DocumentedBlock;
import oo.tests.journey.GuidedTree;
import oo.tests.journey.Loopback;
import oo.tests.journey.Oo;
import oo.tests.journey.Retry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The blocks of docs/localstack.md for the SAM CLI, as they are written, in a copy of the tree with
 * what {@code ./oo build} made. The first line of a block that serves goes on in the background;
 * {@link SecondStartIT} has those of compose.
 */
@ExtendWith(DockerCondition.class)
final class DocumentedStackIT {
  private static final String PAGE = "docs/localstack.md";

  @TempDir Path tree;

  @BeforeEach
  void copy() throws Exception {
    DockerCondition.requireProgram("sam");
    DockerCondition.requireImage("public.ecr.aws/lambda/java:25");
    GuidedTree.whole(tree);
    GuidedTree.copyBuilt(tree);
    SamEnvironment.main(new String[] {tree.toString()}); // as ./oo build does
    for (String module : EventFile.TEMPLATE.modules()) {
      Path artefact = Path.of("functions", module, "target", module + ".zip");
      Files.copy(Oo.TREE.resolve(artefact), tree.resolve(artefact));
    }
  }

  @Test
  void aCommittedEventIsAnswered() throws Exception {
    assertThat(answer(withoutBuild(block("functions/recommend/events/tip.json")))).isEqualTo(401);
  }

  @Test
  void aSignedEventIsAnsweredFromTheDatabaseOfRun() throws Exception {
    int port = Loopback.freePort();
    String[] lines = block("./oo run --containers").split("\n", 2);
    Process run = started("export OO_PORT=" + port + "; exec " + lines[0]);
    try {
      Retry.within(Duration.ofMinutes(3))
          .until(() -> assertThat(Loopback.status("http://localhost:" + port)).isEqualTo(200));
      // On a busy machine a cold start may take longer than the function's time-out.
      Retry.within(Duration.ofMinutes(3)).until(() -> assertThat(answer(lines[1])).isEqualTo(200));
    } finally {
      ended(run);
    }
  }

  @Test
  void startApiServesThePagesToo() throws Exception {
    assumeFalse(answers(3000), "port 3000 is taken by another program");
    Process api = started("exec " + block("sam local start-api"));
    try {
      Retry.within(Duration.ofMinutes(3))
          .until(() ->
              assertThat(Loopback.status("http://localhost:3000/connect.html")).isEqualTo(200));
    } finally {
      ended(api);
    }
  }

  private static String block(String part) {
    return DocumentedBlock.commands(PAGE).stream()
        .map(DocumentedBlock::text)
        .filter(text -> text.contains(part))
        .findFirst()
        .orElseThrow();
  }

  private static String withoutBuild(String block) {
    return block
        .lines()
        .filter(line -> !line.equals("./oo build"))
        .collect(Collectors.joining("\n"));
  }

  /** The status in the last line of the output, which is the function's answer. */
  private int answer(String commands) throws Exception {
    Process process = started(commands);
    String output = new String(process.getInputStream().readAllBytes()).strip();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    String last = output.substring(output.lastIndexOf('\n') + 1);
    assertThat(last).as("%s%n%s", output, Files.readString(errors())).startsWith("{");
    return Json.mapper().readTree(last).path("statusCode").asInt();
  }

  private Process started(String commands) throws IOException {
    return new ProcessBuilder(List.of("bash", "-euo", "pipefail", "-c", commands))
        .directory(tree.toFile())
        .redirectError(errors().toFile())
        .start();
  }

  private Path errors() {
    return tree.resolve(".oo/errors.txt");
  }

  private static void ended(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  private static boolean answers(int port) {
    try (var socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
