package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GeneratedClientsTest {
  @Test
  void theClientsAreWhatIsGeneratedFromTheContractToday(@TempDir Path folder) throws IOException {
    ClientTools.linesOf(ClientTools.CLIENTS, "", ClientTools.generator(), folder.toString());
    var today = files(folder);
    var kept = files(ClientTools.CLIENTS);
    var changed = new TreeSet<>(today.keySet());
    changed.addAll(kept.keySet());
    changed.removeIf(file -> Objects.equals(today.get(file), kept.get(file)));
    assertThat(today).hasSizeGreaterThan(20);
    assertThat(changed).as("differ from what is generated; ./oo clients generates them").isEmpty();
  }

  /** The generated files by name: the types of TypeScript, the package of Python. */
  private static Map<String, String> files(Path clients) throws IOException {
    var files = new TreeMap<String, String>();
    files.put("schema.d.ts", Files.readString(clients.resolve("typescript/src/schema.d.ts")));
    try (Stream<Path> all = Files.walk(clients.resolve("python/oo_client"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.toString().contains("__pycache__")) {
          files.put(clients.relativize(file).toString(), Files.readString(file));
        }
      }
    }
    return files;
  }
}
