package oo.fn;

import com.fnproject.fn.api.Headers;
import com.fnproject.fn.api.InputEvent;
import com.fnproject.fn.api.OutputEvent;
import com.fnproject.fn.runtime.EventCodec;
import com.fnproject.fn.runtime.ReadOnceInputEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;

/**
 * Fn's contract {@code http-stream}: HTTP on a UNIX-domain socket, one call at a time, on the JDK's
 * own channels. The socket gets its name when all is ready: bound beside it, made accessible to all
 * users, then linked: Fn waits for the name, and must not find a socket that it may not use.
 */
final class SocketCodec implements EventCodec {
  private static final String LISTENER = "FN_LISTENER";
  private static final InputEvent REHEARSAL =
      new ReadOnceInputEvent(
          InputStream.nullInputStream(), Headers.emptyHeaders(), "", Instant.MAX);

  private final Path name;

  private SocketCodec(Path name) {
    this.name = name;
  }

  /**
   * Of {@code FN_LISTENER}.
   *
   * @throws MissingSetting when it is no address of a socket, or Fn wants another format
   */
  static SocketCodec of(Settings settings) {
    String format = settings.optional("FN_FORMAT").orElse("http-stream");
    if (!format.equals("http-stream")) {
      throw new MissingSetting("FN_FORMAT", "must be http-stream");
    }
    String address = settings.required(LISTENER, "Fn sets it: unix:/PATH of the socket.");
    if (!address.startsWith("unix:/")) {
      throw new MissingSetting(LISTENER, "must be unix:/PATH of the socket");
    }
    return new SocketCodec(Path.of(address.substring("unix:".length())));
  }

  /** Whether an event is our own, which loads the FDK's classes before the first call. */
  static boolean isRehearsal(InputEvent event) {
    return event == REHEARSAL;
  }

  /** Until the process ends. */
  @Override
  public void runCodec(Handler handler) {
    OutputEvent rehearsed = handler.handle(REHEARSAL);
    if (!rehearsed.isSuccess()) {
      throw new IllegalStateException("The FDK did not load");
    }
    Path bound = name.resolveSibling("oo-" + ProcessHandle.current().pid() + ".sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      Files.deleteIfExists(bound);
      server.bind(UnixDomainSocketAddress.of(bound));
      Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString("rw-rw-rw-"));
      Files.deleteIfExists(name);
      Files.createSymbolicLink(name, bound.getFileName());
      while (true) {
        try (SocketChannel caller = server.accept()) {
          new SocketConnection(
                  Channels.newInputStream(caller), Channels.newOutputStream(caller), handler)
              .serve();
        } catch (IOException e) {
          if (!server.isOpen()) {
            throw e;
          }
          // The caller went away; the next one is served.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
