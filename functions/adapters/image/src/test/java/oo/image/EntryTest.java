package oo.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import oo.host.base.AotCacheCheck;
import oo.image.Entry.Runner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EntryTest {

  @Test
  void whereLambdaNamesItsRuntimeApiItsClientIsStarted() {
    assertThat(Runner.of(Map.of("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001")))
        .isEqualTo(Runner.LAMBDA);
  }

  @Test
  void whereFnNamesItsSocketItIsServed() {
    assertThat(Runner.of(Map.of("FN_LISTENER", "unix:/tmp/iofs/lsnr.sock"))).isEqualTo(Runner.FN);
  }

  @Test
  void whereNobodyDoesOneCallIsMade() {
    assertThat(Runner.of(Map.of("FUNCTION_NAME", "migrate"))).isEqualTo(Runner.NO_PLATFORM);
  }

  @Test
  void aJarOfTheNameSizeAndTimeThatWasTrainedFits(@TempDir Path image) throws IOException {
    Path trained = image(image, "host.jar 3 1000");

    assertThat(AotCacheCheck.mismatch(trained)).isEmpty();
  }

  @Test
  void aJarThatIsGoneOrOfAnotherSizeOrTimeDoesNot(@TempDir Path image) throws IOException {
    for (String line : List.of("host.jar 4 1000", "host.jar 3 2000", "mended.jar 3 1000")) {
      assertThat(AotCacheCheck.mismatch(image(image, line)))
          .hasValueSatisfying(why -> assertThat(why).contains(line.split(" ")[0], "AOT cache"));
    }
  }

  private static Path image(Path image, String line) throws IOException {
    Path jar = Files.createDirectories(image.resolve("lib")).resolve("host.jar");
    Files.writeString(jar, "jar");
    Files.setLastModifiedTime(jar, FileTime.fromMillis(1000));
    return Files.writeString(image.resolve("classes.aot.jars"), line + "\n");
  }
}
