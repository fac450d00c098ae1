package oo.dev.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import oo.dev.supervisor.Modules.Module;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompilerTest {
  @TempDir Path folder = Path.of("");

  @BeforeEach
  void fourModules() throws Exception {
    write("localstack/dev/target/classpath", entries("infra/server", "top", "base", "local"));
    write("infra/server/target/classpath", entries("top", "base"));
    write("top/target/classpath", entries("base"));
    write("local/target/classpath", "");
    write("base/target/classpath", "");
    write("base/src/main/java/Base.java", "class Base { static int one() { return 1; } }");
    write("base/src/main/java/Gone.java", "class Gone {}");
    write("base/src/main/resources/words.txt", "words");
    write("top/src/main/java/Top.java", "class Top { int two = Base.one() + 1; }");
    assertThat(compile("base")).isEmpty();
    assertThat(compile("top")).isEmpty();
  }

  @Test
  void aModuleAndWhatBuildsOnItAreCompiledInOrder() {
    assertThat(modules("base"))
        .extracting(Module::folder)
        .containsExactly(
            folder.resolve("base"),
            folder.resolve("top"),
            folder.resolve("infra/server"),
            folder.resolve("localstack/dev"));
    assertThat(modules("local"))
        .extracting(Module::folder)
        .containsExactly(folder.resolve("local"), folder.resolve("localstack/dev"));
    assertThat(folder.resolve("top/target/classes/Top.class")).exists();
    assertThat(folder.resolve("base/target/classes/words.txt")).hasContent("words");
  }

  @Test
  void theServersClassPathIsServedAndTheRestIsTheSupervisors() {
    Modules all = Modules.of(folder);

    assertThat(all.all().stream().filter(all::serves))
        .extracting(Module::folder)
        .containsExactly(
            folder.resolve("base"), folder.resolve("top"), folder.resolve("infra/server"));
  }

  @Test
  void whatOthersDoNotSeeCompilesNoDependent() throws Exception {
    FileTime before = Files.getLastModifiedTime(folder.resolve("top/target/classes/Top.class"));
    write(
        "base/src/main/java/Base.java",
        "class Base { private int more; static { Runnable r = () -> {}; r.run(); }"
            + " static int one() { return two() - 1; } private static int two() { return 2; } }");

    assertThat(compile("base")).isEmpty();
    assertThat(Files.getLastModifiedTime(folder.resolve("top/target/classes/Top.class")))
        .isEqualTo(before);
    write("base/src/main/java/Base.java", "class Base { static long one() { return 1; } }");
    assertThat(compile("base")).startsWith("top/src/main/java/Top.java:1: incompatible types");
  }

  @Test
  void whatADependentCannotUseReplacesNothing() throws Exception {
    byte[] before = Files.readAllBytes(folder.resolve("base/target/classes/Base.class"));
    write("base/src/main/java/Base.java", "class Base {}");

    assertThat(compile("base")).contains("top/src/main/java/Top.java:1:").contains("one()");
    assertThat(folder.resolve("base/target/classes/Base.class")).hasBinaryContent(before);
  }

  @Test
  void theClassOfADeletedSourceIsGone() throws Exception {
    Files.delete(folder.resolve("base/src/main/java/Gone.java"));
    Files.delete(folder.resolve("base/src/main/resources/words.txt"));

    assertThat(compile("base")).isEmpty();
    assertThat(folder.resolve("base/target/classes/Gone.class")).doesNotExist();
    assertThat(folder.resolve("base/target/classes/words.txt")).doesNotExist();
  }

  @Test
  void aDeletedClassThatIsStillUsedIsAnError() throws Exception {
    write("top/src/main/java/Top.java", "class Top { Gone gone; }");
    assertThat(compile("top")).isEmpty();
    Files.delete(folder.resolve("base/src/main/java/Gone.java"));

    assertThat(compile("base")).startsWith("top/src/main/java/Top.java:1: cannot find symbol");
  }

  @Test
  void manyErrorsAreCutShort() throws Exception {
    write("top/src/main/java/Top.java", "class Top {" + " Absent absent;".repeat(20) + "}");

    assertThat(compile("top").lines()).hasSizeLessThan(10).endsWith("...");
  }

  @Test
  void whatIsSavedNewOrGoneIsNoticed() throws Exception {
    var watch = new Watch(List.of(folder.resolve("base"), folder.resolve("absent")));
    assertThat(watch.changed()).isEmpty();
    write("base/New.java", "");
    write("base/New.java~", "");
    Files.delete(folder.resolve("base/src/main/java/Gone.java"));

    assertThat(watch.changed())
        .containsExactlyInAnyOrder(
            folder.resolve("base/New.java"), folder.resolve("base/src/main/java/Gone.java"));
    assertThat(watch.changed()).isEmpty();
  }

  private String compile(String changed) {
    return new Compiler(new Tree(folder))
        .compile(modules(changed), Set.of(folder.resolve(changed)));
  }

  private List<Module> modules(String changed) {
    return Modules.of(folder).withDependents(Set.of(folder.resolve(changed)), Set.of());
  }

  private String entries(String... modules) {
    return Stream.of(modules)
        .map(module -> folder.resolve(module) + "/target/classes")
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void write(String name, String text) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolve("..").normalize());
    Files.writeString(file, text);
  }
}
