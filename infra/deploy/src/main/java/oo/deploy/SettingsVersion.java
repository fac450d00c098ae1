package oo.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes SAM publish a new version whenever a secret or a parameter changes. SAM names a version by
 * the template's text, which has a parameter's name and not its value, and a version keeps what it
 * read at its start: with the same text, no version would ever have the new value.
 */
final class SettingsVersion {
  private static final String PLACE = "SETTINGS_VERSION: \"0\"";

  private SettingsVersion() {}

  /** The template with it, in the folder .oo beside infra. */
  static Path written(Path tree, String template, String secrets, Map<String, String> parameters) {
    try {
      Path file = Files.createDirectories(tree.resolve(".oo")).resolve("sam-template.yaml");
      return Files.writeString(file, in(template, secrets, parameters));
    } catch (IOException e) {
      throw new CannotDeploy("The folder .oo cannot be written: " + e.getMessage());
    }
  }

  static String in(String template, String secrets, Map<String, String> parameters) {
    if (!template.contains(PLACE)) {
      throw new CannotDeploy("The template has no " + PLACE + ", so nothing would be published.");
    }
    return template.replace(PLACE, PLACE.replace("0", of(secrets, parameters)));
  }

  private static String of(String secrets, Map<String, String> parameters) {
    try {
      byte[] all = (secrets + new TreeMap<>(parameters)).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
