package oo.dev.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Saves files in a copy of this tree while {@code ./oo run} runs there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ReloadIT {
  private static final String POLICY = "functions/common/policy/src/main/java/oo/policy/";
  private static final String RECOMMEND = "functions/recommend/src/main/java/oo/recommend/";

  private RunningCopy oo;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    oo = RunningCopy.start(folder);
  }

  @AfterAll
  void stop() throws Exception {
    oo.close();
  }

  @Test
  @Order(1)
  void aPageThatIsSavedIsShown() throws Exception {
    oo.append("static-site/index.html", "<!-- saved -->\n");

    assertThat(oo.get("/")).endsWith("<!-- saved -->\n");
  }

  /**
   * The added line prints when the server first uses the class: the log shows the served code. It
   * is added to all classes in use, because the next server may never need one of them again.
   */
  @Test
  @Order(2)
  void oneLineInEveryModuleOfTheServerIsServed() throws Exception {
    // Its client of S3 is used where exports go into a bucket.
    List<Path> modules =
        oo.modulesOfTheServer().stream()
            .filter(module -> !module.endsWith("functions/adapters/lambda"))
            .toList();
    assertThat(modules)
        .map(module -> oo.tree().relativize(module).toString())
        .containsAll(modulesWithAWiring())
        .contains("infra/server", "infra/template", "functions/common/contract");
    Map<Path, List<Path>> used = oo.usedSources(modules);
    assertThat(used).doesNotContainValue(List.of());

    var served = new ArrayList<Duration>();
    for (Path module : modules) {
      Path source = used.get(module).getFirst();
      String before = Files.readString(source);
      String mark = "saved in " + oo.tree().relativize(module);

      List<String> refused = oo.saved(source, lineInClass(before, "broken"), "does not compile");
      assertThat(refused).hasSizeLessThanOrEqualTo(10);
      assertThat(refused.get(1)).matches(oo.tree().relativize(source) + ":\\d+: .+");
      assertThat(oo.get("/api/recommend/health")).contains("recommend");

      Files.writeString(source, before);
      String first =
          "static { if (System.setProperty(\"%s\", \"\") == null) System.out.println(\"%s\"); }";
      for (Path one : used.get(module)) {
        Files.writeString(one, lineInClass(Files.readString(one), first.formatted(mark, mark)));
      }
      long saved = System.nanoTime();
      oo.until("Served after", RunningCopy.PATIENCE);
      served.add(Duration.ofNanos(System.nanoTime() - saved));
      oo.untilLogged(mark);
      assertThat(oo.get("/api/recommend/health")).contains("recommend");
    }
    // Each of them may meet a machine that is busy just then.
    assertThat(Collections.min(served)).isLessThan(RunningCopy.PROMISED);
  }

  @Test
  @Order(3)
  void aDependentThatNoLongerCompilesIsMendedWhereItIsBroken() throws Exception {
    Path used = oo.tree().resolve(POLICY + "Used.java");
    Path user = oo.tree().resolve(RECOMMEND + "User.java");
    Files.writeString(used, "package oo.policy; public class Used { public static int a; }");
    oo.saved(user, "package oo.recommend; class User { int a = oo.policy.Used.a; }", "Served");

    assertThat(oo.saved(used, "package oo.policy; public class Used {}", "does not compile"))
        .anyMatch(line -> line.startsWith(RECOMMEND + "User.java:1: "));
    oo.saved(user, "package oo.recommend; class User { oo.policy.Used a; }", "Served");
    assertThat(oo.tree().resolve("functions/recommend/target/classes/oo/recommend/User.class"))
        .exists();

    Files.delete(user);
    Files.delete(used);
    oo.until("Served", RunningCopy.PATIENCE);
    assertThat(oo.tree().resolve("functions/common/policy/target/classes/oo/policy/Used.class"))
        .doesNotExist();
  }

  @Test
  @Order(4)
  void aResourceAndTheTemplateAreServed() throws Exception {
    Path contract = oo.tree().resolve("functions/common/contract/src/main/resources/openapi.yaml");
    oo.saved(contract, Files.readString(contract) + "# saved\n", "Served after");
    assertThat(oo.tree().resolve("functions/common/contract/target/classes/openapi.yaml"))
        .content()
        .endsWith("# saved\n");

    Path template = oo.tree().resolve("infra/sam-template.yaml");
    String before = Files.readString(template);
    assertThat(oo.saved(template, before.replaceFirst("Timeout:", "Timeuot:"), "goes on"))
        .hasSizeLessThanOrEqualTo(10)
        .anyMatch(line -> line.contains("Timeuot"));
    assertThat(oo.get("/api/recommend/health")).contains("recommend");
    oo.saved(template, before + "# saved\n", "Served after");
  }

  @Test
  @Order(5)
  void aSaveDuringACompilationIsServedToo() throws Exception {
    Path wiring = oo.tree().resolve(RECOMMEND + "RecommendWiring.java");
    String before = Files.readString(wiring);
    oo.saved(wiring, lineInClass(before, "static { System.out.println(\"first\"); }"), "Saved");
    oo.saved(wiring, lineInClass(before, "static { System.out.println(\"next\"); }"), "Saved");
    oo.until("Served after", RunningCopy.PATIENCE);

    oo.untilLogged("next");
  }

  @Test
  @Order(6)
  void pagesAreServedBesideManyRequestsThatSendNoBody() throws Exception {
    String silent = "POST /api/recommend HTTP/1.1\r\nHost: HOST\r\nContent-Length: 9\r\n\r\n";
    List<Socket> held = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      held.add(oo.sent(silent));
    }
    long from = System.nanoTime();
    assertThat(oo.get("/tip.html")).contains("<html");
    assertThat(oo.get("/api/recommend/health")).contains("recommend");
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(3));

    held.getLast().setSoTimeout(29_000);
    assertThat(new String(held.getLast().getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .startsWith("HTTP/1.1 408");
    for (Socket socket : held) {
      socket.close();
    }
  }

  /** Also when Java code throws the error, which no flag of the JVM sees. */
  @Test
  @Order(7)
  void aServerThatRanOutOfMemoryIsBackByItself() throws Exception {
    Path failing = oo.tree().resolve(".oo/failing");
    Path checks =
        oo.tree().resolve("functions/common/host/src/main/java/oo/host/health/HealthChecks.java");
    String begin = "public static List<HealthCheck> of(List<Probe> probes) {";
    oo.saved(
        checks,
        Files.readString(checks)
            .replace(
                begin,
                begin
                    + """

                        var failing = java.nio.file.Path.of("%s");
                        if (java.nio.file.Files.exists(failing)) {
                          String how;
                          try {
                            how = java.nio.file.Files.readString(failing);
                            java.nio.file.Files.delete(failing);
                          } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                          }
                          var all = new ArrayList<byte[]>();
                          while (how.equals("heap")) all.add(new byte[1 << 24]);
                          if (how.equals("thrown")) throw new OutOfMemoryError("secret-4711");
                        }
                    """
                        .formatted(failing)),
        "Served after");
    for (String how : List.of("heap", "thrown")) {
      Files.writeString(failing, how);
      oo.endedBy("/api/recommend/health");
      List<String> said = oo.until("The functions are back.", RunningCopy.PATIENCE);
      assertThat(said).anyMatch(line -> line.contains("exit 3"));
      assertThat(oo.get("/api/recommend/health")).contains("recommend");
    }
    assertThat(Files.readAllLines(oo.tree().resolve(".oo/oo.log")))
        .allMatch(line -> line.startsWith("{"))
        .noneMatch(line -> line.contains("secret-4711"))
        .anyMatch(line -> line.contains("\"reason\":\"java.lang.OutOfMemoryError"))
        .anyMatch(line -> line.contains("\"operation\":\"server_ended\",\"exit\":3"))
        .anyMatch(line -> line.contains("\"operation\":\"server_restarted\""));
  }

  @Test
  @Order(8)
  void whatTheSupervisorItselfRunsAsksForARestart() throws Exception {
    for (String file :
        List.of(
            "pom.xml",
            "infra/server/pom.xml",
            "infra/server/src/main/java/oo/server/Main.java", // Its pom has just changed.
            "localstack/dev/src/main/java/oo/dev/supervisor/Watch.java",
            "localstack/stand-ins/src/main/java/oo/standins/StandIns.java")) {
      Path saved = oo.tree().resolve(file);
      assertThat(oo.saved(saved, Files.readString(saved) + "\n", "start it again"))
          .singleElement()
          .asString()
          .contains(file);
    }
  }

  private List<String> modulesWithAWiring() throws Exception {
    var modules = new ArrayList<String>();
    try (var folders = Files.list(oo.tree().resolve("functions"))) {
      folders
          .filter(folder ->
              Files.exists(folder.resolve("src/main/resources/META-INF/services/oo.host.Wiring")))
          .forEach(folder -> modules.add(oo.tree().relativize(folder).toString()));
    }
    assertThat(modules).hasSizeGreaterThan(5);
    return modules;
  }

  private static String lineInClass(String source, String line) {
    return RunningCopy.OPENING.matcher(source).replaceFirst("$0  " + line + "\n");
  }
}
