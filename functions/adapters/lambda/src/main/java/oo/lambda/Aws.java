package oo.lambda;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** What every client of AWS here is made with: the JDK's HTTP, and the function's own role. */
final class Aws {
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private Aws() {}

  static SdkHttpClient http() {
    return UrlConnectionHttpClient.builder()
        .connectionTimeout(CONNECT)
        .socketTimeout(ANSWER)
        .build();
  }

  /** Lambda puts the role's credentials there; nowhere else is looked for others. */
  static AwsCredentialsProvider credentials() {
    return EnvironmentVariableCredentialsProvider.create();
  }

  /** The error's code; its message may name resources and callers. */
  static String reason(SdkException thrown) {
    return thrown instanceof AwsServiceException refused && refused.awsErrorDetails() != null
        ? refused.awsErrorDetails().errorCode()
        : thrown.getClass().getSimpleName();
  }
}
