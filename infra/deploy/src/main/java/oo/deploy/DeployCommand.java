package oo.deploy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
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

  @Option(names = "--web-acl", paramLabel = "ARN", description = "In front of the pages.")
  private @Nullable String webAcl;

  @Option(names = "--alarm-topic", paramLabel = "ARN", description = "Receives the alarms.")
  private @Nullable String alarmTopic;

  @Option(names = "--localstack", description = "To LocalStack on this machine.")
  private boolean local;

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> environment = System.getenv();
    new Deployment(
            Path.of("").toAbsolutePath(),
            options(environment),
            environment,
            Aws.of(environment),
            System.out)
        .run();
    return 0;
  }

  DeployOptions options(Map<String, String> environment) {
    var parameters = new HashMap<String, @Nullable String>();
    parameters.put("Domain", domain);
    parameters.put("CertificateArn", certificate);
    parameters.put("DatabaseSecret", databaseSecret);
    parameters.put("WebAclArn", webAcl);
    parameters.put("AlarmTopic", alarmTopic);
    return DeployOptions.of(stack, local, parameters, environment);
  }
}
