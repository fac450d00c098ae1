package oo.host.limits;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import oo.host.base.Invocation;
import oo.host.base.InvocationLog;
import oo.host.base.Lazy;
import oo.host.base.Settings;
import oo.host.http.Header;
import oo.host.http.Refused;
import oo.host.http.Request;
import oo.host.limits.Limits.RouteClass;
import oo.host.session.AccessToken;
import oo.host.sql.Database;
import org.jspecify.annotations.Nullable;

/**
 * Refuses the requests beyond {@code limits.json}. A caller with a valid access token counts for
 * their user, and for their address together with all others who have one. Any other caller counts
 * for the address alone, so that a flood of strangers takes nothing from who is signed in.
 */
public final class RouteLimits {
  /**
   * A token that expired longer ago, by this instance's clock, counts as none: who found an old one
   * cannot use up its user's calls. Clocks of instances differ by less.
   */
  private static final Duration STALE = Duration.ofMinutes(10);

  private final Limits limits;
  private final TrustedProxies proxies;
  private final RateLimiter limiter;
  private final InstantSource clock;

  private RouteLimits(
      Limits limits, TrustedProxies proxies, RateLimiter limiter, InstantSource clock) {
    this.limits = limits;
    this.proxies = proxies;
    this.limiter = limiter;
    this.clock = clock;
  }

  /**
   * By {@code LIMITS} and {@code TRUSTED_PROXIES}.
   *
   * @param database asked for when a call is counted there
   * @return empty when the limits are off
   * @throws oo.host.base.MissingSetting when a setting is malformed
   */
  public static Optional<RouteLimits> from(
      Settings settings, Supplier<Database> database, InvocationLog log) {
    return from(settings, database, log, RateLimiter.PATIENCE);
  }

  static Optional<RouteLimits> from(
      Settings settings, Supplier<Database> database, InvocationLog log, Duration patience) {
    TrustedProxies proxies = TrustedProxies.from(settings);
    return Limits.from(settings)
        .map(limits ->
            new RouteLimits(
                limits,
                proxies,
                new RateLimiter(
                    new Lazy<>(() -> new RateStore(database.get())),
                    log,
                    System::nanoTime,
                    patience),
                InstantSource.system()));
  }

  /**
   * Counts a request.
   *
   * @param session whether the route requires a session
   * @param caller null without a valid access token
   * @throws Refused 429 {@code too_many_requests}, with the seconds until a request is admitted
   */
  public void admit(
      String function, boolean session, @Nullable AccessToken caller, Request request) {
    String name = limits.classOf(function);
    Optional<String> address = proxies.client(request);
    if (caller != null && caller.expiresAt().isAfter(clock.instant().minus(STALE))) {
      String user = caller.user().toString();
      count(name, "user", limits.named(name).user(), user);
      count(name, "day", limits.named(name).day(), user);
      address.ifPresent(from -> ofAddress("signed_in", from));
      return;
    }
    address.ifPresent(from -> ofAddress(session ? "strangers" : name, from));
    if (!session) {
      count(name, "all", limits.named(name).all(), "");
    }
  }

  private void ofAddress(String name, String address) {
    count(name, "address", limits.named(name).address(), address);
  }

  private void count(String name, String scope, @Nullable Budget budget, String who) {
    if (budget == null) {
      return;
    }
    RouteClass routes = limits.named(name);
    Duration wait =
        limiter.count(
            key(name + " " + scope + " " + who), budget, Boolean.TRUE.equals(routes.alone()));
    if (wait.isPositive()) {
      Invocation.note("limit", name + "." + scope);
      long seconds = wait.plusMillis(999).toSeconds();
      throw new Refused(
              429,
              "too_many_requests",
              "Too many requests came from you or your network. Wait "
                  + seconds
                  + (seconds == 1 ? " second" : " seconds")
                  + ", then try again.")
          .with(new Header("Retry-After", String.valueOf(seconds)));
    }
  }

  /** A hash, so that the table holds no address. */
  private static UUID key(String text) {
    try {
      var hash =
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
      return new UUID(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
