package oo.deploy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** The ARN of the secret of this name, made when it is not there. */
  String named(String name, String description) {
    Optional<String> there;
    try {
      there = Optional.of(manager.describeSecret(which -> which.secretId(name)).arn());
    } catch (ResourceNotFoundException e) {
      there = Optional.empty();
    }
    return there.orElseGet(
        () -> manager.createSecret(secret -> secret.name(name).description(description)).arn());
  }

  /** Changes whenever one of the values read here changes; reveals nothing about them. */
  String version() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      List.copyOf(versions.entrySet())
          .forEach(each -> digest.update(each.toString().getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
