package oo.vault;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.MemorySegment.ofArray;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import oo.host.base.NativeLibrary;

/**
 * libsodium's XChaCha20-Poly1305 (IETF), by the JDK's foreign-function API. The library is the one
 * that oO ships, never the machine's. It is loaded when this class is initialised, which fails with
 * a {@code LinkageError} when it cannot be.
 *
 * <p>Arrays are passed where they lie in the heap, so the collector waits for a call: what is
 * sealed has a few hundred bytes.
 */
final class Sodium {
  static final int TAG_BYTES = 16;

  private static final Linker LINKER = Linker.nativeLinker();

  /** By their places in Lazysodium's jar. */
  private static final SymbolLookup LIBRARY =
      SymbolLookup.libraryLookup(
          NativeLibrary.path(
              Sodium.class,
              Map.of(
                  "Linux amd64", "linux64/libsodium.so",
                  "Linux aarch64", "arm64/libsodium.so",
                  "Mac OS X x86_64", "mac/libsodium.dylib",
                  "Mac OS X aarch64", "mac_arm/libsodium.dylib")),
          Arena.global());

  // The cipher and where its length goes, text, data, nothing, nonce, key; a length is a long.
  private static final MethodHandle ENCRYPT =
      function(
          "crypto_aead_xchacha20poly1305_ietf_encrypt",
          FunctionDescriptor.of(
              JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS,
              ADDRESS));

  // The text and where its length goes, nothing, cipher, data, nonce, key.
  private static final MethodHandle DECRYPT =
      function(
          "crypto_aead_xchacha20poly1305_ietf_decrypt",
          FunctionDescriptor.of(
              JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS,
              ADDRESS));

  static {
    MethodHandle initialise = function("sodium_init", FunctionDescriptor.of(JAVA_INT));
    if (call(() -> (int) initialise.invokeExact()) < 0) {
      throw new UnsatisfiedLinkError("libsodium cannot be initialised");
    }
  }

  private Sodium() {}

  /** Loads the library, when it is not loaded yet. */
  static void load() {
    // The class is initialised now.
  }

  /** Writes the cipher, which is longer than the text by {@link #TAG_BYTES}; whether it could. */
  static boolean encrypt(byte[] cipher, byte[] text, byte[] data, byte[] nonce, byte[] key) {
    return call(() ->
        (int)
            ENCRYPT.invokeExact(
                ofArray(cipher),
                NULL,
                ofArray(text),
                (long) text.length,
                ofArray(data),
                (long) data.length,
                NULL,
                ofArray(nonce),
                ofArray(key)))
        == 0;
  }

  /** Writes the text; false when the cipher is not one of this data, nonce and key. */
  static boolean decrypt(byte[] text, byte[] cipher, byte[] data, byte[] nonce, byte[] key) {
    return call(() ->
        (int)
            DECRYPT.invokeExact(
                ofArray(text),
                NULL,
                NULL,
                ofArray(cipher),
                (long) cipher.length,
                ofArray(data),
                (long) data.length,
                ofArray(nonce),
                ofArray(key)))
        == 0;
  }

  private static MethodHandle function(String name, FunctionDescriptor shape) {
    return LINKER.downcallHandle(LIBRARY.findOrThrow(name), shape, Linker.Option.critical(true));
  }

  private interface Call {
    int run() throws Throwable;
  }

  private static int call(Call call) {
    try {
      return call.run();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("A native function throws nothing", e);
    }
  }
}
