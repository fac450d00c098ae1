package oo.images;

import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./oo publish}, after the launcher has packaged. */
@Command(
    name = "publish",
    description =
        "Makes an image of each module and of the server, and pushes it: with Java and an AOT cache that"
            + " is trained here, or with the base's Java and none.")
public final class PublishCommand implements Callable<Integer> {
  private static final List<String> MODULES =
      List.of(
          "functions/auth",
          "functions/connect-callback",
          "functions/fetch-signals",
          "functions/recommend",
          "functions/complete-tip",
          "functions/maintenance");
  private static final Set<Platform> BOTH =
      Set.of(new Platform("amd64", "linux"), new Platform("arm64", "linux"));
  private static final String ENTRY = "functions/adapters/image";

  private final Path tree;
  private final Map<String, String> environment;
  private final PrintStream out;

  @Spec private @Nullable CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private Destination destination = new Destination();

  private static final class Destination {
    @ArgGroup(exclusive = false)
    private @Nullable RegistryOptions registry;

    @Option(
        names = "--rehearse",
        required = true,
        description = "Writes the images as archives, and pushes none.")
    private boolean rehearse;

    @Option(
        names = "--load",
        required = true,
        paramLabel = "IMAGE",
        description =
            "Loads oo/MODULE into this machine's container engine; its IMAGE is the base.")
    private @Nullable String engineBase;
  }

  private static final class RegistryOptions {
    @Option(
        names = "--base",
        required = true,
        paramLabel = "REGISTRY/IMAGE",
        description = "Has glibc, or with --base-java a Java 25 on its path.")
    private String base = "";

    @Option(
        names = "--to",
        required = true,
        paramLabel = "REGISTRY/PREFIX",
        description = "OO_REGISTRY_USER and OO_REGISTRY_PASSWORD sign in there.")
    private String to = "";

    @Option(names = "--insecure", description = "Speaks HTTP where HTTPS is refused.")
    private boolean insecure;
  }

  @Option(
      names = "--postgres",
      paramLabel = "IMAGE",
      description =
          "Makes oo/backup too; this is its base, which has PostgreSQL's programs: postgres:18.")
  private @Nullable String postgres;

  @Option(
      names = "--server-only",
      description = "Makes the images of one VM: oo/server, and with --postgres oo/backup.")
  private boolean serverOnly;

  @Option(names = "--tag", paramLabel = "TAG", description = "Default: latest.")
  private String tag = "latest";

  @Option(
      names = "--arm64-and-x86-64",
      description = "The images are for both; needs --base-java, and a base that is for both.")
  private boolean both;

  @Option(names = "--base-java", description = "The images use the base's Java.")
  private boolean baseJava;

  public PublishCommand() {
    this(Path.of("").toAbsolutePath(), System.getenv(), System.out);
  }

  /**
   * @param tree that was packaged
   * @param environment where credentials may be
   */
  public PublishCommand(Path tree, Map<String, String> environment, PrintStream out) {
    this.tree = tree;
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws InterruptedException {
    Path kept = tree.resolve(".oo/images");
    try {
      if (both && !baseJava) {
        throw new PublishFailed(
            "Java and AOT cache are for the machine that makes them: --arm64-and-x86-64 needs"
                + " --base-java, or run ./oo publish on a machine of each, with another --tag.");
      }
      var publisher = new Publisher(target(kept), both ? BOTH : Set.of(JavaRuntime.PLATFORM), kept);
      try (CacheTrainer trainer = baseJava ? CacheTrainer.none() : CacheTrainer.in(kept)) {
        for (String module : serverOnly ? List.<String>of() : MODULES) {
          ModuleImage image = ModuleImage.of(tree.resolve(module), tree.resolve(ENTRY));
          out.println(publisher.publish(image, trainer.train(image)));
        }
        ModuleImage server = ModuleImage.server(tree);
        Optional<AotCache> cache = trainer.train(server);
        out.println(publisher.publish(server, cache));
        if (postgres != null) {
          Target onPostgres = publisher.target().on(Target.Registry.reference(postgres));
          out.println(
              new Publisher(onPostgres, publisher.platforms(), kept).publishBackup(server, cache));
        }
      }
      return ExitCode.OK;
    } catch (PublishFailed e) {
      Objects.requireNonNull(spec).commandLine().getErr().println(e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }

  private Target target(Path folder) {
    RegistryOptions registry = destination.registry;
    if (destination.engineBase != null) {
      return new Target.Engine(Target.Registry.reference(destination.engineBase), tag);
    }
    return registry == null
        ? new Target.Archives(folder)
        : new Target.Registry(
            Target.Registry.reference(registry.base),
            registry.to.replaceFirst("/+$", ""),
            tag,
            credential(environment),
            registry.insecure);
  }

  private static Optional<Credential> credential(Map<String, String> environment) {
    String user = environment.getOrDefault("OO_REGISTRY_USER", "");
    String password = environment.getOrDefault("OO_REGISTRY_PASSWORD", "");
    return user.isEmpty() ? Optional.empty() : Optional.of(Credential.from(user, password));
  }
}
