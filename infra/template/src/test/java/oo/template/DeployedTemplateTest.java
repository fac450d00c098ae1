package oo.template;

import static oo.template.Sections.list;
import static oo.template.Sections.listed;
import static oo.template.Sections.map;
import static oo.template.Sections.statementsIn;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the template of the tree makes on AWS: with a domain, and so without plain secrets. */
final class DeployedTemplateTest {
  private static final Pattern REFERENCE = Pattern.compile("secret:(\\w+)#\\w+");

  private final Sections prod = Sections.PROD;
  private final Sections bare = Sections.BARE;

  @Test
  void aFunctionMayDoWhatItDoesAndNothingElse() {
    var may = new TreeMap<String, List<String>>();
    prod.of("AWS::Serverless::Function").forEach((id, function) -> may.put(id, policies(function)));

    assertThat(may)
        .isEqualTo(
            new TreeMap<>(
                Map.ofEntries(
                    Map.entry("BeginSignIn", List.of("ReadsSignIn")),
                    Map.entry("FinishSignIn", List.of("ReadsSignIn")),
                    Map.entry("RefreshSession", List.of("ReadsSession")),
                    Map.entry("SignOut", List.of("ReadsSession")),
                    Map.entry("ReportViolation", List.of("ReadsDatabase")),
                    Map.entry("ReportError", List.of("ReadsDatabase")),
                    Map.entry("ChangeProfile", List.of("ReadsDatabase")),
                    Map.entry("OpenMailStop", List.of("ReadsDatabase")),
                    Map.entry("StopMail", List.of("ReadsDatabase")),
                    Map.entry("EndSession", List.of("ReadsDatabase")),
                    Map.entry("Profile", List.of("ReadsDatabase")),
                    Map.entry(
                        "ExportProfile",
                        List.of(
                            "ReadsDatabase",
                            "s3:PutObject, s3:GetObject, s3:DeleteObject on ExportBucket/*")),
                    Map.entry(
                        "DeleteProfile",
                        List.of(
                            "ReadsDatabase",
                            "send to DeliverQueue",
                            "send to RevokeQueue",
                            "s3:DeleteObject on ExportBucket/*")),
                    Map.entry("AuthHealth", List.of("ReadsSignIn")),
                    Map.entry("ListConnectors", List.of("ReadsProviders")),
                    Map.entry("BeginOauth", List.of("ReadsProviders")),
                    Map.entry("FinishOauth", List.of("ReadsVault", "send to FetchQueue")),
                    Map.entry(
                        "Disconnect",
                        List.of("ReadsDatabase", "send to DeliverQueue", "send to RevokeQueue")),
                    Map.entry("RevokeGrants", List.of("ReadsVault")),
                    Map.entry("ConnectCallbackHealth", List.of("ReadsVault")),
                    Map.entry("ScheduleFetches", List.of("ReadsDatabase", "send to FetchQueue")),
                    Map.entry("RequestFetch", List.of("ReadsDatabase", "send to FetchQueue")),
                    Map.entry("FetchSignals", List.of("ReadsVault", "send to FetchQueue")),
                    Map.entry("FetchSignalsHealth", List.of("ReadsVault")),
                    Map.entry("Recommend", List.of("ReadsDatabase")),
                    Map.entry("RecommendHealth", List.of("ReadsDatabase")),
                    Map.entry("Complete", List.of("ReadsDatabase", "send to DeliverQueue")),
                    Map.entry("Undo", List.of("ReadsDatabase", "send to DeliverQueue")),
                    Map.entry("NotNow", List.of("ReadsDatabase")),
                    Map.entry("DeliverCompletions", List.of("ReadsVault", "send to DeliverQueue")),
                    Map.entry("CompleteTipHealth", List.of("ReadsVault")),
                    Map.entry(
                        "SweepOutbox",
                        List.of(
                            "ReadsDatabase",
                            "send to FetchQueue",
                            "send to DeliverQueue",
                            "send to RevokeQueue",
                            "send to MailQueue",
                            "sqs:GetQueueAttributes on FetchDeadLetters, DeliverDeadLetters,"
                                + " RevokeDeadLetters, MailDeadLetters")),
                    Map.entry("SendMail", List.of("ReadsDatabase")),
                    Map.entry("PurgeExpired", List.of("ReadsDatabase")),
                    Map.entry("Migrate", List.of("ReadsDatabase")))));
  }

  @Test
  void whatIsReadToStartAreTheSecretsThatTheFunctionNeeds() {
    var may = new TreeMap<String, List<String>>();
    prod.of("AWS::IAM::ManagedPolicy")
        .forEach((id, policy) ->
            may.put(id, statements(map(map(policy.values().get("Properties")), "PolicyDocument"))));

    assertThat(may)
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    "ReadsDatabase", List.of("secretsmanager:GetSecretValue on DATABASE"),
                    "ReadsSession",
                        List.of("secretsmanager:GetSecretValue on DATABASE, SessionSecret"),
                    "ReadsProviders",
                        List.of("secretsmanager:GetSecretValue on DATABASE, TodoistSecret"),
                    "ReadsSignIn",
                        List.of(
                            "secretsmanager:GetSecretValue on DATABASE, SessionSecret, GoogleSecret"),
                    "ReadsVault",
                        List.of(
                            "kms:Decrypt on VaultKey",
                            "secretsmanager:GetSecretValue on DATABASE, VaultSecret, TodoistSecret"))));
  }

  /** The mail server's password is in a secret of the operator's. */
  @Test
  void aMailSecretIsReadBySendMailAlone() {
    Sections with = Sections.prodWith("MailSecret", "MAIL");
    with.of("AWS::Serverless::Function")
        .forEach((id, function) -> {
          boolean sends = id.equals("SendMail");
          assertThat(policies(function).contains("ReadsMail")).as(id).isEqualTo(sends);
          assertThat(environment(function).containsValue("secret:MAIL#url"))
              .as(id)
              .isEqualTo(sends);
        });
    assertThat(with.of("AWS::IAM::ManagedPolicy")).containsKey("ReadsMail");
  }

  /** A reference without its permission would fail on AWS alone. */
  @Test
  void aFunctionMayReadWhatItRefersToAndSendToTheQueuesThatItNames() {
    Map<String, Node> reads = prod.of("AWS::IAM::ManagedPolicy");
    prod.of("AWS::Serverless::Function")
        .forEach((id, function) -> {
          var refersTo = new TreeSet<String>();
          var sendsTo = new TreeSet<String>();
          var counts = new TreeSet<String>();
          environment(function)
              .forEach((name, value) -> {
                var reference = REFERENCE.matcher(String.valueOf(value));
                if (reference.matches()) {
                  refersTo.add(reference.group(1));
                }
                if (name.endsWith("_DEAD_QUEUE")) {
                  counts.add(String.valueOf(value));
                } else if (name.endsWith("_QUEUE")) {
                  sendsTo.add("send to " + value);
                }
              });
          List<String> may = policies(function);
          Map<String, ?> read = map(reads.get(may.getFirst()).values().get("Properties"));
          var secrets = new TreeSet<String>();
          statementsIn(read)
              .filter(statement -> "secretsmanager:GetSecretValue".equals(statement.get("Action")))
              .forEach(statement ->
                  listed(statement.get("Resource")).map(String::valueOf).forEach(secrets::add));
          assertThat(secrets).as(id).isEqualTo(refersTo);
          assertThat(may.stream().filter(each -> each.startsWith("send to ")))
              .as(id)
              .containsExactlyInAnyOrderElementsOf(sendsTo);
          String counting = "sqs:GetQueueAttributes on ";
          assertThat(
                  may.stream()
                      .filter(each -> each.startsWith(counting))
                      .flatMap(each -> Stream.of(each.substring(counting.length()).split(", "))))
              .as(id)
              .containsExactlyInAnyOrderElementsOf(counts);
        });
  }

  @Test
  void noSecretIsInAnEnvironment() {
    prod.of("AWS::Serverless::Function")
        .forEach((id, function) -> {
          Map<String, ?> environment = environment(function);
          assertThat(environment.containsValue("PLAIN")).as(id).isFalse();
          environment.forEach((name, value) -> {
            if (name.matches(".*(PASSWORD|CLIENT_SECRET|PRIVATE_KEYS|REFRESH_KEYS|VAULT_KEYS)")) {
              assertThat(String.valueOf(value)).as(id + "." + name).matches("secret:\\w+#\\w+");
            }
          });
        });
  }

  @Test
  void anEmulatorNeedsNothingOfWhatItLacks() {
    var types = new TreeSet<String>();
    bare.resources().values().forEach(resource -> types.add(resource.text("Type")));

    assertThat(types)
        .containsExactly(
            "AWS::CloudWatch::Alarm",
            "AWS::Events::Rule",
            "AWS::Lambda::Permission",
            "AWS::Logs::LogGroup",
            "AWS::S3::Bucket",
            "AWS::SQS::Queue",
            "AWS::Serverless::Function");
    bare.of("AWS::Serverless::Function")
        .forEach((id, function) ->
            assertThat(policies(function)).as(id).noneMatch(p -> p.startsWith("Reads")));
  }

  @Test
  void everyFunctionIsPublishedWithSnapStartAndLogsWhereItIsForgottenInTime() {
    Map<String, Node> logs = prod.of("AWS::Logs::LogGroup");
    assertThat(logs).isNotEmpty();
    logs.forEach((id, log) ->
        assertThat(map(log.values().get("Properties")).get("RetentionInDays"))
            .as(id)
            .isEqualTo(30));

    prod.of("AWS::Serverless::Function")
        .forEach((id, function) -> {
          Map<String, ?> properties = properties(function);
          assertThat(properties.get("AutoPublishAlias")).as(id).isEqualTo("live");
          assertThat(properties.get("AutoPublishAliasAllProperties")).as(id).isEqualTo(true);
          assertThat(map(properties, "SnapStart").get("ApplyOn"))
              .as(id)
              .isEqualTo("PublishedVersions");
          assertThat(logs)
              .as(id)
              .containsKey(map(properties, "LoggingConfig").get("LogGroup").toString());
          // A policy of Globals would be everyone's.
          assertThat(prod.function()).doesNotContainKeys("Policies", "Role");
          assertThat(properties).as(id).doesNotContainKey("Role");
        });
  }

  @Test
  void allFunctionsAtOnceAreFewerThanThePoolersConnections() {
    Sections full = Sections.with(Map.of("Reservations", "full"));
    int all = 0;
    for (Node function : full.of("AWS::Serverless::Function").values()) {
      Node properties = function.node("Properties").over(full.function());
      all += properties.number("ReservedConcurrentExecutions", 1_000);
    }
    assertThat(all).isBetween(100, 200);
  }

  /** The quota of a new account is 10, of which AWS lets nothing be reserved. */
  @Test
  void aNewAccountsQuotaIsNeitherReservedNorTakenByTheQueues() {
    bare.of("AWS::Serverless::Function")
        .forEach((id, function) -> {
          Node own = function.node("Properties").over(bare.function());
          assertThat(own.values()).as(id).doesNotContainKey("ReservedConcurrentExecutions");
          own.node("Events")
              .each((name, event) -> {
                if (event.text("Type").equals("SQS")) {
                  assertThat(event.node("Properties").node("ScalingConfig").values())
                      .as(id)
                      .isEqualTo(Map.of("MaximumConcurrency", 2));
                }
              });
        });
  }

  @Test
  void theFunctionsRunOnArmAndInAVpcWhenThereAreSubnets() {
    assertThat(prod.function()).containsEntry("Architectures", List.of("arm64"));
    assertThat(prod.function()).doesNotContainKey("VpcConfig");
    assertThat(
            Sections.with(Map.of("VpcSubnets", "subnet-1,subnet-2", "VpcSecurityGroups", "sg-1"))
                .function())
        .containsEntry(
            "VpcConfig",
            Map.of(
                "SubnetIds", List.of("subnet-1", "subnet-2"), "SecurityGroupIds", List.of("sg-1")));
  }

  /** All keys but the policy of the key itself, where it means that key, and a refusal. */
  @Test
  void nothingIsAllowedOnEverything() {
    var everything = new ArrayList<String>();
    prod.resources()
        .forEach((id, resource) -> {
          if (!resource.text("Type").equals("AWS::KMS::Key")) {
            statementsIn(resource.values())
                .filter(statement -> "Allow".equals(statement.get("Effect")))
                .filter(statement ->
                    listed(statement.get("Resource")).anyMatch("*"::equals)
                        || listed(statement.get("Action"))
                            .anyMatch(action -> action.toString().contains("*")))
                .forEach(statement -> everything.add(id + ": " + statement));
          }
        });
    assertThat(everything).isEmpty();
  }

  private static Template template() {
    return TemplateReader.read(Path.of("../../infra/sam-template.yaml"));
  }

  private Map<String, ?> properties(Node function) {
    return function.node("Properties").over(prod.function()).values();
  }

  private Map<String, ?> environment(Node function) {
    return map(map(properties(function), "Environment"), "Variables");
  }

  private static List<String> policies(Node function) {
    var policies = new ArrayList<String>();
    for (Object policy : list(map(function.values().get("Properties")).get("Policies"))) {
      switch (policy) {
        case Map<?, ?> map when map.containsKey("SQSSendMessagePolicy") ->
            policies.add("send to " + map(map, "SQSSendMessagePolicy").get("QueueName"));
        case Map<?, ?> map when map.containsKey("Statement") -> policies.addAll(statements(map));
        default -> policies.add(String.valueOf(policy));
      }
    }
    return policies;
  }

  private static List<String> statements(Map<?, ?> document) {
    return list(document.get("Statement")).stream()
        .map(Sections::map)
        .map(statement ->
            String.join(", ", listed(statement.get("Action")).map(String::valueOf).toList())
                + " on "
                + String.join(
                    ", ", listed(statement.get("Resource")).map(String::valueOf).toList()))
        .toList();
  }
}
