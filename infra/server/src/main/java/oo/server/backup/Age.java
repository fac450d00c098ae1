package oo.server.backup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import oo.host.base.MissingSetting;

/**
 * Files that the program {@code age} opens, with an X25519 identity
 * (https://github.com/C2SP/C2SP/blob/main/age.md).
 */
final class Age {
  static final byte[] MAGIC = "age-encryption.org/v1\n".getBytes(US_ASCII);

  private static final String IDENTITY = "AGE-SECRET-KEY-1";

  private Age() {}

  /**
   * @throws MissingSetting when it is no recipient
   */
  static RecipientStanzaWriter recipient(String setting, String value) {
    try {
      return X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(value.strip());
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new MissingSetting(
          setting, "is no recipient of age: age1 and 58 letters, as `age-keygen` prints it.");
    }
  }

  static WritableByteChannel encrypting(WritableByteChannel file, RecipientStanzaWriter recipient)
      throws IOException {
    try {
      return new StandardEncryptingChannelFactory().newEncryptingChannel(file, List.of(recipient));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /**
   * The identities of a file, as {@code age-keygen} makes it.
   *
   * @throws BackupRefused when it has none
   */
  static List<RecipientStanzaReader> identities(Path file) {
    var identities = new ArrayList<RecipientStanzaReader>();
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.strip().startsWith(IDENTITY)) {
          identities.add(X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(line.strip()));
        }
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      identities.clear();
    }
    if (identities.isEmpty()) {
      throw new BackupRefused(
          file + " has no identity of age: a line that begins with " + IDENTITY + ".");
    }
    return identities;
  }

  /**
   * @throws BackupRefused when no identity opens it, or its header is damaged
   */
  static ReadableByteChannel decrypting(
      ReadableByteChannel file, List<RecipientStanzaReader> identities) throws IOException {
    try {
      return new StandardDecryptingChannelFactory().newDecryptingChannel(file, identities);
    } catch (UnsupportedRecipientStanzaException e) {
      throw new BackupRefused(
          "This identity does not open it: give the one that belongs to the BACKUP_RECIPIENT of that time.");
    } catch (GeneralSecurityException e) {
      throw new BackupRefused(
          "Its header is damaged, or this identity does not open it: try another copy of the file, or the identity that"
              + " belongs to the BACKUP_RECIPIENT of that time.");
    }
  }
}
