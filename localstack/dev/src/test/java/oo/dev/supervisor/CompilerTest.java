package oo.dev.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import oo.dev.supervisor.Modules.Module;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompilerTest {
  @TempDir Path folder = Path.of("");

  @BeforeEach
  void twoModules() throws Exception {
    write(
        "pom.xml",
        "<project><modules><module>top</module><module>base</module></modules></project>");
    write("base/pom.xml", "<project/>");
    write(
        "top/pom.xml",
        "<project><dependencies><dependency><groupId>oo</groupId><artifactId>base</artifactId>"
            + "</dependency></dependencies></project>");
    write("base/src/main/java/Base.java", "class Base { static int one() { return 1; } }");
    write("base/src/main/java/Gone.java", "class Gone {}");
    write("base/src/main/resources/words.txt", "words");
    write("top/src/main/java/Top.java", "class Top { int two = Base.one() + 1; }");
    write(".oo/classpath", folder.resolve("base/target/classes").toString());
    assertThat(compile("base")).isEmpty();
  }

  @Test
  void aModuleAndWhatBuildsOnItAreCompiledInOrder() {
    assertThat(modules("base")).extracting(Module::name).containsExactly("base", "top");
    assertThat(modules("top")).extracting(Module::name).containsExactly("top");
    assertThat(folder.resolve("top/target/classes/Top.class")).exists();
    assertThat(folder.resolve("base/target/classes/words.txt")).hasContent("words");
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

    assertThat(compile("base")).isEmpty();
    assertThat(folder.resolve("base/target/classes/Gone.class")).doesNotExist();
  }

  @Test
  void whatIsSavedNewOrGoneIsNoticed() throws Exception {
    var watch = new Watch(List.of(folder.resolve("base"), folder.resolve("absent")));
    assertThat(watch.changed()).isEmpty();
    write("base/New.java", "");
    write("base/New.java~", "");
    Files.delete(folder.resolve("base/pom.xml"));

    assertThat(watch.changed())
        .containsExactlyInAnyOrder(folder.resolve("base/New.java"), folder.resolve("base/pom.xml"));
    assertThat(watch.changed()).isEmpty();
  }

  private String compile(String changed) {
    return new Compiler(new Tree(folder)).compile(modules(changed));
  }

  private List<Module> modules(String changed) {
    return Modules.of(folder).withDependents(Set.of(changed));
  }

  private void write(String name, String text) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolve("..").normalize());
    Files.writeString(file, text);
  }
}
