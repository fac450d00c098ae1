package oo.images;

import com.google.cloud.tools.jib.api.Credential;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code ./oo publish}, after the launcher has packaged: an image of each of the five modules and
 * of maintenance, with its Java and an AOT cache trained here, or without both.
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

  /** With the tree's folder, and then the options. */
  public static void main(String[] arguments) throws InterruptedException {
    Path tree = Path.of(arguments[0]);
    List<String> options = List.of(arguments).subList(1, arguments.length);
    System.exit(run(tree, options, System.getenv(), System.out, System.err));
  }

  static int run(
      Path tree,
      List<String> arguments,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err)
      throws InterruptedException {
    Path kept = tree.resolve(".oo/images");
    try {
      Options options = Options.parse(arguments);
      var publisher = new Publisher(options.target(kept, credential(environment)), kept);
      try (CacheTrainer trainer =
          options.baseJava() ? CacheTrainer.none() : CacheTrainer.in(kept)) {
        for (String module : MODULES) {
          ModuleImage image = ModuleImage.of(tree.resolve(module), tree.resolve(ENTRY));
          out.println(publisher.publish(image, trainer.train(image)));
        }
      }
      return 0;
    } catch (PublishFailed e) {
      err.println(e.getMessage());
      return 1;
    }
  }

  private record Options(
      boolean rehearse, String base, String to, String tag, boolean insecure, boolean baseJava) {
    static Options parse(List<String> arguments) {
      boolean rehearse = false;
      String base = "";
      String to = "";
      String tag = "latest";
      boolean insecure = false;
      boolean baseJava = false;
      Iterator<String> rest = arguments.iterator();
      while (rest.hasNext()) {
        switch (rest.next()) {
          case "--rehearse" -> rehearse = true;
          case "--insecure" -> insecure = true;
          case "--base-java" -> baseJava = true;
          case "--base" -> base = value(rest);
          case "--to" -> to = value(rest).replaceFirst("/+$", "");
          case "--tag" -> tag = value(rest);
          default -> throw new PublishFailed(USAGE);
        }
      }
      if (!rehearse && (base.isBlank() || to.isBlank())) {
        throw new PublishFailed(USAGE);
      }
      return new Options(rehearse, base, to, tag, insecure, baseJava);
    }

    Target target(Path folder, Optional<Credential> credential) {
      return rehearse
          ? new Target.Archives(folder)
          : new Target.Registry(Target.Registry.reference(base), to, tag, credential, insecure);
    }

    private static String value(Iterator<String> rest) {
      if (!rest.hasNext()) {
        throw new PublishFailed(USAGE);
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
