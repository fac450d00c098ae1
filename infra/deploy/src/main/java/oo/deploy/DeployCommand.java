package oo.deploy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./oo deploy}, after the launcher has packaged. */
@Command(
    name = "deploy",
    description = "Deploys functions, database and pages to AWS, or deploys them again.",
    footer = DeployOptions.USAGE)
final class DeployCommand implements Callable<Integer> {
  @Option(names = "--stack", paramLabel = "NAME", description = "Default: oo.")
  private String stack = "oo";

  @Option(names = "--domain", description = "Where the pages are.")
  private @Nullable String domain;

  @Option(names = "--certificate", paramLabel = "ARN", description = "Of the domain, in us-east-1.")
  private @Nullable String certificate;

  @Option(
      names = "--database-secret",
      paramLabel = "ARN",
      description = "A secret with url, username and password.")
  private @Nullable String databaseSecret;

  @Option(
      names = "--web-acl",
      paramLabel = "ARN",
      description = "One of yours in front of all, instead of oO's.")
  private @Nullable String webAcl;

  @Option(
      names = "--waf",
      negatable = true,
      description =
          "Makes a web ACL in front of all, as the first deployment does; --no-waf: none.")
  private @Nullable Boolean waf;

  @Option(
      names = "--no-canary",
      description = "Switches to new functions at once, without a canary of five minutes.")
  private boolean atOnce;

  @Option(
      names = "--parameter",
      paramLabel = "NAME=VALUE",
      description = "Any other parameter of infra/sam-template.yaml, such as Reservations=full.")
  private Map<String, String> others = new HashMap<>();

  @Option(names = "--alarm-topic", paramLabel = "ARN", description = "Receives the alarms.")
  private @Nullable String alarmTopic;

  @Option(names = "--localstack", description = "To LocalStack on this machine.")
  private boolean local;

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> environment = System.getenv();
    DeployOptions asked = options(environment);
    Aws aws = Aws.of(environment);
    Path tree = Path.of("").toAbsolutePath();
    try (var steps = new Steps(System.out, Path.of(".oo", "deploy.log"))) {
      System.out.println("Deploying " + stack + " to " + aws.region().id() + ".");
      new Deployment(
              tree, asked, environment, aws, new SamCli(tree, aws, steps.log()), steps, System.out)
          .run();
    }
    return 0;
  }

  DeployOptions options(Map<String, String> environment) {
    var parameters = new HashMap<String, @Nullable String>();
    parameters.put("Domain", domain);
    parameters.put("CertificateArn", certificate);
    parameters.put("DatabaseSecret", databaseSecret);
    parameters.put("WebAclArn", webAcl);
    parameters.put("AlarmTopic", alarmTopic);
    parameters.putAll(others);
    return DeployOptions.of(
        stack, local, Optional.ofNullable(waf), !atOnce, parameters, environment);
  }
}
