package oo.deploy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The clients of one account and region, or of an emulator. The caller must close each client. */
interface Aws {

  /**
   * As AWS's own variables and files say.
   *
   * @throws CannotDeploy when they say no region
   */
  static Aws of(Map<String, String> environment) {
    Region region;
    try {
      region = DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkException e) {
      throw new CannotDeploy("No region is configured: set AWS_REGION, such as eu-central-1.");
    }
    String endpoint = environment.getOrDefault("AWS_ENDPOINT_URL", "");
    return new AwsAccount(
        region, endpoint.isBlank() ? Optional.empty() : Optional.of(URI.create(endpoint)));
  }

  Region region();

  /** Of an emulator. */
  Optional<URI> endpoint();

  /**
   * The account's number.
   *
   * @throws CannotDeploy without valid credentials
   */
  String account();

  /** Between two looks at something that changes. */
  Duration pause();

  CloudFormationClient stacks(Region region);

  SecretsManagerClient secrets();

  LambdaClient functions();

  S3Client buckets();

  CloudFrontClient distributions();
}
