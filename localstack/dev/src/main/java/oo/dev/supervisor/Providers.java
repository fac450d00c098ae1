package oo.dev.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import oo.postgres.Aside;
import oo.server.settings.EnvFile;
import oo.standins.StandIns;
import oo.standins.StandInsConfig;
import oo.standins.http.StandInPortTaken;
import org.jspecify.annotations.Nullable;

/**
 * Starts the stand-ins of the providers that have no client id, if the site is on loopback. Their
 * ports stay the same, as the issuer of every account contains Google's.
 */
final class Providers {
  private static final String PORTS = "stand-ins.env";

  private Providers() {}

  static Optional<StandIns> start(Tree tree, LocalSettings settings) {
    boolean google = settings.configured("GOOGLE_CLIENT_ID").isEmpty();
    boolean todoist = settings.configured("TODOIST_CLIENT_ID").isEmpty();
    if (!settings.loopback() || (!google && !todoist)) {
      return Optional.empty();
    }
    Map<String, String> ports = ports(tree.state().resolve(PORTS), settings.port());
    try {
      return Optional.of(
          StandIns.start(
              StandInSettings.registered(
                  StandInsConfig.in(tree.state().resolve("stand-ins"))
                      .addresses(settings.listening().toArray(String[]::new))
                      .ports(port(ports, "GOOGLE_PORT"), port(ports, "TODOIST_PORT")),
                  settings.site())));
    } catch (StandInPortTaken e) {
      throw new StartFailed(
          e.getMessage()
              + " Stop that one, or delete .oo/"
              + PORTS
              + " to get other ports. Users of the stand-in Google then sign in as new users.");
    }
  }

  /** Prints their addresses, and gives the functions the settings to use them. */
  static void introduce(StandIns standIns, LocalSettings settings) {
    if (settings.configured("GOOGLE_CLIENT_ID").isEmpty()) {
      settings.make(StandInSettings.google(standIns.googleBase(), standIns.googleBase()));
      Supervisor.say("Google is a stand-in: " + standIns.googleBase());
    }
    if (settings.configured("TODOIST_CLIENT_ID").isEmpty()) {
      settings.make(StandInSettings.todoist(standIns.todoistBase()));
      Supervisor.say("Todoist is a stand-in: " + standIns.todoistBase());
    }
    if (settings.configured("MAIL_FROM").isEmpty() && settings.configured("SMTP_URL").isEmpty()) {
      settings.make(StandInSettings.mail(standIns.mailbox().url()));
      Supervisor.say("Mail is shown at " + standIns.googleBase() + "/mail");
    }
  }

  /** Makes the settings of {@link #introduce} before the stand-ins run. */
  static void foresee(Tree tree, LocalSettings settings) {
    Map<String, String> ports = ports(tree.state().resolve(PORTS), settings.port());
    String google = "http://127.0.0.1:" + port(ports, "GOOGLE_PORT");
    settings.make(StandInSettings.google(google, google));
    settings.make(StandInSettings.todoist("http://127.0.0.1:" + port(ports, "TODOIST_PORT")));
  }

  private static int port(Map<String, String> ports, String name) {
    return Integer.parseInt(ports.getOrDefault(name, "0"));
  }

  private static Map<String, String> ports(Path file, int site) {
    Aside.unlessFile(file);
    var ports = new LinkedHashMap<>(kept(file));
    if (!Stream.of("GOOGLE_PORT", "TODOIST_PORT").allMatch(name -> isPort(ports.get(name)))) {
      if (Files.exists(file)) {
        Aside.move(file, "does not name the stand-ins' ports");
      }
      ports.put("GOOGLE_PORT", String.valueOf(free(site + 1)));
      ports.put("TODOIST_PORT", String.valueOf(free(site + 2)));
      EnvFile.write(
          file, "Where the stand-ins listen. An account's issuer has the port in it.", ports);
    }
    return ports;
  }

  private static Map<String, String> kept(Path file) {
    try {
      return EnvFile.read(file);
    } catch (UncheckedIOException e) {
      return Map.of();
    }
  }

  private static boolean isPort(@Nullable String text) {
    return text != null && text.matches("[1-9][0-9]{0,4}") && Integer.parseInt(text) < 1 << 16;
  }

  /** The preferred port, or any. */
  private static int free(int preferred) {
    for (int port : new int[] {preferred, 0}) {
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Taken.
      }
    }
    throw new StartFailed("No port is free on this machine.");
  }
}
