package oo.deploy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import oo.contract.Json;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * Secrets of Secrets Manager, each a JSON object of texts. Existing fields stay; only given ones
 * change. A secret's value is in no message, no file and no process's arguments.
 */
final class Secrets {
  private static final TypeReference<Map<String, String>> FIELDS = new TypeReference<>() {};

  private final SecretsManagerClient manager;
  private final Map<String, String> versions = new TreeMap<>();

  Secrets(SecretsManagerClient manager) {
    this.manager = manager;
  }

  /** The fields; empty when it has no value yet. */
  Map<String, String> read(String id) {
    try {
      var secret = manager.getSecretValue(which -> which.secretId(id));
      versions.put(id, secret.versionId());
      return Json.mapper().readValue(secret.secretString(), FIELDS);
    } catch (ResourceNotFoundException e) {
      return Map.of();
    } catch (JacksonException e) {
      // Its message quotes the secret.
      throw new CannotDeploy("The secret " + id + " is no JSON object of texts.");
    }
  }

  /**
   * Puts the given fields in, over those that are there.
   *
   * @return all of its fields
   */
  Map<String, String> put(String id, Map<String, String> given) {
    Map<String, String> before = read(id);
    var after = new LinkedHashMap<>(before);
    after.putAll(given);
    if (!after.equals(before)) {
      var written =
          manager.putSecretValue(
              secret -> secret.secretId(id).secretString(Json.mapper().writeValueAsString(after)));
      versions.put(id, written.versionId());
    }
    return after;
  }

  /** The ARN of the secret with this name, which is created when it is absent. */
  String named(String name, String description) {
    try {
      return manager.describeSecret(which -> which.secretId(name)).arn();
    } catch (ResourceNotFoundException e) {
      return manager.createSecret(secret -> secret.name(name).description(description)).arn();
    }
  }

  /** The secrets' version ids, which change whenever a value changes. */
  String versions() {
    return versions.toString();
  }
}
