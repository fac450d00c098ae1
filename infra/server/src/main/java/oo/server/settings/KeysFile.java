package oo.server.settings;

import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import oo.auth.session.RefreshKeys;
import oo.auth.session.SessionKeys;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.host.session.AccessTokens;
import oo.template.FreshKeys;
import oo.vault.SodiumTokenVault;

/**
 * The keys of one installation, in an env file that its first start makes. Lost or damaged keys are
 * never replaced, as nothing else opens what they sealed.
 */
public final class KeysFile {
  private static final String COPY = "Put the copy that you kept in its place, and start again.";
  private static final int OBJECTS_KEY_BYTES = 32;

  private KeysFile() {}

  /**
   * The keys cannot be used; the message is one sentence or two for the operator, without a key.
   */
  public static final class Refused extends IllegalStateException {
    Refused(String message) {
      super(message);
    }
  }

  /**
   * The file's keys; makes the file when it is absent and a key is not given.
   *
   * @param given settings that are known already: they need no key in the file
   * @param inUse whether the database holds what only the keys of an absent file open
   * @throws Refused when keys are gone, incomplete or malformed
   */
  public static Map<String, String> of(
      Path file, Map<String, String> given, BooleanSupplier inUse) {
    if (Files.exists(file) || given.keySet().containsAll(FreshKeys.fresh().keySet())) {
      return kept(file, given);
    }
    if (inUse.getAsBoolean()) {
      throw new Refused(
          file
              + " is gone, and the database holds what its keys sealed. "
              + COPY
              + " Only an empty database starts with new keys.");
    }
    var keys = new LinkedHashMap<>(FreshKeys.fresh());
    keys.keySet().removeAll(given.keySet());
    try {
      EnvFile.write(
          file,
          "Made at the first start. Keep a copy elsewhere: without these keys the database is of no use.",
          keys);
    } catch (UncheckedIOException e) {
      throw new Refused(file + " cannot be written (" + e.getMessage() + ").");
    }
    return keys;
  }

  private static Map<String, String> kept(Path file, Map<String, String> given) {
    Map<String, String> keys;
    try {
      keys = EnvFile.read(file);
    } catch (UncheckedIOException e) {
      throw e.getCause() instanceof CharacterCodingException
          ? damaged(file, "it is no text")
          : new Refused(
              file + " cannot be read: make it a file of the user that runs oO, with mode 600.");
    }
    var all = new LinkedHashMap<>(keys);
    all.putAll(given);
    unusable(all)
        .ifPresent(name -> {
          throw given.containsKey(name)
              ? new Refused(
                  name
                      + " is malformed. It is among the settings, which come before "
                      + file
                      + ": correct it there, or take it out.")
              : damaged(file, name + " is absent or cut");
        });
    return keys;
  }

  private static Refused damaged(Path file, String what) {
    return new Refused(file + " is damaged: " + what + ". " + COPY);
  }

  /** The first name whose value is none that its reader takes. */
  private static Optional<String> unusable(Map<String, String> keys) {
    for (String name : FreshKeys.fresh().keySet()) {
      if (!keys.containsKey(name)) {
        return Optional.of(name);
      }
    }
    var values = new LinkedHashMap<>(keys);
    // Not the one that is given: its fault is not the file's.
    values.put("SITE_ORIGIN", "http://localhost");
    var settings = new Settings(values);
    try {
      SessionKeys.from(settings);
      AccessTokens.from(settings);
      RefreshKeys.from(settings);
      SodiumTokenVault.from(settings);
      byte[] objects = Base64.getDecoder().decode(settings.required("OBJECTS_KEY", ""));
      return objects.length < OBJECTS_KEY_BYTES ? Optional.of("OBJECTS_KEY") : Optional.empty();
    } catch (MissingSetting e) {
      return Optional.of(String.valueOf(e.getMessage()).replaceFirst(":.*", ""));
    } catch (IllegalArgumentException e) {
      return Optional.of("OBJECTS_KEY");
    }
  }
}
