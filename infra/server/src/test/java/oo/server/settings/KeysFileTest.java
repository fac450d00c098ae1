package oo.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import oo.template.FreshKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class KeysFileTest {
  private static final Map<String, String> NONE = Map.of();

  @TempDir Path folder = Path.of("");

  private record Damage(String name, String content) {
    @Override
    public String toString() {
      return name;
    }
  }

  private Path file() {
    return folder.resolve("keys/keys.env");
  }

  /** A restore on an empty machine has the copy of the file among the settings. */
  @Test
  void absentFileIsNotMissedWhenEveryKeyIsGiven() {
    Map<String, String> all = FreshKeys.fresh();

    assertThat(KeysFile.of(file(), all, () -> true)).isEmpty();
    assertThat(file()).doesNotExist();
    for (String name : all.keySet()) {
      var without = new HashMap<>(all);
      without.remove(name);
      assertThatThrownBy(() -> KeysFile.of(file(), without, () -> true))
          .as(name)
          .isInstanceOf(KeysFile.Refused.class)
          .hasMessageContaining("is gone");
    }
  }

  @Test
  void theFirstStartMakesKeysThatItsOwnerAloneReadsAndThatStay() throws Exception {
    Map<String, String> made = KeysFile.of(file(), NONE, () -> false);

    assertThat(made).containsOnlyKeys(FreshKeys.fresh().keySet());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(KeysFile.of(file(), NONE, () -> true)).isEqualTo(made);
    try (Stream<Path> all = Files.list(file().getParent())) {
      assertThat(all).containsExactly(file());
    }
  }

  @Test
  void whatIsGivenIsNotMade() {
    Map<String, String> given = Map.of("DATABASE_PASSWORD", "given");

    assertThat(KeysFile.of(file(), given, () -> false)).doesNotContainKey("DATABASE_PASSWORD");
    assertThat(KeysFile.of(file(), given, () -> true)).hasSize(FreshKeys.fresh().size() - 1);
  }

  @Test
  void keysThatAreInUseAreNotMadeAgain() {
    assertThatThrownBy(() -> KeysFile.of(file(), NONE, () -> true))
        .isInstanceOf(KeysFile.Refused.class)
        .hasMessageContainingAll(file().toString(), "is gone", "Put the copy");
    assertThat(file()).doesNotExist();
  }

  @Test
  void aStartThatDiedWhileItWroteIsNotTheFirst() throws Exception {
    Files.createDirectories(file().getParent());
    Files.writeString(file().resolveSibling("keys.env.partial"), "VAULT_KEYS=1:cut");

    assertThat(KeysFile.of(file(), NONE, () -> false))
        .isEqualTo(KeysFile.of(file(), NONE, () -> true));
  }

  static Stream<Damage> damages() {
    Map<String, String> keys = new LinkedHashMap<>(FreshKeys.fresh());
    keys.remove("DATABASE_PASSWORD");
    String whole = lines(keys);
    return Stream.of(
            Stream.of(
                new Damage("empty", ""),
                new Damage("binary", "\0".repeat(whole.length())),
                new Damage("no env file", "garbage"),
                new Damage("no UTF-8", "\u00ff\u00fe")),
            keys.keySet().stream()
                .flatMap(name ->
                    Stream.of(
                        new Damage(name + " absent", lines(changed(keys, name, ""))),
                        new Damage(name + " garbage", lines(changed(keys, name, "garbage"))),
                        new Damage(
                            name + " cut",
                            lines(
                                changed(
                                    keys,
                                    name,
                                    keys.get(name).substring(0, keys.get(name).length() / 2)))))),
            Stream.iterate(0, at -> at < whole.length() - 2, at -> at + 97)
                .map(at -> new Damage("cut at " + at, whole.substring(0, at))))
        .flatMap(all -> all);
  }

  @ParameterizedTest
  @MethodSource("damages")
  void aDamagedFileIsNamedAndKept(Damage damage) throws Exception {
    Files.createDirectories(file().getParent());
    byte[] bytes = damage.content().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    Files.write(file(), bytes);

    assertThatThrownBy(() -> KeysFile.of(file(), Map.of("DATABASE_PASSWORD", "given"), () -> false))
        .isInstanceOf(KeysFile.Refused.class)
        .hasMessageStartingWith(file().toString())
        .hasMessageContaining("Put the copy that you kept in its place")
        .message()
        .hasSizeLessThan(300);
    assertThat(Files.readAllBytes(file())).isEqualTo(bytes);
  }

  /** Else an operator replaces good keys. */
  @Test
  void theFileIsNotBlamedForASettingThatIsGiven() {
    Map<String, String> keys = KeysFile.of(file(), NONE, () -> false);

    assertThat(KeysFile.of(file(), Map.of("SITE_ORIGIN", "https://https://x"), () -> true))
        .isEqualTo(keys);
    for (String name :
        List.of("SESSION_PRIVATE_KEYS", "VAULT_KEYS", "REFRESH_KEYS", "OBJECTS_KEY")) {
      assertThatThrownBy(() -> KeysFile.of(file(), Map.of(name, "1:garbage"), () -> true))
          .isInstanceOf(KeysFile.Refused.class)
          .hasMessageStartingWith(name + " is malformed")
          .hasMessageNotContainingAny("damaged", "garbage");
    }
  }

  @Test
  void aFolderInItsPlaceIsNamed() throws Exception {
    Files.createDirectories(file());

    assertThatThrownBy(() -> KeysFile.of(file(), NONE, () -> false))
        .isInstanceOf(KeysFile.Refused.class)
        .hasMessageContaining("cannot be read");
  }

  private static Map<String, String> changed(Map<String, String> keys, String name, String value) {
    var changed = new LinkedHashMap<>(keys);
    changed.put(name, value);
    return changed;
  }

  private static String lines(Map<String, String> keys) {
    return keys.entrySet().stream().map(entry -> entry + "\n").collect(Collectors.joining());
  }
}
