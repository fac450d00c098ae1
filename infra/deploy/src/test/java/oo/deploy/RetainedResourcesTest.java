package oo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class RetainedResourcesTest {

  @Test
  void keysAndSecretsAreAllThatIsLeft() throws Exception {
    String lasting =
        RetainedResources.of(Files.readString(Path.of("../../infra/sam-template.yaml")));

    assertThat(Pattern.compile("Type:\\s+'?(AWS::\\w+::\\w+)").matcher(lasting).results())
        .extracting(type -> type.group(1))
        .containsExactly(
            "AWS::KMS::Key",
            "AWS::SecretsManager::Secret",
            "AWS::SecretsManager::Secret",
            "AWS::SecretsManager::Secret",
            "AWS::SecretsManager::Secret",
            "AWS::SecretsManager::Secret");
    assertThat(lasting)
        .contains("KmsKeyId: !GetAtt", "DeletionPolicy: Retain", "Domain:", "ByReference:")
        .contains(
            "VaultSecret:", "SessionSecret:", "GoogleSecret:", "TodoistSecret:", "OriginSecret:")
        .doesNotContain("Transform", "Globals", "Rules", "SiteBucket", "Lambda");
  }

  @Test
  void whatWasInShortFormStays() {
    String lasting =
        RetainedResources.of(
            """
            Resources:
              Key: {Type: AWS::KMS::Key, Condition: Some, Properties: {Description: !Sub "${Name}-key"}}
              Queue: {Type: AWS::SQS::Queue}
            Outputs:
              Key: {Value: !Ref Key}
              Queue: {Value: !Ref Queue}
            """);

    assertThat(lasting).contains("!Sub", "${Name}-key", "!Ref").doesNotContain("Queue");
  }
}
