package oo.lambda;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import oo.host.objects.ObjectStore;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * A private bucket of S3. A link is presigned: it needs no cookie, downloads, and dies with its
 * time or with the credentials of the role that signed it, whichever is first; Lambda's live for
 * hours. The object itself is removed by the bucket's lifecycle.
 */
final class S3Objects implements ObjectStore {
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
    var presigner =
        S3Presigner.builder()
            .credentialsProvider(Aws.credentials())
            .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(byPath).build());
    reachedAt.ifPresent(presigner::endpointOverride);
    return new S3Objects(
        S3Client.builder()
            .httpClient(Aws.http())
            .credentialsProvider(Aws.credentials())
            .forcePathStyle(byPath)
            .build(),
        presigner.build(),
        bucket);
  }

  @Override
  public URI put(String key, String contentType, Content content, Duration life) {
    String name = key.substring(key.lastIndexOf('/') + 1);
    s3.putObject(
        put ->
            put.bucket(bucket)
                .key(key)
                .contentType(contentType)
                .contentDisposition("attachment; filename=\"" + name + "\"")
                .cacheControl("private, no-store"),
        RequestBody.fromContentProvider(content::open, content.length(), contentType));
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
    s3.deleteObject(delete -> delete.bucket(bucket).key(key));
  }
}
