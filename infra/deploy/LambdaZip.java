import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a module's artefact for Lambda: its classes at the top, the jars that it runs with in
 * {@code lib/}, and there in {@code native/} the native libraries of oO's jars for Linux, which
 * Lambda is. The jars inside are stored, so that the zip compresses each as a whole: that is a
 * third smaller than jars that are compressed file by file, and a class is loaded without being
 * inflated. The same input makes the same bytes.
 *
 * <p>Ends with 1 when the zip is heavier than it may be: what makes it so should be seen, not found
 * out by the people who wait for a cold start. A jar with native code in it ends the same way.
 */
final class LambdaZip {
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  private static final Predicate<String> NATIVE =
      Pattern.compile(".*\\.(so|dylib|jnilib|dll)").asMatchPredicate();

  /**
   * What no function reads: how a jar was built, what a native image needs, an index that names other
   * jars, and PostgreSQL's words in other languages, without which its driver says them in English.
   */
  private static final Predicate<String> UNREAD =
      Pattern.compile(
              "META-INF/(INDEX\\.LIST|(maven|native-image)/.*)|org/postgresql/translation/.*")
          .asMatchPredicate();

  private LambdaZip() {}

  /**
   * ZIP MEGABYTES JAR CLASSPATH-FILE [CLASSPATH-FILE]. With the last, a layer for functions that have
   * those jars: the module's own and the others that it runs with, in {@code java/lib/}.
   */
  public static void main(String[] arguments) throws IOException {
    Path zip = Path.of(arguments[0]);
    long most = Long.parseLong(arguments[1]) * 1_000_000;
    try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.setLevel(Deflater.BEST_COMPRESSION);
      boolean layer = arguments.length > 4;
      Path own = Path.of(arguments[2]);
      TreeMap<String, Path> libraries = libraries(arguments[3]);
      if (layer) {
        libraries.keySet().removeAll(libraries(arguments[4]).keySet());
        libraries.values().removeIf(jar -> jar.getParent().endsWith("target")); // in every artefact
        libraries.put(own.getFileName().toString(), own);
      } else {
        for (var entry : files(own).entrySet()) {
          put(out, entry.getKey(), entry.getValue());
        }
      }
      for (var library : libraries.entrySet()) {
        put(out, (layer ? "java/lib/" : "lib/") + library.getKey(), stored(library.getValue()));
      }
      for (Path jar : libraries.values()) {
        putNative(out, jar.resolveSibling("native"));
      }
    }
    long size = Files.size(zip);
    System.out.printf(
        "%s: %.1f MB of at most %d%n", zip.getFileName(), size / 1e6, most / 1_000_000);
    if (size > most) {
      System.err.println(
          zip.getFileName() + " is too heavy: unzip -lv " + zip + " shows what it carries.");
      System.exit(1);
    }
  }

  private static TreeMap<String, Path> libraries(String classPathFile) throws IOException {
    var libraries = new TreeMap<String, Path>();
    for (String library :
        Files.readString(Path.of(classPathFile)).strip().split(File.pathSeparator)) {
      Path jar = Path.of(library);
      if (libraries.put(jar.getFileName().toString(), jar) != null) {
        throw new IOException("Two libraries are called " + jar.getFileName());
      }
    }
    return libraries;
  }

  private static TreeMap<String, byte[]> files(Path jar) throws IOException {
    var files = new TreeMap<String, byte[]>();
    try (var in = new JarFile(jar.toFile())) {
      for (var entry : in.stream().filter(e -> !e.isDirectory()).toList()) {
        if (NATIVE.test(entry.getName())) {
          throw new IOException(
              jar + " has native code, which a process would unpack: " + entry.getName());
        }
        if (!UNREAD.test(entry.getName())) {
          files.putIfAbsent(entry.getName(), in.getInputStream(entry).readAllBytes());
        }
      }
    }
    return files;
  }

  /** A folder's libraries for Linux, if there is one. */
  private static void putNative(ZipOutputStream out, Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (var found = Files.walk(folder)) {
        for (Path file : found.filter(f -> f.toString().endsWith(".so")).sorted().toList()) {
          String name = folder.relativize(file).toString();
          put(out, "lib/native/" + name, Files.readAllBytes(file));
        }
      }
    }
  }

  /** The jar with nothing in it compressed; the manifest first, as JarInputStream wants it. */
  private static byte[] stored(Path jar) throws IOException {
    var bytes = new ByteArrayOutputStream();
    TreeMap<String, byte[]> files = files(jar);
    try (var out = new ZipOutputStream(bytes)) {
      byte[] manifest = files.remove(JarFile.MANIFEST_NAME);
      if (manifest != null) {
        store(out, JarFile.MANIFEST_NAME, manifest);
      }
      for (var entry : files.entrySet()) {
        store(out, entry.getKey(), entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream out, String name, byte[] content) throws IOException {
    var crc = new CRC32();
    crc.update(content);
    var entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(TIME);
    out.putNextEntry(entry);
    out.write(content);
    out.closeEntry();
  }

  private static void put(ZipOutputStream out, String name, byte[] content) throws IOException {
    var entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    out.putNextEntry(entry);
    out.write(content);
    out.closeEntry();
  }
}
