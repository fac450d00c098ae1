package oo.runtime.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import oo.runtime.template.Template.Deployment;
import oo.runtime.template.Template.Every;
import oo.runtime.template.Template.FunctionResource;
import oo.runtime.template.Template.Messages;
import oo.runtime.template.Template.Route;
import org.junit.jupiter.api.Test;

final class TemplateReaderTest {
  private static final String SMALL =
      """
      Parameters:
        Origin: {Type: String, Default: "http://localhost"}
      Globals:
        Function:
          Timeout: 7
          Environment: {Variables: {SITE_ORIGIN: !Ref Origin}}
      Resources:
        One:
          Type: AWS::Serverless::Function
          Properties:
            CodeUri: ../functions/common/database/target/database.zip
            Environment:
              Variables:
                FUNCTION_NAME: one
                WORK: !Ref Work
                PAGE: !Sub "${Origin}/x?q=${Work.QueueName}"
            Events:
              Messages:
                Type: SQS
                Properties: {Queue: !GetAtt Work.Arn, BatchSize: 3}
        Work:
          Type: AWS::SQS::Queue
          Properties:
            VisibilityTimeout: 42
            DelaySeconds: 2
            RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 4}
        Dead:
          Type: AWS::SQS::Queue
      """;

  @Test
  void theTemplateOfTheTreeIsUnderstood() {
    Template template = TemplateReader.read(Path.of("../../infra/sam-template.yaml"));

    assertThat(template.modules())
        .containsExactly(
            "auth", "connect-callback", "fetch-signals", "recommend", "complete-tip", "database");
    assertThat(function(template, "recommend").trigger())
        .isEqualTo(new Route("POST", "/api/recommend"));
    assertThat(function(template, "fetch_signals").trigger())
        .isEqualTo(new Messages("FetchQueue", 1, true));
    assertThat(function(template, "schedule_fetches").trigger())
        .isEqualTo(new Every(Duration.ofMinutes(5)));
    assertThat(function(template, "migrate").trigger()).isEqualTo(new Deployment());
    assertThat(template.environment("connect-callback"))
        .containsEntry("FETCH_QUEUE", "FetchQueue")
        .containsEntry("DATABASE_USER", "oo")
        .doesNotContainKey("FUNCTION_NAME");
  }

  @Test
  void callsAndGlobalsAreResolved() {
    Template template = TemplateReader.read(SMALL);

    FunctionResource one = function(template, "one");
    assertThat(one.module()).isEqualTo("database");
    assertThat(one.timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(one.environment())
        .containsEntry("SITE_ORIGIN", "http://localhost")
        .containsEntry("WORK", "Work")
        .containsEntry("PAGE", "http://localhost/x?q=Work");
    assertThat(one.trigger()).isEqualTo(new Messages("Work", 3, false));
    assertThat(template.queue("Work"))
        .isEqualTo(
            new Template.QueueResource(
                "Work", Duration.ofSeconds(2), Duration.ofSeconds(42), "Dead", 4));
  }

  @Test
  void whatWouldNotBeDoneIsRefusedByName() {
    refused("BatchSize: 3", "BatchSize: 3, MaximumBatchingWindowInSeconds: 5")
        .hasMessageContaining("MaximumBatchingWindowInSeconds")
        .hasMessageContaining("Resources.One");
    refused("DelaySeconds: 2", "FifoQueue: true").hasMessageContaining("FifoQueue");
    refused("Timeout: 7", "Timeout: 7\n    EphemeralStorage: {Size: 1024}")
        .hasMessageContaining("EphemeralStorage");
    refused("!Ref Work", "!Ref Wrok").hasMessageContaining("Wrok");
    refused("!GetAtt Dead.Arn", "!GetAtt Dead.Region").hasMessageContaining("Dead.Region");
    refused("!Ref Work", "!ImportValue Work").hasMessageContaining("ImportValue");
    refused("VisibilityTimeout: 42", "VisibilityTimeout: 41").hasMessageContaining("six times");
    refused("AWS::SQS::Queue", "AWS::SNS::Topic").hasMessageContaining("AWS::SNS::Topic");
    refused("Default: \"http://localhost\"", "NoEcho: true").hasMessageContaining("Default");
    refused("Type: SQS", "Type: HttpApi").hasMessageContaining("HttpApi");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(String was, String is) {
    assertThat(SMALL).contains(was);
    return assertThatThrownBy(() -> TemplateReader.read(SMALL.replace(was, is)))
        .as(is)
        .isInstanceOf(TemplateRefused.class);
  }

  private static FunctionResource function(Template template, String name) {
    return template.functions().stream()
        .filter(function -> function.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
