package oo.standins;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import oo.standins.oauth.OAuthClient;
import org.jspecify.annotations.Nullable;

/**
 * How the stand-ins are started. {@link #inMemory()} is for tests, {@link #in(Path)} for what must
 * last.
 *
 * @param addresses to listen on; 127.0.0.1 unless containers must reach it
 * @param googlePort 0 for any free one
 * @param todoistPort 0 for any free one
 * @param googlePublicBase where browsers find Google, and its issuer; null for {@code
 *     http://127.0.0.1:PORT}
 * @param googleBackBase where a server finds Google's token endpoint and keys; null for the public
 *     one
 * @param todoistPublicBase where browsers find Todoist; null for {@code http://127.0.0.1:PORT}
 * @param folder where the state is kept; null to keep it in memory only
 * @param googleClients the applications registered at Google
 * @param todoistClients the applications registered at Todoist
 * @param seeded whether a new Todoist begins with the account that looks like a real person's
 * @param clock the machine's time, to which a test may add
 */
public record StandInsConfig(
    List<String> addresses,
    int googlePort,
    int todoistPort,
    @Nullable String googlePublicBase,
    @Nullable String googleBackBase,
    @Nullable String todoistPublicBase,
    @Nullable Path folder,
    List<OAuthClient> googleClients,
    List<OAuthClient> todoistClients,
    boolean seeded,
    Clock clock) {

  public StandInsConfig {
    addresses = List.copyOf(addresses);
    googleClients = List.copyOf(googleClients);
    todoistClients = List.copyOf(todoistClients);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("the stand-ins listen on at least one address");
    }
  }

  /** Any free ports, nothing kept, no clients, no accounts. */
  public static StandInsConfig inMemory() {
    return new StandInsConfig(
        List.of("127.0.0.1"),
        0,
        0,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        false,
        Clock.systemUTC());
  }

  /** Any free ports, state kept in {@code folder}, no clients, the seeded account. */
  public static StandInsConfig in(Path folder) {
    return inMemory().folder(folder).seeded(true);
  }

  public StandInsConfig addresses(String... wanted) {
    return new StandInsConfig(
        List.of(wanted),
        googlePort,
        todoistPort,
        googlePublicBase,
        googleBackBase,
        todoistPublicBase,
        folder,
        googleClients,
        todoistClients,
        seeded,
        clock);
  }

  public StandInsConfig ports(int google, int todoist) {
    return new StandInsConfig(
        addresses,
        google,
        todoist,
        googlePublicBase,
        googleBackBase,
        todoistPublicBase,
        folder,
        googleClients,
        todoistClients,
        seeded,
        clock);
  }

  /** Other names than the address and port; null keeps the default. */
  public StandInsConfig bases(
      @Nullable String googlePublic, @Nullable String googleBack, @Nullable String todoistPublic) {
    return new StandInsConfig(
        addresses,
        googlePort,
        todoistPort,
        googlePublic,
        googleBack,
        todoistPublic,
        folder,
        googleClients,
        todoistClients,
        seeded,
        clock);
  }

  public StandInsConfig folder(Path wanted) {
    return new StandInsConfig(
        addresses,
        googlePort,
        todoistPort,
        googlePublicBase,
        googleBackBase,
        todoistPublicBase,
        wanted,
        googleClients,
        todoistClients,
        seeded,
        clock);
  }

  public StandInsConfig googleClient(OAuthClient... clients) {
    return new StandInsConfig(
        addresses,
        googlePort,
        todoistPort,
        googlePublicBase,
        googleBackBase,
        todoistPublicBase,
        folder,
        List.of(clients),
        todoistClients,
        seeded,
        clock);
  }

  public StandInsConfig todoistClient(OAuthClient... clients) {
    return new StandInsConfig(
        addresses,
        googlePort,
        todoistPort,
        googlePublicBase,
        googleBackBase,
        todoistPublicBase,
        folder,
        googleClients,
        List.of(clients),
        seeded,
        clock);
  }

  public StandInsConfig seeded(boolean wanted) {
    return new StandInsConfig(
        addresses,
        googlePort,
        todoistPort,
        googlePublicBase,
        googleBackBase,
        todoistPublicBase,
        folder,
        googleClients,
        todoistClients,
        wanted,
        clock);
  }

  public StandInsConfig clock(Clock wanted) {
    return new StandInsConfig(
        addresses,
        googlePort,
        todoistPort,
        googlePublicBase,
        googleBackBase,
        todoistPublicBase,
        folder,
        googleClients,
        todoistClients,
        seeded,
        wanted);
  }
}
