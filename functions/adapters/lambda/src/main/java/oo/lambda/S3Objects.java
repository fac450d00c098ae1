package oo.lambda;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import oo.host.objects.ObjectStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * A private bucket of S3, AWS's or another server's. A link is presigned: it needs no cookie,
 * downloads, and dies with its time or with the credentials that signed it, whichever is first;
 * Lambda's live for hours. The object itself is removed by the bucket's lifecycle.
 */
public final class S3Objects implements ObjectStore {
  /** Shorter than the health page waits. */
  private static final Duration TRIAL = Duration.ofSeconds(4);

  private final S3Client s3;
  private final S3Presigner presigner;
  private final String bucket;

  S3Objects(S3Client s3, S3Presigner presigner, String bucket) {
    this.s3 = s3;
    this.presigner = presigner;
    this.bucket = bucket;
  }

  /**
   * @param reachedAt where browsers reach S3, when that is not where this function does
   */
  static S3Objects ofEnvironment(String bucket, Optional<URI> reachedAt) {
    // By path: an endpoint that is not AWS's has no name for each bucket.
    boolean byPath = System.getenv("AWS_ENDPOINT_URL") != null || reachedAt.isPresent();
    var presigner = presigner(Aws.credentials(), byPath);
    reachedAt.ifPresent(presigner::endpointOverride);
    return new S3Objects(client(Aws.credentials(), byPath).build(), presigner.build(), bucket);
  }

  /**
   * A bucket of a server that need not be AWS's.
   *
   * @param endpoint where this process reaches it
   * @param reachedAt where browsers do
   * @param byPath the bucket is the first part of the path, not of the host's name
   */
  public static S3Objects at(
      URI endpoint,
      URI reachedAt,
      String region,
      String bucket,
      boolean byPath,
      String accessKey,
      String secretKey) {
    var keys = StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey));
    return new S3Objects(
        client(keys, byPath)
            .endpointOverride(endpoint)
            .region(Region.of(region))
            // Not every server reads the checksums that AWS's client adds by itself.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .build(),
        presigner(keys, byPath).endpointOverride(reachedAt).region(Region.of(region)).build(),
        bucket);
  }

  private static S3ClientBuilder client(AwsCredentialsProvider keys, boolean byPath) {
    return S3Client.builder()
        .httpClient(Aws.http())
        .credentialsProvider(keys)
        .forcePathStyle(byPath);
  }

  private static S3Presigner.Builder presigner(AwsCredentialsProvider keys, boolean byPath) {
    return S3Presigner.builder()
        .credentialsProvider(keys)
        .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(byPath).build());
  }

  /**
   * Stores an empty object. Returns S3's code, or a class, of why it could not; empty when it
   * could.
   */
  public Optional<String> refusal() {
    try {
      s3.putObject(
          put ->
              put.bucket(bucket)
                  .key("oo-health")
                  .overrideConfiguration(call -> call.apiCallTimeout(TRIAL)),
          RequestBody.empty());
      return Optional.empty();
    } catch (SdkException e) {
      return Optional.of(Aws.reason(e));
    }
  }

  @Override
  public URI put(String key, String contentType, Content content, Duration life) {
    ObjectStore.requireKey(key);
    String attachment = "attachment; filename=\"" + key.substring(key.lastIndexOf('/') + 1) + "\"";
    try {
      s3.putObject(
          put ->
              put.bucket(bucket)
                  .key(key)
                  .contentType(contentType)
                  .contentDisposition(attachment)
                  .cacheControl("private, no-store"),
          RequestBody.fromContentProvider(content::open, content.length(), contentType));
    } catch (SdkException e) {
      throw new Unavailable(Aws.reason(e), e);
    }
    return URI.create(
        presigner
            .presignGetObject(link ->
                link.signatureDuration(life).getObjectRequest(get -> get.bucket(bucket).key(key)))
            .url()
            .toString());
  }

  /** A presigned link to it is answered 403 or 404 from now on. */
  @Override
  public void delete(String key) {
    try {
      s3.deleteObject(delete -> delete.bucket(bucket).key(key));
    } catch (SdkException e) {
      throw new Unavailable(Aws.reason(e), e);
    }
  }
}
