package oo.deploy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;

/**
 * The Lambda layer of what sends spans and errors. A stack without a setting that sends some has
 * none. A version of it is never deleted here, as a published function may name it.
 */
final class TelemetryLayer {
  static final String PARAMETER = "TelemetryLayer";

  /** The parameters that need it. */
  private static final List<String> SENDERS = List.of("OtlpEndpoint", "SentryDsn");

  private TelemetryLayer() {}

  static boolean isNeeded(Map<String, String> parameters) {
    return SENDERS.stream().anyMatch(name -> !parameters.getOrDefault(name, "").isBlank());
  }

  /** The ARN of a version with these bytes; uploads them unless the newest version has them. */
  static String version(LambdaClient lambda, String name, byte[] zip) {
    String hash = hash(zip);
    return lambda.listLayerVersions(of -> of.layerName(name).maxItems(1)).layerVersions().stream()
        .filter(newest -> hash.equals(newest.description()))
        .map(newest -> newest.layerVersionArn())
        .findFirst()
        .orElseGet(() ->
            lambda
                .publishLayerVersion(of ->
                    of.layerName(name)
                        .description(hash)
                        .content(content -> content.zipFile(SdkBytes.fromByteArrayUnsafe(zip))))
                .layerVersionArn());
  }

  private static String hash(byte[] zip) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(zip));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
