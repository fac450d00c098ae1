package oo.dev.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import oo.server.settings.EnvFile;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every file of {@code .oo} that a start reads or writes, damaged in every way that we know. */
final class StateFilesTest {
  private static final Path TREE = Path.of("../..");
  private static final List<String> HEALED =
      List.of("stand-ins.env", "oo.log", "env.json", "samconfig.toml", "running", "lock");

  @TempDir Path folder;

  private interface Damage {
    void to(Path file) throws IOException;
  }

  private static Map<String, Damage> damages() {
    var all = new LinkedHashMap<String, Damage>();
    all.put("empty", file -> Files.writeString(file, ""));
    all.put("garbage", file -> Files.writeString(file, "garbage"));
    all.put("bytes", file -> Files.write(file, new byte[] {0, -1, -2, 10, 0, 61, 61, 0}));
    all.put(
        "settings of garbage", file -> Files.writeString(file, "GOOGLE_PORT=x\nTODOIST_PORT=-1"));
    all.put("half", file -> Files.write(file, half(Files.readAllBytes(file))));
    all.put(
        "a folder",
        file -> {
          Files.delete(file);
          Files.writeString(Files.createDirectory(file).resolve("mine"), "mine");
        });
    all.put(
        "a link to nothing",
        file -> {
          Files.delete(file);
          Files.createSymbolicLink(file, file.resolveSibling("nothing"));
        });
    all.put(
        "a link to itself",
        file -> {
          Files.delete(file);
          Files.createSymbolicLink(file, file);
        });
    all.put("unreadable", file -> assertThat(file.toFile().setReadable(false)).isTrue());
    return all;
  }

  private static byte[] half(byte[] whole) {
    return java.util.Arrays.copyOf(whole, whole.length / 2);
  }

  @TestFactory
  Stream<DynamicTest> aDamagedFileIsHealed() {
    return HEALED.stream()
        .flatMap(file ->
            damages().entrySet().stream()
                .map(damage ->
                    DynamicTest.dynamicTest(
                        file + " " + damage.getKey(),
                        () -> {
                          Tree tree = started(file + " " + damage.getKey());
                          String keys = Files.readString(tree.keys());
                          // As a killed start leaves it.
                          Files.writeString(tree.state().resolve("running"), "1\nit is starting.");
                          damage.getValue().to(tree.state().resolve(file));

                          start(tree);

                          assertThat(tree.keys()).hasContent(keys);
                          assertThat(kept(tree)).as("what a person put there").isTrue();
                          assertThat(EnvFile.read(tree.state().resolve("stand-ins.env")))
                              .hasEntrySatisfying(
                                  "GOOGLE_PORT", port -> assertThat(port).matches("\\d+"));
                        })));
  }

  /** Fresh keys would make the data unreadable, so that only a person can decide. */
  @TestFactory
  Stream<DynamicTest> damagedKeysStopTheStartAndStayAsTheyAre() {
    return damages().entrySet().stream()
        .filter(damage -> !damage.getKey().equals("unreadable"))
        .map(damage ->
            DynamicTest.dynamicTest(
                damage.getKey(),
                () -> {
                  Tree tree = withDatabase(started("keys " + damage.getKey()));
                  damage.getValue().to(tree.keys());
                  String before = state(tree.keys());

                  assertThat(failure(tree))
                      .contains(tree.keys().toString())
                      .doesNotContain("Exception")
                      .doesNotContain("\n");

                  assertThat(state(tree.keys())).isEqualTo(before);
                }));
  }

  /** A person's file stays; what is no setting in it is not read. */
  @TestFactory
  Stream<DynamicTest> aDamagedEnvFileIsReadOrStopsTheStartInASentence() {
    return damages().entrySet().stream()
        .map(damage ->
            DynamicTest.dynamicTest(
                damage.getKey(),
                () -> {
                  Tree tree = started("env " + damage.getKey());
                  Files.writeString(tree.configured(), "OO_PORT=8080\n# mine\n");
                  damage.getValue().to(tree.configured());
                  String before = state(tree.configured());
                  try {
                    start(tree);
                  } catch (RuntimeException e) {
                    assertThat(Supervisor.sentence(e))
                        .contains(tree.configured().toString())
                        .doesNotContain("Exception");
                  }
                  assertThat(state(tree.configured())).isEqualTo(before);
                }));
  }

  @Test
  void lostKeysStopTheStartWhereThereIsADatabase() throws Exception {
    Tree tree = started("lost");
    Files.delete(tree.keys());
    start(tree);
    assertThat(tree.keys()).as("nothing was sealed yet").exists();

    Files.delete(withDatabase(tree).keys());
    assertThat(failure(tree)).contains(tree.keys().toString());
    assertThat(tree.keys()).doesNotExist();
  }

  private static Tree withDatabase(Tree tree) throws IOException {
    Files.createDirectories(tree.postgres().resolve("global"));
    Files.createFile(tree.postgres().resolve("global/pg_control"));
    return tree;
  }

  private static String failure(Tree tree) {
    try {
      start(tree);
    } catch (RuntimeException e) {
      return Supervisor.sentence(e);
    }
    throw new AssertionError("It started");
  }

  private static String state(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      return "-> " + Files.readSymbolicLink(file);
    }
    return Files.isRegularFile(file)
        ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
        : "a folder";
  }

  /** Of another start, whose line may be damaged. */
  @Test
  void aSecondStartIsToldInASentence() throws Exception {
    Path note = folder.resolve("note");
    for (String line : List.of("", "\0", "1\n", "1\nopen http://localhost:1")) {
      Files.writeString(note, line);
      assertThat(InstanceLock.said(note))
          .isEqualTo(line.lines().reduce("it is starting.", (x, y) -> y));
    }
    Files.write(note, new byte[] {-1});
    assertThat(InstanceLock.said(note)).isEqualTo("it is starting.");
  }

  private Tree started(String name) throws IOException {
    var tree = new Tree(Files.createDirectory(folder.resolve(name)));
    Files.createDirectories(tree.root().resolve("infra"));
    Files.copy(TREE.resolve("infra/sam-template.yaml"), tree.template());
    start(tree);
    return tree;
  }

  /** What a start does with the files before it starts a process. */
  private static void start(Tree tree) {
    try (InstanceLock lock = InstanceLock.take(tree);
        LogFile log = LogFile.open(tree.log())) {
      lock.says("it is starting.");
      log.event("started", Map.of());
      LocalSettings settings = LocalSettings.of(tree, Map.of());
      Providers.foresee(tree, settings);
      SamEnvironment.write(tree, settings);
      lock.says("open http://localhost:8080");
    }
  }

  private static boolean kept(Tree tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree.state())) {
      List<Path> folders = all.filter(Files::isDirectory).skip(1).toList();
      return folders.stream().allMatch(one -> Files.exists(one.resolve("mine")));
    }
  }
}
