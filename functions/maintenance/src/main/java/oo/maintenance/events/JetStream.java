package oo.maintenance.events;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.PurgeOptions;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import io.nats.client.support.NatsJetStreamConstants;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import oo.host.base.UserId;
import oo.signals.outbox.OutgoingEvent;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the stream of events. It never reconnects by itself, as a message that waited
 * for that could overtake another one. A failure's message says what happened and quotes neither
 * address nor credentials.
 */
final class JetStream implements AutoCloseable {
  static final String STREAM = "OO_EVENTS";
  private static final String SUBJECTS = "oo.events.";
  private static final Duration CONNECTS = Duration.ofSeconds(2);
  private static final Duration ANSWERS = Duration.ofSeconds(2);

  /** What the stream is made with. What is there already is not changed. */
  private static final Duration KEPT = Duration.ofDays(30);

  private static final Duration DUPLICATES = Duration.ofHours(1);
  private static final int NO_STREAM = 10059;
  private static final int NO_MESSAGE = 10037;

  private final Connection connection;
  private final io.nats.client.JetStream stream;
  private final JetStreamManagement management;

  private JetStream(Connection connection) throws IOException {
    var options = JetStreamOptions.builder().requestTimeout(ANSWERS).build();
    this.connection = connection;
    this.stream = connection.jetStream(options);
    this.management = connection.jetStreamManagement(options);
  }

  /** Connects, and creates the stream when it is absent. */
  static JetStream open(NatsAddress address) throws IOException {
    Connection connection;
    try {
      connection =
          Nats.connect(
              address
                  .options()
                  .connectionName("oO")
                  .noReconnect()
                  .enableFastFallback() // Any other mode gives TLS an address instead of the name.
                  .connectionTimeout(CONNECTS)
                  .errorListener(new ErrorListener() {}) // The default one logs.
                  .build());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted");
    } catch (IOException | RuntimeException e) {
      throw new IOException("cannot connect: " + e.getClass().getSimpleName());
    }
    try {
      var open = new JetStream(connection);
      open.call("find the stream", open::ensureStream);
      return open;
    } catch (IOException | RuntimeException e) {
      closed(connection);
      throw e;
    }
  }

  private Void ensureStream() throws IOException, JetStreamApiException {
    try {
      management.getStreamInfo(STREAM);
    } catch (JetStreamApiException e) {
      if (e.getApiErrorCode() != NO_STREAM) {
        throw e;
      }
      management.addStream(
          StreamConfiguration.builder()
              .name(STREAM)
              .description("What happened to people's tasks and tips; oO publishes it.")
              .subjects(SUBJECTS + ">")
              .storageType(StorageType.File)
              .maxAge(KEPT)
              .discardPolicy(DiscardPolicy.Old)
              .duplicateWindow(DUPLICATES)
              .build());
    }
    return null;
  }

  /**
   * Publishes an event, and returns when the broker has stored it.
   *
   * @return its number in the stream, or that of the same event before
   */
  long publish(OutgoingEvent event) throws IOException {
    var headers =
        new Headers()
            .add(NatsJetStreamConstants.MSG_ID_HDR, event.id())
            .add(NatsJetStreamConstants.EXPECTED_STREAM_HDR, STREAM)
            .add("Oo-Schema", Integer.toString(event.schema()));
    if (event.traceparent() != null) {
      headers.add("traceparent", event.traceparent());
    }
    Message message =
        NatsMessage.builder()
            .subject(SUBJECTS + event.user() + "." + event.kind())
            .headers(headers)
            .data(event.payload(), StandardCharsets.UTF_8)
            .build();
    return call("publish", () -> stream.publish(message)).getSeqno();
  }

  /** The id of a user's last event in the stream; null when there is none. */
  @Nullable String last(UserId user) throws IOException {
    return call(
        "read",
        () -> {
          try {
            Headers headers = management.getLastMessage(STREAM, all(user)).getHeaders();
            return headers == null ? null : headers.getFirst(NatsJetStreamConstants.MSG_ID_HDR);
          } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == NO_MESSAGE) {
              return null;
            }
            throw e;
          }
        });
  }

  /** Removes a user's events before that number in the stream. */
  void forget(UserId user, long before) throws IOException {
    call(
        "purge",
        () ->
            management.purgeStream(
                STREAM, PurgeOptions.builder().subject(all(user)).sequence(before).build()));
  }

  private static String all(UserId user) {
    return SUBJECTS + user + ".>";
  }

  private interface Call<T extends @Nullable Object> {
    T run() throws IOException, JetStreamApiException;
  }

  private <T extends @Nullable Object> T call(String what, Call<T> call) throws IOException {
    try {
      return call.run();
    } catch (JetStreamApiException e) {
      throw new IOException("cannot " + what + ": error " + e.getApiErrorCode());
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "cannot %s: %s, connection %s",
              what,
              e.getClass().getSimpleName(),
              connection.getStatus()));
    }
  }

  @Override
  public void close() {
    closed(connection);
  }

  private static void closed(Connection connection) {
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
