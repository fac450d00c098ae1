package oo.tests.lambda;

import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import oo.template.Template.QueueResource;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.elasticmq.StrictSQSLimits$;
import org.elasticmq.actor.QueueManagerActor;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder$;
import org.elasticmq.util.NowProvider;
import scala.Option;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** SQS on loopback (ElasticMQ), with a clock that a test can move, and the real SDK to it. */
public final class Sqs implements AutoCloseable {
  static final String REGION = "eu-central-1";

  private final MovableNow now = new MovableNow();
  private final ActorSystem actors;
  private final SQSRestServer server;
  private final URI endpoint;
  private final SqsClient client;

  private Sqs() {
    actors =
        ActorSystem.create(
            "sqs",
            ConfigFactory.parseString("pekko.loglevel = WARNING, pekko.jvm-shutdown-hooks = off")
                .withFallback(ConfigFactory.load()));
    var queues =
        actors.actorOf(
            Props.create(
                QueueManagerActor.class,
                () -> new QueueManagerActor(now, StrictSQSLimits$.MODULE$, Option.empty())));
    server =
        SQSRestServerBuilder$.MODULE$
            .withActorSystem(actors)
            .withQueueManagerActor(queues)
            .withInterface("127.0.0.1")
            .withDynamicPort()
            .withAWSRegion(REGION)
            .start();
    endpoint = URI.create("http://127.0.0.1:" + server.waitUntilStarted().localAddress().getPort());
    client =
        SqsClient.builder()
            .endpointOverride(endpoint)
            .region(Region.of(REGION))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .httpClient(UrlConnectionHttpClient.create())
            .build();
  }

  public static Sqs start() {
    return new Sqs();
  }

  URI endpoint() {
    return endpoint;
  }

  public SqsClient client() {
    return client;
  }

  /**
   * Makes the queues of a template, dead letters first, and returns their addresses by their ids.
   */
  public Map<String, String> create(List<QueueResource> queues) {
    var addresses = new java.util.LinkedHashMap<String, String>();
    queues.stream()
        .sorted(java.util.Comparator.comparing(queue -> !queue.deadLetters().isEmpty()))
        .forEach(queue -> addresses.put(queue.id(), create(queue)));
    return addresses;
  }

  private String create(QueueResource queue) {
    var attributes = new EnumMap<QueueAttributeName, String>(QueueAttributeName.class);
    attributes.put(QueueAttributeName.VISIBILITY_TIMEOUT, seconds(queue.visibility()));
    attributes.put(QueueAttributeName.DELAY_SECONDS, seconds(queue.delay()));
    if (!queue.deadLetters().isEmpty()) {
      attributes.put(
          QueueAttributeName.REDRIVE_POLICY,
          "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"%d\"}"
              .formatted(arn(queue.deadLetters()), queue.maxReceiveCount()));
    }
    return client
        .createQueue(request -> request.queueName(queue.id()).attributes(attributes))
        .queueUrl();
  }

  static String arn(String queue) {
    return "arn:aws:sqs:" + REGION + ":000000000000:" + queue;
  }

  /** How many messages are there, seen, hidden or delayed. */
  public int depth(String address) {
    return client
        .getQueueAttributes(request ->
            request
                .queueUrl(address)
                .attributeNames(
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .attributes()
        .values()
        .stream()
        .mapToInt(Integer::parseInt)
        .sum();
  }

  /**
   * Delays and hidden times run out the sooner. Of what is sent afterwards too, as ElasticMQ
   * reckons a delay from the wall clock: who sends with one is in the {@link #present}.
   */
  public void pass(Duration time) {
    now.ahead.addAndGet(time.toMillis());
  }

  /** What time has passed is taken back. */
  public void present() {
    now.ahead.set(0);
  }

  private static String seconds(Duration time) {
    return String.valueOf(time.toSeconds());
  }

  @Override
  public void close() {
    client.close();
    server.stopAndWait();
    actors.terminate();
  }

  private static final class MovableNow extends NowProvider {
    private final AtomicLong ahead = new AtomicLong();

    @Override
    public long nowMillis() {
      return super.nowMillis() + ahead.get();
    }

    @Override
    public java.time.OffsetDateTime now() {
      return super.now().plus(Duration.ofMillis(ahead.get()));
    }
  }
}
