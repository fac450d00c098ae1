package oo.deploy;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sts.StsClient;

/** AWS, or what answers like it. */
record AwsAccount(Region region, Optional<URI> endpoint) implements Aws {
  // A migration may take five minutes.
  private static final Duration LONGEST_CALL = Duration.ofMinutes(6);

  @Override
  public String account() {
    try (StsClient sts = made(StsClient.builder(), region)) {
      return sts.getCallerIdentity().account();
    } catch (SdkException e) {
      throw new CannotDeploy(
          endpoint
              .map(AwsAccount::nothingAnswers)
              .orElse(
                  "AWS does not know who you are: sign in (aws sso login, or aws configure), and try again."));
    }
  }

  private static String nothingAnswers(URI endpoint) {
    return "No LocalStack answers at "
        + endpoint
        + ". This makes the whole product on a LocalStack, deployed, at http://localhost:8080:\n"
        + "  ./oo build && docker compose -f localstack/compose.yaml up";
  }

  @Override
  public Duration pause() {
    return endpoint.isPresent() ? Duration.ofMillis(500) : Duration.ofSeconds(3);
  }

  @Override
  public CloudFormationClient stacks(Region where) {
    return made(CloudFormationClient.builder(), where);
  }

  @Override
  public SecretsManagerClient secrets() {
    return made(SecretsManagerClient.builder(), region);
  }

  @Override
  public LambdaClient functions() {
    return made(
        LambdaClient.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(LONGEST_CALL)),
        region);
  }

  @Override
  public S3Client buckets() {
    return made(S3Client.builder().forcePathStyle(endpoint.isPresent()), region);
  }

  @Override
  public CloudFrontClient distributions() {
    return made(CloudFrontClient.builder(), Region.AWS_GLOBAL);
  }

  private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C made(
      B builder, Region where) {
    builder.region(where);
    endpoint.ifPresent(builder::endpointOverride);
    return builder.build();
  }
}
