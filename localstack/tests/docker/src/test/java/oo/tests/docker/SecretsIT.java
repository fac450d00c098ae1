package oo.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import oo.contract.Json;
import oo.images.lambda.Artefact;
import oo.images.lambda.FunctionConfig;
import oo.images.lambda.LambdaProcess;
import oo.images.lambda.Outcome;
import oo.tests.journey.Oo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tools.jackson.databind.JsonNode;

/**
 * Settings by reference, through LocalStack's Secrets Manager and KMS, with the artefact of
 * complete-tip under Lambda's client. Its health check seals and opens with the vault's key.
 */
@ExtendWith(DockerCondition.class)
final class SecretsIT {
  private static final Map<String, String> CONTEXT = Map.of("oo", "settings");

  @RegisterExtension static final LocalStackExtension localStack = new LocalStackExtension();
  @TempDir static Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private KmsClient kms;
  private SecretsManagerClient secrets;
  private String key;

  @AfterEach
  void close() {
    kms.close();
    secrets.close();
  }

  @BeforeEach
  void prepare() {
    kms = localStack.stack().client(KmsClient.builder());
    secrets = localStack.stack().client(SecretsManagerClient.builder());
    key = kms.createKey().keyMetadata().keyId();
    environment.putAll(localStack.stack().backends.settings());
    environment.putAll(localStack.stack().environment());
    environment.put("FUNCTION_NAME", "complete_tip_health");
    environment.put("SITE_ORIGIN", localStack.stack().site());
  }

  @Test
  void aVaultKeyThatKmsWrappedSealsAndOpensAndIsRequestedOnce() {
    environment.put("VAULT_KEYS", wrapped(environment.get("VAULT_KEYS"), CONTEXT));
    try (var process = LambdaProcess.start(config())) {
      assertThat(vaultIsGreen(process)).isTrue();

      kms.disableKey(request -> request.keyId(key));
      assertThat(vaultIsGreen(process)).as("the data key is kept").isTrue();
      assertThat(process.log()).doesNotContain(environment.get("DATABASE_PASSWORD"));
    }
    assertThat(initializationError())
        .as("a key that KMS refuses")
        .contains("VAULT_KEYS", "Disabled");
  }

  @Test
  void aKeyThatWasWrappedForAnotherContextStopsTheStart() {
    environment.put("VAULT_KEYS", wrapped(environment.get("VAULT_KEYS"), Map.of("other", "use")));

    assertThat(initializationError())
        .contains("VAULT_KEYS", "KMS")
        .doesNotContain(environment.get("VAULT_KEYS"));
  }

  @Test
  void aSecretsFieldsAreReadAndAMissingOneIsNamed() {
    String password = environment.get("DATABASE_PASSWORD");
    String arn =
        secrets
            .createSecret(request ->
                request
                    .name("oo-test-" + System.nanoTime())
                    .secretString(
                        Json.mapper()
                            .writeValueAsString(
                                Map.of(
                                    "username",
                                    environment.get("DATABASE_USER"),
                                    "password",
                                    password))))
            .arn();
    environment.put("DATABASE_USER", "secret:" + arn + "#username");
    environment.put("DATABASE_PASSWORD", "secret:" + arn + "#password");
    try (var process = LambdaProcess.start(config())) {
      assertThat(vaultIsGreen(process)).isTrue();
    }

    environment.put("DATABASE_PASSWORD", "secret:" + arn + "#pasword");
    assertThat(initializationError())
        .contains("DATABASE_PASSWORD", "pasword")
        .doesNotContain(password);
    environment.put("DATABASE_PASSWORD", "secret:nowhere#password");
    assertThat(initializationError()).contains("DATABASE_PASSWORD", "ResourceNotFoundException");
  }

  private String wrapped(String plain, Map<String, String> context) {
    byte[] ciphertext =
        kms.encrypt(request ->
                request
                    .keyId(key)
                    .plaintext(SdkBytes.fromString(plain, StandardCharsets.UTF_8))
                    .encryptionContext(context))
            .ciphertextBlob()
            .asByteArray();
    return "kms:" + Base64.getEncoder().encodeToString(ciphertext);
  }

  private FunctionConfig config() {
    Path unpacked = folder.resolve("complete-tip");
    if (!Files.exists(unpacked)) {
      Artefact.unpack(Oo.TREE.resolve("functions/complete-tip/target/complete-tip.zip"), unpacked);
    }
    return FunctionConfig.of(
            "complete_tip_health", unpacked, "oo.lambda.LambdaEntry::handleRequest")
        .environment(environment)
        .timeout(Duration.ofSeconds(30))
        .memory(1024);
  }

  private static boolean vaultIsGreen(LambdaProcess process) {
    JsonNode answer = Json.mapper().readTree(answered(process));
    for (JsonNode check : Json.mapper().readTree(answer.path("body").asString()).path("checks")) {
      if (check.path("name").asString().contains("vault")) {
        return check.path("ok").asBoolean();
      }
    }
    throw new AssertionError("No check of the vault: " + answer);
  }

  private static String answered(LambdaProcess process) {
    String request = "{\"httpMethod\": \"GET\", \"path\": \"/api/complete-tip/health\"}";
    Outcome outcome = process.invoke(request.getBytes(StandardCharsets.UTF_8)).outcome();
    if (outcome instanceof Outcome.Answered answered) {
      return answered.text();
    }
    throw new AssertionError(outcome + "\n" + process.log());
  }

  /** The error that Lambda gets when an environment cannot be initialised. */
  private String initializationError() {
    try (var process = LambdaProcess.start(config())) {
      Outcome outcome = process.invoke("{}".getBytes(StandardCharsets.UTF_8)).outcome();
      assertThat(outcome).isInstanceOf(Outcome.Failed.class);
      return ((Outcome.Failed) outcome).payload();
    }
  }
}
