package oo.maintenance.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A mail server that does what a test says. Without a word it takes every mail. */
public final class ScriptedSmtp implements AutoCloseable {
  /** An answer that never comes. */
  public static final String HANG = "hang";

  /** An answer that never ends, a byte at a time. */
  public static final String DRIP = "drip";

  /** The connection ends instead of an answer. */
  public static final String CLOSE = "close";

  private static final String GREETING = "greeting";
  private static final String END = "end of data";

  private final ServerSocket listening;
  private final Map<String, String> answers = new ConcurrentHashMap<>();

  /** Connections that are open, as far as the server noticed. */
  final AtomicInteger open = new AtomicInteger();

  /** Runs before each answer, which never comes when it throws an Error. */
  public volatile Runnable beforeAnswer = () -> {};

  public final List<String> mails = new CopyOnWriteArrayList<>();
  public final List<String> commands = new CopyOnWriteArrayList<>();

  public ScriptedSmtp() {
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return listening.getLocalPort();
  }

  public String url() {
    return "smtp://127.0.0.1:" + port();
  }

  /** Answers a command so from now on; {@code greeting} and {@code end of data} are two others. */
  public void answer(String command, String with) {
    answers.put(command, with);
  }

  public void wellAgain() {
    answers.clear();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        Thread.ofVirtual()
            .start(() -> {
              open.incrementAndGet();
              try (socket) {
                serve(socket);
              } catch (IOException | Error e) {
                // The client closed it, or is dead.
              } finally {
                open.decrementAndGet();
              }
            });
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) throws IOException {
    var in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    OutputStream out = socket.getOutputStream();
    if (!says(out, GREETING, "220 test ESMTP")) {
      return;
    }
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      commands.add(line);
      String verb = line.split("[ :]", 2)[0].toUpperCase(java.util.Locale.ROOT);
      boolean on =
          switch (verb) {
            case "EHLO" -> says(out, verb, "250-test\r\n250 8BITMIME");
            case "AUTH" -> says(out, verb, "235 ok");
            case "DATA" -> says(out, verb, "354 go on");
            case "QUIT" -> says(out, verb, "221 bye") && false;
            default -> says(out, verb, "250 ok");
          };
      if (!on) {
        return;
      }
      if (verb.equals("DATA") && !answers.getOrDefault("DATA", "354").startsWith("5")) {
        var mail = new StringBuilder();
        for (String text = in.readLine(); !".".equals(text); text = in.readLine()) {
          mail.append(text).append('\n');
        }
        mails.add(mail.toString());
        if (!says(out, END, "250 taken")) {
          return;
        }
      }
    }
  }

  private boolean says(OutputStream out, String command, String otherwise) throws IOException {
    String answer = answers.getOrDefault(command, otherwise);
    beforeAnswer.run();
    try {
      switch (answer) {
        case CLOSE -> {
          return false;
        }
        case HANG -> Thread.sleep(60_000);
        case DRIP -> {
          while (true) {
            out.write('2');
            out.flush();
            Thread.sleep(50);
          }
        }
        default -> {
          out.write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
          out.flush();
        }
      }
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
