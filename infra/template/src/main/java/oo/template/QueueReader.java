package oo.template;

import java.time.Duration;
import java.util.Optional;
import oo.template.Template.QueueResource;

/** One {@code AWS::SQS::Queue}. */
final class QueueReader {
  private QueueReader() {}

  static QueueResource read(String id, Node properties) {
    properties.ignoring("MessageRetentionPeriod", "SqsManagedSseEnabled", "KmsMasterKeyId");
    var delay = Duration.ofSeconds(properties.number("DelaySeconds", 0));
    var visibility = Duration.ofSeconds(properties.number("VisibilityTimeout", 30));
    Optional<Object> redrive = properties.value("RedrivePolicy");
    properties.done();
    if (redrive.isEmpty()) {
      return new QueueResource(id, delay, visibility, "", 0);
    }
    Node policy = Node.of(id + ".RedrivePolicy", redrive.get());
    String dead = policy.text("deadLetterTargetArn");
    int received = policy.number("maxReceiveCount", 0);
    policy.done();
    if (received < 1) {
      throw new TemplateRefused(policy.where(), "maxReceiveCount must be at least 1");
    }
    return new QueueResource(id, delay, visibility, dead, received);
  }
}
