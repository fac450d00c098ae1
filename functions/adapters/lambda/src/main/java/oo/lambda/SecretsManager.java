package oo.lambda;

import oo.host.base.MissingSetting;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.lambda.powertools.parameters.secrets.SecretsProvider;

/** AWS Secrets Manager, through Powertools. */
final class SecretsManager {
  private final SecretsProvider provider;

  SecretsManager(SecretsManagerClient client) {
    this.provider = SecretsProvider.builder().withClient(client).build();
  }

  static SecretsManagerClient ofEnvironment() {
    return SecretsManagerClient.builder()
        .httpClient(Aws.http())
        .credentialsProvider(Aws.credentials())
        .build();
  }

  /**
   * @throws MissingSetting when there is no such secret, or it may not be read
   */
  String secret(String setting, String id) {
    try {
      return provider.get(id);
    } catch (SdkException e) {
      throw new MissingSetting(
          setting, "is to be read from Secrets Manager, and cannot be: " + Aws.reason(e));
    }
  }
}
