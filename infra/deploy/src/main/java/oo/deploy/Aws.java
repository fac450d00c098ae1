package oo.deploy;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * The clients of one account and region, or of an emulator.
 *
 * @param endpoint of an emulator
 */
record Aws(Region region, Optional<URI> endpoint) {

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
    return new Aws(
        region, endpoint.isBlank() ? Optional.empty() : Optional.of(URI.create(endpoint)));
  }

  /**
   * The account's number.
   *
   * @throws CannotDeploy without valid credentials
   */
  String account() {
    try (StsClient sts = made(StsClient.builder())) {
      return sts.getCallerIdentity().account();
    } catch (SdkException e) {
      throw new CannotDeploy(
          endpoint
              .map(at ->
                  "Nothing that knows you answers at "
                      + at
                      + ". For LocalStack: docker compose -f localstack/compose.yaml up")
              .orElse(
                  "AWS does not know who you are: sign in (aws sso login, or aws configure), and try again."));
    }
  }

  CloudFormationClient stacks() {
    return made(CloudFormationClient.builder());
  }

  SecretsManagerClient secrets() {
    return made(SecretsManagerClient.builder());
  }

  LambdaClient functions() {
    return made(
        LambdaClient.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().socketTimeout(java.time.Duration.ofMinutes(6))));
  }

  S3Client buckets() {
    return made(S3Client.builder().forcePathStyle(endpoint.isPresent()));
  }

  CloudFrontClient distributions() {
    return made(CloudFrontClient.builder().region(Region.AWS_GLOBAL));
  }

  private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C made(B builder) {
    builder.region(region);
    endpoint.ifPresent(builder::endpointOverride);
    return builder.build();
  }
}
