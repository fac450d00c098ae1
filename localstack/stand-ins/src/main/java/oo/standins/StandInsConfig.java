package oo.standins;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import oo.standins.oauth.OAuthClient;
import org.jspecify.annotations.Nullable;

/**
 * How to start the stand-ins. {@link #inMemory()} is for tests, {@link #in(Path)} for what must
 * survive a restart.
 *
 * @param addresses to listen on
 * @param googlePort 0 for any free one
 * @param todoistPort 0 for any free one
 * @param folder where the state is kept; null to keep it in memory only
 * @param googleClients the applications registered at Google
 * @param todoistClients the applications registered at Todoist
 * @param clock the machine's time, to which a test may add
 */
public record StandInsConfig(
    List<String> addresses,
    int googlePort,
    int todoistPort,
    @Nullable Path folder,
    List<OAuthClient> googleClients,
    List<OAuthClient> todoistClients,
    Clock clock) {
  public StandInsConfig {
    addresses = List.copyOf(addresses);
    googleClients = List.copyOf(googleClients);
    todoistClients = List.copyOf(todoistClients);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("the stand-ins listen on at least one address");
    }
  }

  /** Any free ports of 127.0.0.1, no clients, no accounts. */
  public static StandInsConfig inMemory() {
    return new StandInsConfig(
        List.of("127.0.0.1"), 0, 0, null, List.of(), List.of(), Clock.systemUTC());
  }

  /**
   * Any free ports of 127.0.0.1, no clients, the account that looks like a real person's, state
   * kept in {@code folder}.
   */
  public static StandInsConfig in(Path folder) {
    return new StandInsConfig(
        List.of("127.0.0.1"), 0, 0, folder, List.of(), List.of(), Clock.systemUTC());
  }

  public StandInsConfig addresses(String... to) {
    return new StandInsConfig(
        List.of(to), googlePort, todoistPort, folder, googleClients, todoistClients, clock);
  }

  public StandInsConfig ports(int google, int todoist) {
    return new StandInsConfig(
        addresses, google, todoist, folder, googleClients, todoistClients, clock);
  }

  public StandInsConfig googleClient(OAuthClient... to) {
    return new StandInsConfig(
        addresses, googlePort, todoistPort, folder, List.of(to), todoistClients, clock);
  }

  public StandInsConfig todoistClient(OAuthClient... to) {
    return new StandInsConfig(
        addresses, googlePort, todoistPort, folder, googleClients, List.of(to), clock);
  }

  public StandInsConfig clock(Clock to) {
    return new StandInsConfig(
        addresses, googlePort, todoistPort, folder, googleClients, todoistClients, to);
  }
}
