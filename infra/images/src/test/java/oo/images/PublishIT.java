package oo.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Images on the base's Java of a tree that was packaged, in a registry that asks who pushes. */
final class PublishIT {
  private static final Pattern DIGESTS = Pattern.compile("\"digest\":\"(sha256:[0-9a-f]+)\"");
  private static final List<String> MODULES =
      List.of(
          "auth", "connect-callback", "fetch-signals", "recommend", "complete-tip", "maintenance");
  private static final Map<String, String> KNOWN =
      Map.of(
          "OO_REGISTRY_USER", LoopbackRegistry.USER,
          "OO_REGISTRY_PASSWORD", LoopbackRegistry.PASSWORD);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path tree;
  private LoopbackRegistry registry;

  @BeforeEach
  void start() throws IOException {
    registry = new LoopbackRegistry();
    registry.base("bases/java", "25");
    for (String module : MODULES) {
      packaged("functions/" + module, "guava-9.jar", "host-1.jar");
    }
    packaged("functions/adapters/image", "guava-9.jar", "host-1.jar");
    packaged("infra/server", "guava-9.jar", "host-1.jar");
    Files.writeString(tree.resolve("infra/sam-template.yaml"), "Resources: {}");
    Path scripts = Files.createDirectories(tree.resolve("static-site/js"));
    Files.writeString(scripts.resolve("tip.js"), "// a page's");
    Path natives = tree.resolve("functions/common/host/target/native/arm64");
    Files.writeString(Files.createDirectories(natives).resolve("libsome.so"), "native code");
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  /** What mvn package leaves. */
  private void packaged(String module, String library, String own) throws IOException {
    Path target = Files.createDirectories(tree.resolve(module).resolve("target"));
    String name = Path.of(module).getFileName().toString();
    Files.writeString(target.resolve(name + "-1.jar"), "the jar of " + name);
    Path libraries = Files.createDirectories(tree.resolve("libraries"));
    Path ours = Files.createDirectories(tree.resolve("functions/common/host/target"));
    Files.writeString(libraries.resolve(library), "a library");
    Files.writeString(ours.resolve(own), "the host");
    Files.writeString(
        target.resolve("classpath"),
        libraries.resolve(library) + java.io.File.pathSeparator + ours.resolve(own));
  }

  @Test
  void everyModuleIsPushedOnTheBaseThatWasNamed() throws Exception {
    assertThat(publish(KNOWN)).as(err.toString(UTF_8)).isZero();

    List<String> said = out.toString(UTF_8).lines().toList();
    assertThat(said).hasSize(7);
    for (int i = 0; i < MODULES.size(); i++) {
      String name = "oo/" + Path.of(MODULES.get(i)).getFileName();
      LoopbackRegistry.Manifest manifest = registry.manifests.get(name + ":v7");
      assertThat(manifest).as(name).isNotNull();
      assertThat(said.get(i))
          .isEqualTo(
              registry.name() + "/" + name + "@" + LoopbackRegistry.digest(manifest.bytes()));
      inspect(manifest, Path.of(MODULES.get(i)).getFileName().toString());
    }
  }

  @Test
  void theServerHasItsPagesAndTheOperatorsCommands() throws Exception {
    registry.base("bases/postgres", "18");

    assertThat(publish(KNOWN, "--postgres", registry.name() + "/bases/postgres:18"))
        .as(err.toString(UTF_8))
        .isZero();

    List<String> server = digests(registry.manifests.get("oo/server:v7"));
    List<String> backup = digests(registry.manifests.get("oo/backup:v7"));
    assertThat(new String(registry.blobs.get(server.getFirst()), UTF_8))
        .contains("MaxRAMPercentage=50", "\"oo.server.Main\",\"/oo\",\"/var/oo/data\"]")
        .contains("\"User\":\"65532:65532\"");
    assertThat(new String(registry.blobs.get(backup.getFirst()), UTF_8))
        .contains("\"Entrypoint\":[],\"Cmd\":[\"oo\",\"backup\",\"--nightly\"]")
        .contains("\"User\":\"65532:65532\"");
    assertThat(files(server.get(2)))
        .containsExactlyInAnyOrder("oo/lib/guava-9.jar", "oo/lib/native/arm64/libsome.so");
    assertThat(files(server.get(3)))
        .containsExactlyInAnyOrder("oo/lib/host-1.jar", "oo/lib/server-1.jar");
    assertThat(files(server.get(4)))
        .containsExactlyInAnyOrder(
            "oo/infra/sam-template.yaml",
            "oo/static-site/js/tip.js",
            "oo/bin/oo",
            "usr/local/bin/oo");
    assertThat(backup.subList(2, 5)).as("the same layers").isEqualTo(server.subList(2, 5));
    for (String folder : List.of("data", "keys", "backups")) {
      assertThat(entry(server.get(4), "var/oo/" + folder + "/"))
          .extracting(TarArchiveEntry::getLongUserId, TarArchiveEntry::getMode)
          .as(folder)
          .containsExactly(65532L, 040700);
    }
    assertThat(entry(server.get(4), "oo/bin/oo").getMode() & 0777).isEqualTo(0755);
  }

  private TarArchiveEntry entry(String layer, String name) throws IOException {
    byte[] tar = LoopbackRegistry.gunzipped(registry.blobs.get(layer));
    try (var entries = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
      for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        if (entry.getName().equals(name)) {
          return entry;
        }
      }
    }
    throw new AssertionError("no " + name);
  }

  private void inspect(LoopbackRegistry.Manifest manifest, String module) throws IOException {
    List<String> digests = digests(manifest);
    assertThat(digests).as("config, the base's layer, libraries, ours").hasSize(4);
    String config = new String(registry.blobs.get(digests.getFirst()), UTF_8);
    assertThat(config)
        .contains(
            "\"Entrypoint\":[\"java\",\"-XX:+UseSerialGC\",\"-XX:+ExitOnOutOfMemoryError\","
                + "\"-XX:+DisplayVMOutputToStderr\",\"-XX:MaxRAMPercentage=65\",\"-XX:TieredStopAtLevel=1\","
                + "\"--enable-native-access=ALL-UNNAMED\",\"-cp\",\"/oo/lib/*\",\"oo.image.Entry\"]")
        .contains("\"User\":\"65532:65532\"")
        .contains("PATH=/opt/java/bin")
        .contains("\"created\":\"1970-01-01T00:00:00Z\"");
    assertThat(files(digests.get(2)))
        .containsExactlyInAnyOrder("oo/lib/guava-9.jar", "oo/lib/native/arm64/libsome.so");
    assertThat(files(digests.get(3)))
        .containsExactlyInAnyOrder(
            "oo/lib/image-1.jar", "oo/lib/host-1.jar", "oo/lib/" + module + "-1.jar");
  }

  private static List<String> digests(LoopbackRegistry.Manifest manifest) {
    return DIGESTS
        .matcher(new String(manifest.bytes(), UTF_8))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private List<String> files(String layer) throws IOException {
    var names = new ArrayList<String>();
    byte[] tar = LoopbackRegistry.gunzipped(registry.blobs.get(layer));
    try (var entries = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
      for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        if (entry.isFile()) {
          names.add(entry.getName());
        }
      }
    }
    return names;
  }

  @Test
  void theSameJarsAreTheSameImage() throws Exception {
    assertThat(publish(KNOWN)).isZero();
    String first = out.toString(UTF_8);
    out.reset();
    try (Stream<Path> cached = Files.walk(tree.resolve(".oo"))) {
      for (Path file : cached.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }

    assertThat(publish(KNOWN)).isZero();
    assertThat(out.toString(UTF_8)).isEqualTo(first);
  }

  @Test
  void anImageForBothMachineTypesIsTheSameJarsOnEachBase() throws Exception {
    registry.baseForBoth("bases/java", "25");

    assertThat(publish(KNOWN, "--arm64-and-x86-64")).as(err.toString(UTF_8)).isZero();

    LoopbackRegistry.Manifest list = registry.manifests.get("oo/recommend:v7");
    assertThat(out.toString(UTF_8))
        .contains("oo/recommend@" + LoopbackRegistry.digest(list.bytes()));
    assertThat(new String(list.bytes(), UTF_8))
        .contains("\"architecture\":\"amd64\"", "\"architecture\":\"arm64\"");
    List<String> images = digests(list);
    assertThat(images).hasSize(2);
    for (String image : images) {
      inspect(registry.manifests.get("oo/recommend:" + image), "recommend");
    }
  }

  @Test
  void javaOfThisMachineIsNotPublishedForAnother() throws Exception {
    assertThat(
            run(
                List.of("--base", "a/b", "--to", registry.name() + "/oo", "--arm64-and-x86-64"),
                KNOWN))
        .isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("--base-java", "--tag");
  }

  @Test
  void whoIsNotKnownPushesNothingAndIsToldSo() throws Exception {
    int blobs = registry.blobs.size();

    assertThat(
            publish(Map.of("OO_REGISTRY_USER", "robin", "OO_REGISTRY_PASSWORD", "a wrong secret")))
        .isEqualTo(1);

    assertThat(err.toString(UTF_8))
        .contains("auth", "401")
        .doesNotContain("a wrong secret", "\tat ");
    assertThat(registry.blobs).hasSize(blobs);
  }

  @Test
  void aCommandThatIsHalfIsAnsweredWithTheWhole() throws Exception {
    for (List<String> arguments :
        List.of(
            List.<String>of(),
            List.of("--base", "a/b"),
            List.of("--to", "a/b"),
            List.of("--base"),
            List.of("--bas", "a/b", "--to", "c/d"),
            List.of("--base", "A b", "--to", "c/d"))) {
      err.reset();
      assertThat(run(arguments, KNOWN)).as("%s", arguments).isIn(1, 2);
      assertThat(err.toString(UTF_8)).containsAnyOf("REGISTRY/", "'--bas'");
    }
  }

  @Test
  void twoDifferentJarsOfOneNameAreNotMixed() throws Exception {
    Path other = Files.createDirectories(tree.resolve("elsewhere"));
    Files.writeString(other.resolve("guava-9.jar"), "another library");
    Files.writeString(
        tree.resolve("functions/auth/target/classpath"), other.resolve("guava-9.jar").toString());

    assertThat(publish(KNOWN)).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("guava-9.jar");
  }

  private int publish(Map<String, String> environment, String... more) throws InterruptedException {
    var arguments =
        new ArrayList<>(
            List.of(
                "--base",
                registry.name() + "/bases/java:25",
                "--to",
                registry.name() + "/oo",
                "--tag",
                "v7",
                "--base-java"));
    arguments.addAll(List.of(more));
    return run(arguments, environment);
  }

  private int run(List<String> arguments, Map<String, String> environment)
      throws InterruptedException {
    var command =
        new CommandLine(new PublishCommand(tree, environment, new PrintStream(out, true, UTF_8)));
    command.setErr(new PrintWriter(new PrintStream(err, true, UTF_8), true));
    return command.execute(arguments.toArray(String[]::new));
  }
}
