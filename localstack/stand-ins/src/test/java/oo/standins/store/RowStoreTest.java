package oo.standins.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowStoreTest {

  @TempDir Path folder;

  private RowStore open() {
    return RowStore.open(folder, "rows");
  }

  private static RowStore.Table<String> table(RowStore store) {
    return store.table("a", String.class);
  }

  private static void commit(RowStore store, RowStore.Table<String> table, String... rows) {
    store.transaction(() -> {
      for (int i = 0; i < rows.length; i += 2) {
        table.put(rows[i], rows[i + 1]);
      }
      return true;
    });
  }

  @Test
  void remembersWhatWasCommitted() {
    try (RowStore store = open()) {
      RowStore.Table<String> table = table(store);
      commit(store, table, "1", "one", "2", "two");
      commit(store, table, "1", "uno");
      assertThat(store.transaction(() -> table.remove("2"))).contains("two");
    }
    try (RowStore store = open()) {
      assertThat(table(store).stream()).hasSize(1);
    }
    assertThat(folder.resolve("rows.jsonl")).hasContent("{\"a/1\":\"uno\"}");
  }

  @Test
  void dropsALineThatACrashCutShort() throws Exception {
    try (RowStore store = open()) {
      commit(store, table(store), "1", "one");
    }
    byte[] cut = "{\"a/1\":\"zwö".getBytes(UTF_8);
    Files.write(
        folder.resolve("rows.jsonl"),
        Arrays.copyOf(cut, cut.length - 1),
        StandardOpenOption.APPEND);
    try (RowStore store = open()) {
      RowStore.Table<String> table = table(store);
      assertThat(table.get("1")).contains("one");
      commit(store, table, "2", "two");
    }
    try (RowStore store = open()) {
      assertThat(table(store).stream()).containsExactly("one", "two");
    }
  }

  @Test
  void refusesASecondOwner() {
    try (RowStore first = open()) {
      assertThat(table(first).stream()).isEmpty();
      assertThatThrownBy(this::open).hasMessageContaining("another stand-in");
    }
  }

  @Test
  void isReadableByItsOwnerOnly() throws Exception {
    try (RowStore store = open()) {
      commit(store, table(store), "1", "one");
    }
    assertThat(Files.getPosixFilePermissions(folder.resolve("rows.jsonl"))).hasSize(2);
  }
}
