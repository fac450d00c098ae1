package oo.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import oo.template.Template.Deployment;
import oo.template.Template.Every;
import oo.template.Template.FunctionResource;
import oo.template.Template.Messages;
import oo.template.Template.Route;
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
            CodeUri: ../functions/maintenance/target/maintenance.zip
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
            "auth",
            "connect-callback",
            "fetch-signals",
            "recommend",
            "complete-tip",
            "maintenance");
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
    assertThat(one.module()).isEqualTo("maintenance");
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

  @Test
  void aConditionThatDoesNotHoldTakesItsResourceAway() {
    String twoWorks =
        conditional(
            """
              Extra:
                Type: AWS::SQS::Queue
                Condition: Busy
                Properties: {VisibilityTimeout: 1}
              Far:
                Type: AWS::CloudFront::Distribution
                Condition: IsProd
                Properties: {Anything: !GetAtt Extra.Region}
            """);

    assertThat(ids(twoWorks)).containsExactly("Work", "Dead");
    assertThat(ids(twoWorks.replace("Default: calm", "Default: busy")))
        .containsExactly("Work", "Dead", "Extra");
    assertThatThrownBy(() -> ids(twoWorks.replace("Default: none", "Default: some")))
        .isInstanceOf(TemplateRefused.class);
  }

  @Test
  void everyFunctionOfAConditionIsDecided() {
    var decided = new java.util.TreeMap<String, String>();
    for (String condition :
        new String[] {
          "!Equals [!Ref Mood, calm]",
          "!Not [!Equals [!Ref Mood, calm]]",
          "!And [!Equals [!Ref Mood, calm], !Condition IsProd]",
          "!Or [!Equals [!Ref Mood, calm], !Condition IsProd]",
          "!Equals [!Sub '${Mood}er', calmer]",
        }) {
      String text =
          conditional("")
              .replace("Busy: !Equals [!Ref Mood, busy]", "Busy: " + condition)
              .replace("WORK: !Ref Work", "WORK: !If [Busy, !Ref Work, !Ref Origin]");
      decided.put(condition, function(TemplateReader.read(text), "one").environment().get("WORK"));
    }
    assertThat(decided)
        .containsEntry("!Equals [!Ref Mood, calm]", "Work")
        .containsEntry("!Not [!Equals [!Ref Mood, calm]]", "http://localhost")
        .containsEntry("!And [!Equals [!Ref Mood, calm], !Condition IsProd]", "http://localhost")
        .containsEntry("!Or [!Equals [!Ref Mood, calm], !Condition IsProd]", "Work")
        .containsEntry("!Equals [!Sub '${Mood}er', calmer]", "Work");
  }

  @Test
  void noValueIsNoEntry() {
    String text =
        conditional("").replace("WORK: !Ref Work", "WORK: !If [Busy, x, !Ref AWS::NoValue]");

    assertThat(function(TemplateReader.read(text), "one").environment()).doesNotContainKey("WORK");
  }

  @Test
  void whatIsUnclearIsRefusedAlsoWhereAConditionHidesIt() {
    String text = conditional("");
    refused(text, "!Ref Work", "!If [Busy, !Ref Wrok, x]").hasMessageContaining("Wrok");
    refused(text, "!Ref Work", "!If [Bussy, y, x]").hasMessageContaining("Bussy");
    refused(text, "!Ref Work", "!If [Busy, y]").hasMessageContaining("If");
    refused(text, "!Ref Work", "!Equals [a, a]").hasMessageContaining("Equals");
    refused(text, "!Ref Work", "!Ref AWS::Region").hasMessageContaining("AWS::Region");
    refused(text, "!Ref Work", "!Sub '${AWS::Region}-x'").hasMessageContaining("AWS::Region");
    refused(text, "!Ref Work", "!Ref AWS::Rgion").hasMessageContaining("AWS::Rgion");
    refused(text, "!Ref Work", "{Ref: Work}").hasMessageContaining("tag");
    refused(text, "!Ref Work", "{'Fn::Sub': x}").hasMessageContaining("tag");
    refused(text, "!Ref Work", "!Sub '${!Work}'").hasMessageContaining("Sub");
    refused(text, "!Equals [!Ref Mood, busy]", "!Condition Busy").hasMessageContaining("itself");
    refused(text, "!Equals [!Ref Mood, busy]", "!Condition Bsy").hasMessageContaining("Bsy");
    refused(text, "!Equals [!Ref Mood, busy]", "!Equals [!Ref AWS::Region, x]")
        .hasMessageContaining("known everywhere");
    refused(text, "Dead:\n    Type", "Dead:\n    Condition: IsProd\n    Type")
        .hasMessageContaining("Dead is not there");
  }

  @Test
  void aScheduleStartsOneFunctionThatNothingElseStarts() {
    String hourly =
        """
          Hourly:
            Type: AWS::Events::Rule
            Properties:
              ScheduleExpression: rate(1 hour)
              Targets: [{Id: It, Arn: !GetAtt Two.Arn}]
          Two:
            Type: AWS::Serverless::Function
            Properties:
              CodeUri: ../functions/maintenance/target/maintenance.zip
              Environment: {Variables: {FUNCTION_NAME: two}}
        """;
    String text = conditional(hourly);

    assertThat(function(TemplateReader.read(text), "two").trigger())
        .isEqualTo(new Every(Duration.ofHours(1)));
    assertThat(
            function(
                    TemplateReader.read(text.replace("!GetAtt Two.Arn", "!Sub '${Two.Alias}'")),
                    "two")
                .trigger())
        .isEqualTo(new Every(Duration.ofHours(1)));
    // LocalStack knows no resource before SAM has made it.
    refused(text, "!GetAtt Two.Arn", "!Ref TwoAliaslive").hasMessageContaining("TwoAliaslive");
    refused(text, "!GetAtt Two.Arn", "!GetAtt One.Arn").hasMessageContaining("one trigger");
    refused(text, "!GetAtt Two.Arn", "!GetAtt Work.Arn").hasMessageContaining("no function");
    refused(text, "rate(1 hour)", "cron(0 3 * * ? *)").hasMessageContaining("cron");
    refused(text, "{Id: It, Arn: !GetAtt Two.Arn}", "{Id: It, Arn: !GetAtt Two.Arn, Input: x}")
        .hasMessageContaining("Input");
    refused(text, "rate(1 hour)", "rate(1 hour)\n      State: DISABLED")
        .hasMessageContaining("State");
    refused(text, "Type: SQS", "Type: Schedule").hasMessageContaining("AWS::Events::Rule");
  }

  @Test
  void whatIsForAwsAloneIsNamedPropertyByProperty() {
    refused(
            conditional(
                "  Bucket: {Type: AWS::S3::Bucket, Properties: {ObjectLockEnabled: true}}\n"),
            "x",
            "x")
        .hasMessageContaining("ObjectLockEnabled");
  }

  /** {@link #SMALL} with two conditions, neither of which holds, and more resources. */
  private static String conditional(String resources) {
    return SMALL.replace(
            "Globals:",
            """
              Mood: {Type: String, Default: calm}
              Domain: {Type: String, Default: none}
            Conditions:
              Busy: !Equals [!Ref Mood, busy]
              IsProd: !Not [!Equals [!Ref Domain, none]]
            Globals:\
            """)
        + resources;
  }

  private static java.util.List<String> ids(String text) {
    return TemplateReader.read(text).queues().stream().map(Template.QueueResource::id).toList();
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(String was, String is) {
    return refused(SMALL, was, is);
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(
      String text, String was, String is) {
    assertThat(text).contains(was);
    return assertThatThrownBy(() -> TemplateReader.read(text.replace(was, is)))
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
