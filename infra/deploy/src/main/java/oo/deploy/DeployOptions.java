package oo.deploy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The command's options.
 *
 * @param stack the name of the CloudFormation stack
 * @param local whether it goes to LocalStack on this machine
 * @param waf whether oO makes a web ACL; absent: at the first deployment, else as it was
 * @param canary whether a new version first gets a part of the calls, on AWS
 * @param parameters of the template, by their names there; none of them is a secret
 */
record DeployOptions(
    String stack,
    boolean local,
    Optional<Boolean> waf,
    boolean canary,
    Map<String, String> parameters) {
  static final String USAGE =
      """
      The first deployment to a domain needs its certificate, and the database: by the ARN of a secret with url, username
      and password, or as DATABASE_URL, DATABASE_USER and DATABASE_PASSWORD in the environment. It also takes
      GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, TODOIST_CLIENT_ID and TODOIST_CLIENT_SECRET from there. What is not said
      again stays as it was. AWS's own variables choose account and region. docs/aws.md tells more.\
      """;

  /** Variables, and the parameters that they are. */
  private static final Map<String, String> VARIABLES =
      Map.ofEntries(
          Map.entry("SITE_ORIGIN", "SiteOrigin"),
          Map.entry("GOOGLE_CLIENT_ID", "GoogleClientId"),
          Map.entry("GOOGLE_ISSUER", "GoogleIssuer"),
          Map.entry("GOOGLE_HOSTS", "GoogleHosts"),
          Map.entry("GOOGLE_BACK_CHANNEL", "GoogleBackChannel"),
          Map.entry("TODOIST_CLIENT_ID", "TodoistClientId"),
          Map.entry("TODOIST_BASE", "TodoistBase"),
          Map.entry("TODOIST_BACK_CHANNEL", "TodoistBackChannel"),
          Map.entry("OBJECTS_ENDPOINT", "ObjectsEndpoint"),
          Map.entry("POLICY", "Policy"),
          Map.entry("LIMITS", "Limits"),
          Map.entry("SENTRY_DSN", "SentryDsn"),
          Map.entry("SENTRY_RELEASE", "SentryRelease"),
          Map.entry("OTEL_EXPORTER_OTLP_ENDPOINT", "OtlpEndpoint"),
          Map.entry("OTEL_TRACES_SAMPLER", "TracesSampler"),
          Map.entry("OTEL_TRACES_SAMPLER_ARG", "TracesSamplerArg"),
          Map.entry("TRUSTED_PROXIES", "TrustedProxies"));

  /**
   * @param options parameters by their names, with null for what was not said
   * @throws CannotDeploy when a value cannot be right
   */
  static DeployOptions of(
      String stack,
      boolean local,
      Optional<Boolean> waf,
      boolean canary,
      Map<String, @Nullable String> options,
      Map<String, String> environment) {
    var parameters = new LinkedHashMap<String, String>();
    VARIABLES.forEach((variable, parameter) -> {
      String value = environment.getOrDefault(variable, "");
      if (!value.isBlank()) {
        parameters.put(parameter, value);
      }
    });
    options.forEach((parameter, value) -> {
      if (value != null) {
        parameters.put(parameter, value);
      }
    });
    if (local) {
      // Functions reach LocalStack by an address of Docker, which is of no use to a browser.
      parameters.putIfAbsent(
          "ObjectsEndpoint", environment.getOrDefault("AWS_ENDPOINT_URL", "http://localhost:4566"));
    }
    if (!stack.matches("[A-Za-z][A-Za-z0-9-]{0,99}")) {
      throw new CannotDeploy(
          "A stack's name has letters, digits and hyphens, and begins with a letter.");
    }
    for (String global : List.of("CertificateArn", "WebAclArn")) {
      String arn = parameters.getOrDefault(global, "");
      if (!arn.isEmpty() && !arn.matches("arn:[a-z-]+:[a-z0-9]+:us-east-1:.*")) {
        throw new CannotDeploy(
            "CloudFront takes certificates and web ACLs of us-east-1 only, not " + arn + ".");
      }
    }
    return new DeployOptions(stack, local, waf, canary, Map.copyOf(parameters));
  }

  boolean has(String parameter) {
    return !parameters.getOrDefault(parameter, "").isBlank();
  }
}
