package oo.lambda;

import java.net.URI;
import java.util.Optional;
import javax.sql.DataSource;
import oo.host.Platform;
import oo.host.base.Lazy;
import oo.host.base.Settings;
import oo.host.objects.ObjectStore;
import oo.host.queue.MessageQueue;
import oo.host.sql.EnvironmentConnection;
import org.jspecify.annotations.Nullable;

/**
 * One execution environment: one connection to PostgreSQL, SQS and S3. A client is made when it is
 * first used or primed, so an artefact whose functions need none carries none.
 */
final class LambdaPlatform implements Platform {
  private final RotatingSettings rotating;
  private @Nullable EnvironmentConnection connection;

  LambdaPlatform(RotatingSettings rotating) {
    this.rotating = rotating;
  }

  @Override
  public synchronized DataSource dataSource(Settings settings) {
    if (connection == null) {
      connection =
          new EnvironmentConnection(
              new RotatingSource(rotating, now -> EnvironmentConnection.source(new Settings(now))),
              System::currentTimeMillis);
    }
    return connection;
  }

  @Override
  public MessageQueue queue(Settings settings) {
    return new SqsQueue(SqsQueue::ofEnvironment);
  }

  @Override
  public ObjectStore objects(Settings settings) {
    String bucket = settings.required("EXPORT_BUCKET", "The bucket that exports are put into.");
    var reachedAt = settings.optional("OBJECTS_ENDPOINT").map(URI::create);
    var s3 = new Lazy<ObjectStore>(() -> S3Objects.ofEnvironment(bucket, reachedAt));
    return ObjectStore.of(s3::get);
  }

  /** Before a snapshot is taken, as a connection does not survive one. */
  void disconnect() {
    Optional.ofNullable(connection).ifPresent(EnvironmentConnection::disconnect);
  }

  /** Ready for the first call; what cannot be reached now is tried again then. */
  void connect() {
    Optional.ofNullable(connection).ifPresent(EnvironmentConnection::connect);
  }
}
