package oo.images;

import com.google.cloud.tools.jib.api.Credential;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code ./oo publish --base REGISTRY/IMAGE --to REGISTRY/PREFIX [--tag TAG] [--insecure]
 * [--base-java]}, after the launcher has packaged: an image of each of the five modules and of
 * maintenance, with a Java of its own and an AOT cache trained here, or on the base's Java and
 * without.
 */
public final class PublishCommand {
  private static final List<String> MODULES =
      List.of(
          "functions/auth",
          "functions/connect-callback",
          "functions/fetch-signals",
          "functions/recommend",
          "functions/complete-tip",
          "functions/maintenance");
  private static final String ENTRY = "functions/adapters/image";
  private static final String USAGE =
      "./oo publish --base REGISTRY/IMAGE --to REGISTRY/PREFIX [--tag TAG] [--insecure] [--base-java]:"
          + " the base has glibc, or with --base-java a Java 25 on its path;"
          + " or ./oo publish --rehearse [--base-java]";

  private PublishCommand() {}

  /** With the tree's folder, and then what was asked for. */
  public static void main(String[] arguments) throws InterruptedException {
    Path tree = Path.of(arguments[0]);
    List<String> asked = List.of(arguments).subList(1, arguments.length);
    System.exit(run(tree, asked, System.getenv(), System.out, System.err));
  }

  static int run(
      Path tree,
      List<String> arguments,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err)
      throws InterruptedException {
    if (arguments.contains("--rehearse")) {
      var rest = new ArrayList<>(arguments);
      rest.remove("--rehearse");
      return rehearse(tree, rest, out, err);
    }
    Path kept = tree.resolve(".oo/images");
    try {
      Asked asked = Asked.parse(arguments);
      try (Publisher publisher = publisher(asked, environment, kept);
          CacheTrainer trainer = asked.baseJava() ? CacheTrainer.none() : CacheTrainer.in(kept)) {
        for (String module : MODULES) {
          ModuleImage image = ModuleImage.of(tree.resolve(module), tree.resolve(ENTRY));
          out.println(publisher.publish(image, trainer.train(image)));
        }
      }
      return 0;
    } catch (Publisher.Refused e) {
      err.println(e.getMessage());
      return 1;
    }
  }

  /** The whole way, to a registry that lives as long, on a base without a file. */
  private static int rehearse(Path tree, List<String> more, PrintStream out, PrintStream err)
      throws InterruptedException {
    try (var registry = new LoopbackRegistry()) {
      registry.base("base", "25");
      var arguments = new ArrayList<>(more);
      arguments.addAll(
          List.of("--base", registry.name() + "/base:25", "--to", registry.name() + "/oo"));
      int end =
          run(
              tree,
              arguments,
              Map.of(
                  "OO_REGISTRY_USER", LoopbackRegistry.USER,
                  "OO_REGISTRY_PASSWORD", LoopbackRegistry.PASSWORD),
              out,
              err);
      out.println("A rehearsal: these images went to a registry on loopback that is gone now.");
      return end;
    }
  }

  private static Publisher publisher(Asked asked, Map<String, String> environment, Path cache) {
    return new Publisher(
        asked.base(), asked.to(), asked.tag(), credential(environment), asked.insecure(), cache);
  }

  private record Asked(String base, String to, String tag, boolean insecure, boolean baseJava) {
    static Asked parse(List<String> arguments) {
      String base = "";
      String to = "";
      String tag = "latest";
      boolean insecure = false;
      boolean baseJava = false;
      Iterator<String> rest = arguments.iterator();
      while (rest.hasNext()) {
        switch (rest.next()) {
          case "--insecure" -> insecure = true;
          case "--base-java" -> baseJava = true;
          case "--base" -> base = value(rest);
          case "--to" -> to = value(rest).replaceFirst("/+$", "");
          case "--tag" -> tag = value(rest);
          default -> throw new Publisher.Refused(USAGE);
        }
      }
      if (base.isBlank() || to.isBlank()) {
        throw new Publisher.Refused(USAGE);
      }
      return new Asked(base, to, tag, insecure, baseJava);
    }

    private static String value(Iterator<String> rest) {
      if (!rest.hasNext()) {
        throw new Publisher.Refused(USAGE);
      }
      return rest.next();
    }
  }

  private static Optional<Credential> credential(Map<String, String> environment) {
    String user = environment.getOrDefault("OO_REGISTRY_USER", "");
    String password = environment.getOrDefault("OO_REGISTRY_PASSWORD", "");
    return user.isEmpty() ? Optional.empty() : Optional.of(Credential.from(user, password));
  }
}
