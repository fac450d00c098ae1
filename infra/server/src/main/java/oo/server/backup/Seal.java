package oo.server.backup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last line of a backup, inside of its encryption: what the copy is of, and the SHA-256 of all
 * bytes before it. A file without it is cut off. {@code pg_restore} does not read so far.
 *
 * @param at when the copy was taken, by the database's clock, in seconds
 * @param schema the newest migration in it
 * @param sha256 in hexadecimal
 */
record Seal(Instant at, int schema, String sha256) {
  private static final String FORM = "\noO-backup 1 at=%s schema=%05d sha256=%s\n";
  private static final Pattern LINE =
      Pattern.compile("\noO-backup 1 at=(\\S{20}) schema=(\\d{5}) sha256=([0-9a-f]{64})\n");
  static final int BYTES = new Seal(Instant.EPOCH, 0, "0".repeat(64)).bytes().length;
  private static final int CHUNK = 1 << 16;

  byte[] bytes() {
    return FORM.formatted(at.truncatedTo(ChronoUnit.SECONDS), schema, sha256).getBytes(US_ASCII);
  }

  /** The seal that these bytes are. */
  static Optional<Seal> parse(byte[] bytes) {
    Matcher line = LINE.matcher(new String(bytes, US_ASCII));
    return line.matches()
        ? Optional.of(
            new Seal(Instant.parse(line.group(1)), Integer.parseInt(line.group(2)), line.group(3)))
        : Optional.empty();
  }

  /** Copies a dump and seals it. */
  static void write(InputStream dump, OutputStream file, Instant at, int schema)
      throws IOException {
    MessageDigest digest = digest();
    var chunk = new byte[CHUNK];
    for (int read; (read = dump.read(chunk)) >= 0; ) {
      digest.update(chunk, 0, read);
      file.write(chunk, 0, read);
    }
    file.write(new Seal(at, schema, HexFormat.of().formatHex(digest.digest())).bytes());
  }

  /**
   * Copies what was sealed, without the seal. All is read, also after a fault.
   *
   * @return empty when it is not whole: bytes are missing, were added or are others
   */
  static Optional<Seal> read(InputStream file, OutputStream dump) throws IOException {
    MessageDigest digest = digest();
    var held = new byte[0];
    var chunk = new byte[CHUNK];
    for (int read; (read = file.read(chunk)) >= 0; ) {
      byte[] both = Arrays.copyOf(held, held.length + read);
      System.arraycopy(chunk, 0, both, held.length, read);
      int passed = Math.max(0, both.length - BYTES);
      digest.update(both, 0, passed);
      dump.write(both, 0, passed);
      held = Arrays.copyOfRange(both, passed, both.length);
    }
    String sha256 = HexFormat.of().formatHex(digest.digest());
    return parse(held).filter(seal -> seal.sha256().equals(sha256));
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every Java has it.
    }
  }
}
