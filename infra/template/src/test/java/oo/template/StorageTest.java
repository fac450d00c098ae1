package oo.template;

import static oo.template.Sections.list;
import static oo.template.Sections.listed;
import static oo.template.Sections.map;
import static oo.template.Sections.statementsIn;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is kept, for how long, and how it is locked. */
final class StorageTest {
  private static final String BUCKET = "AWS::S3::Bucket";

  @Test
  void everyBucketIsEncryptedClosedAndEndsWhatIsOld() {
    for (Sections template : List.of(Sections.PROD, Sections.edge())) {
      template
          .properties(BUCKET)
          .forEach((id, bucket) -> {
            assertThat(map(bucket, "PublicAccessBlockConfiguration").values())
                .as(id)
                .hasSize(4)
                .allMatch(Boolean.TRUE::equals);
            assertThat(bucket.get("BucketEncryption").toString()).as(id).contains("AES256");
            Map<String, ?> rule =
                map(list(map(bucket, "LifecycleConfiguration").get("Rules")).getFirst());
            assertThat(rule.get("Status")).as(id).isEqualTo("Enabled");
            assertThat(rule).as(id).containsKey("AbortIncompleteMultipartUpload");
            assertThat(
                    bucket.containsKey("VersioningConfiguration")
                        ? rule.get("NoncurrentVersionExpiration")
                        : rule.get("ExpirationInDays"))
                .as(id)
                .isNotNull();
          });
    }
  }

  /** An export is a person's data: with versions, a deletion would not delete. */
  @Test
  void pagesHaveVersionsAndExportsHaveNone() {
    Map<String, Map<String, Object>> buckets = Sections.PROD.properties(BUCKET);
    assertThat(buckets.get("SiteBucket"))
        .containsEntry("VersioningConfiguration", Map.of("Status", "Enabled"));
    assertThat(buckets.get("ExportBucket")).doesNotContainKey("VersioningConfiguration");
  }

  @Test
  void everyBucketRefusesWhatIsNotEncryptedOnItsWay() {
    for (Sections template : List.of(Sections.PROD, Sections.edge())) {
      var refusing = new TreeSet<String>();
      template
          .properties("AWS::S3::BucketPolicy")
          .forEach((id, policy) -> {
            String bucket = policy.get("Bucket").toString();
            boolean refuses =
                statementsIn(policy)
                    .anyMatch(statement ->
                        "Deny".equals(statement.get("Effect"))
                            && "s3:*".equals(statement.get("Action"))
                            && map(statement, "Principal").containsValue("*")
                            && map(map(statement, "Condition"), "Bool")
                                .equals(Map.of("aws:SecureTransport", false))
                            && listed(statement.get("Resource"))
                                .map(Object::toString)
                                .toList()
                                .equals(List.of(bucket, bucket + "/*")));
            if (refuses) {
              refusing.add(bucket);
            }
          });
      assertThat(refusing).isNotEmpty().isEqualTo(template.of(BUCKET).keySet());
    }
  }

  @Test
  void logsEndAndEveryQueueIsEncrypted() {
    assertThat(Sections.PROD.properties("AWS::Logs::LogGroup")).containsKeys("Log", "AccessLog");
    Sections.PROD
        .properties("AWS::Logs::LogGroup")
        .forEach((id, log) -> assertThat(log).as(id).containsEntry("RetentionInDays", 30));
    Sections.PROD
        .properties("AWS::SQS::Queue")
        .forEach(
            (id, queue) -> assertThat(queue).as(id).containsEntry("SqsManagedSseEnabled", true));
  }

  @Test
  void whatMustOutliveTheStackDoesAndNothingIsKeptByAccident() {
    assertThat(kept(Sections.PROD))
        .containsExactly(
            "AccessLog",
            "ApiLogs",
            "ApiLogsRole",
            "ExportBucket",
            "GoogleSecret",
            "Log",
            "SessionSecret",
            "SiteBucket",
            "TodoistSecret",
            "VaultKey",
            "VaultSecret");
    assertThat(kept(Sections.edge())).containsExactly("LogBucket");
  }

  private static TreeSet<String> kept(Sections template) {
    var kept = new TreeSet<String>();
    template
        .resources()
        .forEach((id, resource) -> {
          long said =
              Stream.of("DeletionPolicy", "UpdateReplacePolicy")
                  .filter(policy -> "Retain".equals(resource.values().get(policy)))
                  .count();
          assertThat(said).as(id).isIn(0L, 2L);
          if (said == 2) {
            kept.add(id);
          }
        });
    return kept;
  }

  @Test
  void theTemplatesHaveAThousandLinesAtMost() throws IOException {
    try (Stream<Path> files = Files.list(Sections.TEMPLATE.resolveSibling(""))) {
      List<Path> templates =
          files.filter(file -> file.toString().endsWith("-template.yaml")).toList();
      assertThat(templates).contains(Sections.TEMPLATE, Sections.EDGE).hasSize(3);
      assertThat(templates.stream().mapToLong(file -> Sections.text(file).lines().count()).sum())
          .isLessThanOrEqualTo(1_000);
    }
  }
}
