package oo.lambda;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import oo.contract.Json;
import oo.host.base.Lazy;
import oo.host.base.MissingSetting;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Settings whose value says where the value is, so that a secret is not in a function's
 * configuration, which many may read:
 *
 * <ul>
 *   <li>{@code secret:ARN} or {@code secret:ARN#FIELD}: of Secrets Manager; with a field, its text
 *       is a JSON object. It is read once, however many settings name it.
 *   <li>{@code kms:BASE64}: wrapped by KMS under the encryption context {@code oo=settings}.
 * </ul>
 *
 * They are looked up before anything starts, and secrets again later ({@link RotatingSettings}).
 * Where there are none, no client of AWS is loaded.
 */
final class SecretReferences {
  private static final String SECRET = "secret:";
  private static final String KMS = "kms:";

  private final Supplier<Lookup> secretsManager;
  private final Supplier<Lookup> kms;
  private final Map<String, String> secrets = new HashMap<>();

  SecretReferences(Supplier<Lookup> secretsManager, Supplier<Lookup> kms) {
    this.secretsManager = secretsManager;
    this.kms = kms;
  }

  /** Where a kind of reference leads; made only when there is one. */
  @FunctionalInterface
  interface Lookup {
    /**
     * @param setting whose value it is, for the error
     * @throws MissingSetting when there is nothing, or it may not be read
     */
    String find(String setting, String reference);
  }

  /**
   * Replaces every reference of an environment by what it stands for; with one client, whenever it
   * is called. It throws {@link MissingSetting} when one leads nowhere, which names the setting and
   * not the value.
   */
  static UnaryOperator<Map<String, String>> ofEnvironment() {
    var manager = new Lazy<>(() -> new SecretsManager(SecretsManager.ofEnvironment()));
    return environment ->
        new SecretReferences(
                () -> manager.get()::secret, () -> new KmsKey(KmsKey.ofEnvironment())::unwrap)
            .in(environment);
  }

  /** Whether another value can be behind the same reference later. What KMS wrapped stays. */
  static boolean rotates(String value) {
    return value.startsWith(SECRET);
  }

  Map<String, String> in(Map<String, String> environment) {
    var resolved = new HashMap<String, String>();
    environment.forEach((name, value) -> resolved.put(name, value(name, value)));
    return resolved;
  }

  private String value(String name, String value) {
    if (value.startsWith(SECRET)) {
      return secret(name, value.substring(SECRET.length()));
    }
    if (value.startsWith(KMS)) {
      return kms.get().find(name, value.substring(KMS.length()));
    }
    return value;
  }

  private String secret(String name, String reference) {
    int hash = reference.indexOf('#');
    String id = hash < 0 ? reference : reference.substring(0, hash);
    String text = secrets.computeIfAbsent(id, key -> secretsManager.get().find(name, key));
    return hash < 0 ? text : field(name, text, reference.substring(hash + 1));
  }

  private static String field(String name, String text, String field) {
    try {
      JsonNode value = Json.mapper().readTree(text).path(field);
      if (value.isString()) {
        return value.stringValue();
      }
    } catch (JacksonException e) {
      // Its message quotes the secret.
    }
    throw new MissingSetting(
        name, "names the field \"" + field + "\" of a secret that is no JSON object with it.");
  }
}
