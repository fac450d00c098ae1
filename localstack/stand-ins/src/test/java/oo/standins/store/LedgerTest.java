package oo.standins.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

  @TempDir Path folder;

  @Test
  void remembersWhatWasCommitted() {
    try (Ledger ledger = Ledger.open(folder, "rows")) {
      ledger.commit(Map.of("a/1", "one", "a/2", "two"));
      ledger.commit(Map.of("a/1", "uno"));
      Map<String, @Nullable Object> removed = new HashMap<>();
      removed.put("a/2", null);
      ledger.commit(removed);
    }
    try (Ledger ledger = Ledger.open(folder, "rows")) {
      assertThat(ledger.takeLoaded()).hasSize(1);
    }
    assertThat(folder.resolve("rows.jsonl")).hasContent("{\"a/1\":\"uno\"}");
  }

  @Test
  void dropsALineThatACrashCutShort() throws Exception {
    try (Ledger ledger = Ledger.open(folder, "rows")) {
      ledger.commit(Map.of("a/1", "one"));
    }
    Files.writeString(folder.resolve("rows.jsonl"), "{\"a/1\":\"tw", StandardOpenOption.APPEND);
    try (Ledger ledger = Ledger.open(folder, "rows")) {
      assertThat(ledger.takeLoaded().get("a/1")).hasToString("\"one\"");
      ledger.commit(Map.of("a/2", "two"));
    }
    try (Ledger ledger = Ledger.open(folder, "rows")) {
      assertThat(ledger.takeLoaded()).containsOnlyKeys("a/1", "a/2");
    }
  }

  @Test
  void refusesASecondOwner() {
    try (Ledger first = Ledger.open(folder, "rows")) {
      assertThat(first.takeLoaded()).isEmpty();
      assertThatThrownBy(() -> Ledger.open(folder, "rows"))
          .hasMessageContaining("another stand-in");
    }
  }

  @Test
  void isReadableByItsOwnerOnly() throws Exception {
    try (Ledger ledger = Ledger.open(folder, "rows")) {
      ledger.commit(Map.of("a/1", "one"));
    }
    assertThat(Files.getPosixFilePermissions(folder.resolve("rows.jsonl"))).hasSize(2);
  }
}
