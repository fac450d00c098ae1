package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The names in localstack/compose.yaml. Running it takes a container engine. */
final class ComposeFileTest {
  private static final Path FILE = Oo.TREE.resolve("localstack/compose.yaml");
  private static final Pattern MAIN_CLASS = Pattern.compile("\\boo(?:\\.[a-z]+)+\\.[A-Z]\\w+");
  private static final Pattern MOUNT = Pattern.compile("(?m)^ +- (\\.[^:\\n]*):");

  @Test
  void everyMainClassExists() throws Exception {
    List<String> names = MAIN_CLASS.matcher(text()).results().map(name -> name.group()).toList();

    assertThat(names).hasSizeGreaterThanOrEqualTo(3);
    for (String name : names) {
      assertThat(Class.forName(name).getMethod("main", String[].class)).as(name).isNotNull();
    }
  }

  @Test
  void everyMountedFolderExists() throws IOException {
    List<String> folders = MOUNT.matcher(text()).results().map(mount -> mount.group(1)).toList();

    assertThat(folders).hasSizeGreaterThanOrEqualTo(5);
    assertThat(folders)
        .map(folder -> FILE.resolveSibling(folder.replaceFirst("/target$", "")))
        .allMatch(Files::isDirectory);
  }

  private static String text() throws IOException {
    return Files.readString(FILE);
  }
}
