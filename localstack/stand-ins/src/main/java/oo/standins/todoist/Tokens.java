package oo.standins.todoist;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import oo.standins.fault.StandInClock;
import oo.standins.http.Json;
import oo.standins.oauth.OAuthClient;
import oo.standins.oauth.Secrets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Codes, access tokens and the refresh tokens that rotate. A refresh token replaced within the last
 * 60 s gives its successor's access token again and no refresh token; replayed later, it ends all
 * tokens of its user. Not thread-safe.
 */
final class Tokens {

  static final Duration CODE_LIFE = Duration.ofMinutes(10);
  static final Duration ACCESS_LIFE = Duration.ofHours(1);
  static final Duration LONG_LIFE = Duration.ofDays(3650);
  static final Duration REPLAY = Duration.ofSeconds(60);

  /** An authorization code's bindings; gone with its first use. */
  record Code(
      String code,
      String userId,
      String clientId,
      @Nullable String redirectUri,
      String scope,
      @Nullable String challenge,
      Instant expiresAt) {}

  /** Opens an account until it expires; {@code grant} is what all tokens of one consent share. */
  record Access(
      String token, String userId, String clientId, String scope, String grant, Instant expiresAt) {

    boolean allows(String wanted) {
      List<String> scopes = List.of(scope.split(",", -1));
      return scopes.contains(wanted)
          || (scopes.contains("data:read_write")
              && (wanted.equals("data:read") || wanted.equals("task:add")));
    }
  }

  /** Good for one refresh: after it, {@code successor} is the access token that it gave. */
  record Refresh(
      String token,
      String userId,
      String clientId,
      String scope,
      String grant,
      @Nullable Instant replacedAt,
      @Nullable String successor) {}

  /** What the token endpoint gives out. */
  record Issued(String accessToken, @Nullable String refreshToken, long expiresIn) {}

  private final StandInClock clock;
  private final Map<String, Code> codes = new LinkedHashMap<>();
  private final Map<String, Access> accesses = new LinkedHashMap<>();
  private final Map<String, Refresh> refreshes = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> dirty = new LinkedHashMap<>();

  Tokens(StandInClock clock) {
    this.clock = clock;
  }

  void load(String key, JsonNode row) {
    switch (key.substring(0, key.indexOf('/'))) {
      case "code" -> {
        Code code = Json.read(row, Code.class);
        codes.put(code.code(), code);
      }
      case "access" -> {
        Access access = Json.read(row, Access.class);
        accesses.put(access.token(), access);
      }
      default -> {
        Refresh refresh = Json.read(row, Refresh.class);
        refreshes.put(refresh.token(), refresh);
      }
    }
  }

  String issueCode(
      String userId,
      String clientId,
      @Nullable String redirectUri,
      String scope,
      @Nullable String challenge) {
    Code code =
        new Code(
            Secrets.random(),
            userId,
            clientId,
            redirectUri,
            scope,
            challenge,
            clock.instant().plus(CODE_LIFE));
    codes.put(code.code(), code);
    dirty.put("code/" + code.code(), code);
    return code.code();
  }

  /** Takes a code away for good; empty when it was used before, is unknown or has expired. */
  Optional<Code> redeem(String value) {
    Code code = codes.remove(value);
    if (code == null) {
      return Optional.empty();
    }
    dirty.put("code/" + value, null);
    return Optional.of(code).filter(c -> clock.instant().isBefore(c.expiresAt()));
  }

  Issued grant(Code code, OAuthClient client) {
    String grant = Secrets.random();
    Duration life = client.longLived() ? LONG_LIFE : ACCESS_LIFE;
    Access access = access(code.userId(), client.id(), code.scope(), grant, life);
    String refresh =
        client.longLived() ? null : refresh(code.userId(), client.id(), code.scope(), grant);
    return new Issued(access.token(), refresh, life.toSeconds());
  }

  /** Empty when the token is unknown, another client's, or was replayed too late. */
  Optional<Issued> refresh(String value, OAuthClient client) {
    Refresh refresh = refreshes.get(value);
    if (refresh == null || !refresh.clientId().equals(client.id())) {
      return Optional.empty();
    }
    Instant replacedAt = refresh.replacedAt();
    String successor = refresh.successor();
    if (replacedAt == null || successor == null) {
      Access access =
          access(refresh.userId(), client.id(), refresh.scope(), refresh.grant(), ACCESS_LIFE);
      Refresh used =
          new Refresh(
              value,
              refresh.userId(),
              refresh.clientId(),
              refresh.scope(),
              refresh.grant(),
              clock.instant(),
              access.token());
      refreshes.put(value, used);
      dirty.put("refresh/" + value, used);
      String next = refresh(refresh.userId(), client.id(), refresh.scope(), refresh.grant());
      return Optional.of(new Issued(access.token(), next, ACCESS_LIFE.toSeconds()));
    }
    Access again = accesses.get(successor);
    if (again == null || clock.instant().isAfter(replacedAt.plus(REPLAY))) {
      revokeAll(refresh.userId());
      return Optional.empty();
    }
    long left = Duration.between(clock.instant(), again.expiresAt()).toSeconds();
    return Optional.of(new Issued(successor, null, left));
  }

  Optional<Access> access(String token) {
    return Optional.ofNullable(accesses.get(token));
  }

  Optional<String> userOfRefresh(String token) {
    return Optional.ofNullable(refreshes.get(token)).map(Refresh::userId);
  }

  boolean expired(Access access) {
    return !clock.instant().isBefore(access.expiresAt());
  }

  /**
   * Ends the consent that this token came from, whichever of its tokens it is; one of another
   * client is left alone.
   */
  void revoke(String token, OAuthClient client) {
    Access access = accesses.get(token);
    Refresh refresh = refreshes.get(token);
    String grant =
        access != null && access.clientId().equals(client.id())
            ? access.grant()
            : refresh != null && refresh.clientId().equals(client.id()) ? refresh.grant() : null;
    if (grant != null) {
      drop(a -> a.grant().equals(grant), r -> r.grant().equals(grant));
    }
  }

  /** Ends everything that opens this user's account. */
  int revokeAll(String userId) {
    return drop(a -> a.userId().equals(userId), r -> r.userId().equals(userId));
  }

  /** How many grants open this user's account, expired ones included. */
  long grants(String userId) {
    return accesses.values().stream()
        .filter(access -> access.userId().equals(userId))
        .map(Access::grant)
        .distinct()
        .count();
  }

  private int drop(
      java.util.function.Predicate<Access> access, java.util.function.Predicate<Refresh> refresh) {
    int dropped = 0;
    for (Access one : List.copyOf(accesses.values())) {
      if (access.test(one)) {
        accesses.remove(one.token());
        dirty.put("access/" + one.token(), null);
        dropped++;
      }
    }
    for (Refresh one : List.copyOf(refreshes.values())) {
      if (refresh.test(one)) {
        refreshes.remove(one.token());
        dirty.put("refresh/" + one.token(), null);
        dropped++;
      }
    }
    return dropped;
  }

  private Access access(String userId, String clientId, String scope, String grant, Duration life) {
    Access access =
        new Access(Secrets.random(), userId, clientId, scope, grant, clock.instant().plus(life));
    accesses.put(access.token(), access);
    dirty.put("access/" + access.token(), access);
    return access;
  }

  private String refresh(String userId, String clientId, String scope, String grant) {
    Refresh refresh = new Refresh(Secrets.random(), userId, clientId, scope, grant, null, null);
    refreshes.put(refresh.token(), refresh);
    dirty.put("refresh/" + refresh.token(), refresh);
    return refresh.token();
  }

  Map<String, @Nullable Object> takeDirty() {
    Map<String, @Nullable Object> taken = new LinkedHashMap<>(dirty);
    dirty.clear();
    return taken;
  }
}
