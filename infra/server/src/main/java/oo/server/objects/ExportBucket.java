package oo.server.objects;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import oo.contract.HealthCheck;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.host.health.Probe;
import oo.host.objects.ObjectStore;
import oo.lambda.S3Objects;
import org.jspecify.annotations.Nullable;

/**
 * Exports in a bucket of any server that speaks S3, instead of a folder. A link leads to that
 * server. The bucket's lifecycle should remove objects after a day: oO deletes what the next export
 * replaces, and all of an account that is deleted.
 */
public final class ExportBucket implements Probe {
  /** What versitygw says where S3 says InvalidAccessKeyId. */
  private static final String UNKNOWN_KEY = "XAdminUserNotFound";

  private static final String NAME = "export bucket";

  /** For so long an answer is shown again, as anybody may ask. */
  private static final Duration SHOWN = Duration.ofSeconds(30);

  private final S3Objects objects;
  private @Nullable HealthCheck last;
  private long lastAt;

  private ExportBucket(S3Objects objects) {
    this.objects = objects;
  }

  /** By {@code EXPORT_S3_*}; empty without {@code EXPORT_S3_ENDPOINT}. */
  public static Optional<ExportBucket> from(Settings settings) {
    return settings
        .optional("EXPORT_S3_ENDPOINT")
        .map(endpoint ->
            new ExportBucket(
                S3Objects.at(
                    address("EXPORT_S3_ENDPOINT", endpoint),
                    address(
                        "EXPORT_S3_LINKS", settings.optional("EXPORT_S3_LINKS").orElse(endpoint)),
                    settings.optional("EXPORT_S3_REGION").orElse("us-east-1"),
                    settings.required("EXPORT_S3_BUCKET", "The bucket that exports are put into."),
                    !settings.optional("EXPORT_S3_PATH_STYLE").orElse("true").equals("false"),
                    settings.required(
                        "EXPORT_S3_ACCESS_KEY", "A key that may put and delete there."),
                    settings.required("EXPORT_S3_SECRET_KEY", "The secret of that key."))));
  }

  private static URI address(String name, String value) {
    try {
      URI address = URI.create(value);
      if (address.getHost() != null && String.valueOf(address.getScheme()).matches("https?")) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // As below.
    }
    throw new MissingSetting(name, "must be an address such as https://s3.example.com:9000");
  }

  public ObjectStore objects() {
    return objects;
  }

  @Override
  public synchronized HealthCheck check() {
    if (last == null || System.nanoTime() - lastAt > SHOWN.toNanos()) {
      last =
          objects
              .refusal()
              .map(ExportBucket::red)
              .orElse(HealthCheck.green(NAME, "It takes files."));
      lastAt = System.nanoTime();
    }
    return last;
  }

  private static HealthCheck red(String why) {
    return switch (why) {
      case "InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied", UNKNOWN_KEY ->
          HealthCheck.red(
              NAME,
              "It refuses our key.",
              "Set EXPORT_S3_ACCESS_KEY and EXPORT_S3_SECRET_KEY to a key that may put, get and delete there.");
      case "NoSuchBucket" ->
          HealthCheck.red(
              NAME, "It is not there.", "Create the bucket, or correct EXPORT_S3_BUCKET.");
      case "RequestTimeTooSkewed" ->
          HealthCheck.red(
              NAME,
              "Its clock and ours differ by minutes.",
              "Let both machines take their time from NTP.");
      case "AuthorizationHeaderMalformed", "PermanentRedirect", "InvalidRegion" ->
          HealthCheck.red(NAME, "It is in another region.", "Correct EXPORT_S3_REGION.");
      case "SdkClientException", "ApiCallTimeoutException" ->
          HealthCheck.red(
              NAME, "It does not answer.", "Start the S3 server, and check EXPORT_S3_ENDPOINT.");
      default ->
          HealthCheck.red(
              NAME, "It fails: " + why + ".", "The log of the S3 server has the reason.");
    };
  }
}
