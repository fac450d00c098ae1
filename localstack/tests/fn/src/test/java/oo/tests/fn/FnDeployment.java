package oo.tests.fn;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import oo.tests.journey.Oo;

/** A registry, an Fn server, and {@code infra/fn/create} between them. */
final class FnDeployment implements AutoCloseable {
  final FnRegistry registry;
  final FnGateway gateway;

  /** The environment of {@code create}. */
  final Map<String, String> settings = new HashMap<>();

  private final Path folder;

  /**
   * @param folder for what it writes
   * @param start a container of a module, with a function's configuration
   */
  FnDeployment(Path folder, BiFunction<String, Map<String, String>, FnContainer> start)
      throws IOException {
    this.folder = folder;
    registry = new FnRegistry(FnRegistry.SignIn.NONE, "");
    gateway = new FnGateway(function -> start.apply(module(function.image()), function.config()));
    gateway.installCli(folder);
    push(1);
  }

  /** That of an image. */
  static String module(String image) {
    return image.replaceFirst("@.*", "").replaceFirst(".*/", "");
  }

  /** Publishes all images. */
  void push(int seed) {
    modules().forEach(module -> registry.push(module, "latest", seed));
  }

  static List<String> modules() {
    return List.copyOf(
        new TreeSet<>(
            FnTable.read().rows().stream().map(FnTable.Row::module).collect(Collectors.toSet())));
  }

  /** A JVM on the classes of a module. */
  static FnContainer process(String module, Map<String, String> config) {
    return FnContainer.start(FnClassPath.of(module), config);
  }

  /** What it printed, without the newline at its end. */
  String create() throws Exception {
    Output output =
        tried(List.of(Oo.TREE.resolve("infra/fn/create").toString(), registry.prefix()));
    if (output.status() != 0) {
      throw new AssertionError(output.text());
    }
    return output.text();
  }

  record Output(int status, String text) {}

  Output tried(List<String> command) throws Exception {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(settings);
    builder.environment().put("PATH", folder + File.pathSeparator + System.getenv("PATH"));
    builder.environment().put("HOME", folder.toString());
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    return new Output(process.waitFor(), text);
  }

  @Override
  public void close() {
    gateway.close();
    registry.close();
  }
}
