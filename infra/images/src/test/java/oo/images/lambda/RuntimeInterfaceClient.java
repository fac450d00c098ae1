package oo.images.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * AWS's runtime interface client for Java, as it lies on this process's class path: what a managed
 * runtime has under {@code /var/runtime/lib}.
 */
public final class RuntimeInterfaceClient {
  public static final String MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  // One class of each jar that it consists of.
  private static final List<String> PARTS =
      List.of(
          MAIN,
          "com.amazonaws.services.lambda.runtime.Context",
          "com.amazonaws.services.lambda.runtime.serialization.PojoSerializer",
          "software.amazon.awssdk.utilslite.SdkInternalThreadLocal");
  private static final String NATIVE =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

  private RuntimeInterfaceClient() {}

  /** Its jars. */
  public static List<Path> jars() {
    return PARTS.stream().map(RuntimeInterfaceClient::jarOf).distinct().toList();
  }

  /**
   * The flag that points it at its native library, unpacked once a process. Without it, each start
   * overwrites one fixed file under {@code /tmp} that running processes use.
   */
  public static String nativeFlag() {
    return "-D" + NATIVE + "=" + Library.UNPACKED;
  }

  private static Path jarOf(String name) {
    try {
      Class<?> part = Class.forName(name, false, RuntimeInterfaceClient.class.getClassLoader());
      return Path.of(part.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (ClassNotFoundException | URISyntaxException e) {
      throw new IllegalStateException("Not on the class path: " + name, e);
    }
  }

  /** Unpacked when first asked for. */
  private static final class Library {
    private static final Path UNPACKED = unpacked();

    private static Path unpacked() {
      String machine =
          switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "aarch_64";
            default ->
                throw new IllegalStateException(
                    "Lambda's client has no library for " + System.getProperty("os.arch"));
          };
      String name = "/jni/libaws-lambda-jni.linux-" + machine + ".so";
      try (InputStream library =
          Class.forName(MAIN, false, RuntimeInterfaceClient.class.getClassLoader())
              .getResourceAsStream(name)) {
        if (library == null) {
          throw new IllegalStateException("Lambda's client has no " + name);
        }
        Path file = Files.createTempFile("aws-lambda-jni-", ".so");
        file.toFile().deleteOnExit();
        Files.write(file, library.readAllBytes());
        return file;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
