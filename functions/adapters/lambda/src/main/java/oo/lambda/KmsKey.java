package oo.lambda;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import oo.host.base.MissingSetting;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * What a customer's key in KMS wrapped: {@code aws kms encrypt --key-id KEY --plaintext
 * fileb://FILE --encryption-context oo=settings}. The key never leaves KMS; what it wraps is at
 * most 4 KB and is kept in memory for the life of the environment, so KMS is asked once a cold
 * start.
 */
final class KmsKey {
  private static final Map<String, String> CONTEXT = Map.of("oo", "settings");

  private final KmsClient kms;

  KmsKey(KmsClient kms) {
    this.kms = kms;
  }

  static KmsClient ofEnvironment() {
    return KmsClient.builder()
        .httpClient(Aws.http())
        .credentialsProvider(Aws.credentials())
        .build();
  }

  /**
   * @throws MissingSetting when KMS refuses, or it is not what KMS wrapped
   */
  String unwrap(String setting, String base64) {
    try {
      SdkBytes wrapped = SdkBytes.fromByteArray(Base64.getDecoder().decode(base64));
      return kms.decrypt(request -> request.ciphertextBlob(wrapped).encryptionContext(CONTEXT))
          .plaintext()
          .asString(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new MissingSetting(setting, "is to be unwrapped by KMS, and is not base64.");
    } catch (SdkException e) {
      throw new MissingSetting(
          setting, "is to be unwrapped by KMS, which refuses: " + Aws.reason(e));
    }
  }
}
