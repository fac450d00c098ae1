package oo.server.backup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file that {@code oo backup} made: {@code oo-20261128T033218Z-v11.dump}, with {@code .age} at
 * the end when it is encrypted.
 *
 * @param at when the copy was taken
 */
public record BackupFile(Path path, Instant at) {
  static final String PARTIAL = ".part";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern NAME =
      Pattern.compile("oo-(\\d{8}T\\d{6}Z)-v\\d{1,5}\\.dump(\\.age)?");
  private static final Pattern PARTIAL_NAME =
      Pattern.compile("\\." + NAME.pattern() + "\\" + PARTIAL);
  private static final byte[] DUMP = "PGDMP".getBytes(US_ASCII);

  static String name(Instant at, int schema, boolean encrypted) {
    return "oo-" + TIME.format(at) + "-v" + schema + ".dump" + (encrypted ? ".age" : "");
  }

  /** The newest one in the folder. */
  public static Optional<BackupFile> newest(Path folder) throws IOException {
    return in(folder).stream().max(Comparator.comparing(BackupFile::at));
  }

  /**
   * Those in the folder, by name and content: another file with such a name is none, nor is a link.
   */
  static List<BackupFile> in(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.flatMap(path -> of(path).stream()).toList();
    }
  }

  /** What a killed backup left. */
  static List<Path> partial(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(
              path -> PARTIAL_NAME.matcher(path.getFileName().toString()).matches() && plain(path))
          .toList();
    }
  }

  private static Optional<BackupFile> of(Path path) {
    Matcher name = NAME.matcher(path.getFileName().toString());
    if (!name.matches() || !plain(path)) {
      return Optional.empty();
    }
    try {
      Instant at = TIME.parse(name.group(1), Instant::from);
      return begins(path, name.group(2) == null ? DUMP : Age.MAGIC)
              && (name.group(2) != null || sealed(path))
          ? Optional.of(new BackupFile(path, at))
          : Optional.empty();
    } catch (IOException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static boolean plain(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean begins(Path path, byte[] magic) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return Arrays.equals(in.readNBytes(magic.length), magic);
    }
  }

  private static boolean sealed(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      var last = ByteBuffer.allocate(Seal.BYTES);
      long from = file.size() - Seal.BYTES;
      return from > 0
          && file.read(last, from) == Seal.BYTES
          && Seal.parse(last.array()).isPresent();
    }
  }

  static boolean encrypted(Path file) throws IOException {
    return begins(file, Age.MAGIC);
  }

  /** The dump and its seal, decrypted when that is needed. */
  static InputStream open(Path file, List<RecipientStanzaReader> identities) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return identities.isEmpty()
          ? Channels.newInputStream(channel)
          : new BufferedInputStream(
              Channels.newInputStream(Age.decrypting(channel, identities)), 1 << 16);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }
}
