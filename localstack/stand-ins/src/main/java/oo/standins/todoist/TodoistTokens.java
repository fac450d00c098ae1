package oo.standins.todoist;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import oo.standins.oauth.AuthorizationCode;
import oo.standins.oauth.OAuthClient;
import oo.standins.oauth.SecretStrings;
import oo.standins.store.RowStore;
import org.jspecify.annotations.Nullable;

/**
 * Codes, access tokens and rotating refresh tokens, all to be used in a transaction. A refresh
 * token that was replaced less than 60 s ago gives the same access token again, and no refresh
 * token. Replayed later, it ends all tokens of its user.
 */
final class TodoistTokens {
  private static final Duration ACCESS_LIFE = Duration.ofHours(1);
  private static final Duration REPLAY = Duration.ofSeconds(60);

  /**
   * Opens an account until it expires.
   *
   * @param grant what all tokens of one consent share
   */
  record Access(
      String token, String userId, String clientId, String scope, String grant, Instant expiresAt) {
    boolean allows(String wanted) {
      List<String> scopes = List.of(scope.split(",", -1));
      return scopes.contains(wanted)
          || (scopes.contains("data:read_write")
              && (wanted.equals("data:read") || wanted.equals("task:add")));
    }
  }

  /**
   * Good for one refresh.
   *
   * @param successor the access token that the refresh gave; null before
   */
  private record Refresh(
      String token,
      String userId,
      String clientId,
      String scope,
      String grant,
      @Nullable Instant replacedAt,
      @Nullable String successor) {
    Refresh replaced(Instant at, String access) {
      return new Refresh(token, userId, clientId, scope, grant, at, access);
    }
  }

  /**
   * The answer of the token endpoint.
   *
   * @param expiresIn in seconds
   */
  record Issued(String accessToken, @Nullable String refreshToken, long expiresIn) {}

  private final InstantSource clock;
  private final RowStore.Table<AuthorizationCode> codes;
  private final RowStore.Table<Access> accesses;
  private final RowStore.Table<Refresh> refreshes;

  TodoistTokens(RowStore store, InstantSource clock) {
    this.clock = clock;
    codes = store.table("code", AuthorizationCode.class);
    accesses = store.table("access", Access.class);
    refreshes = store.table("refresh", Refresh.class);
  }

  void issue(AuthorizationCode code) {
    codes.put(code.code(), code);
  }

  /** Ends a code; empty when it was used before, is unknown, another client's, or has expired. */
  Optional<AuthorizationCode> redeem(String value, OAuthClient client) {
    return codes.remove(value).filter(code -> code.isGoodFor(client, clock.instant()));
  }

  /** The first tokens of a consent. */
  Issued grant(AuthorizationCode code, OAuthClient client) {
    return issued(code.userId(), client, code.scope(), SecretStrings.random());
  }

  private Issued issued(String user, OAuthClient client, String scope, String grant) {
    String access = SecretStrings.random();
    String refresh = SecretStrings.random();
    Instant expiresAt = clock.instant().plus(ACCESS_LIFE);
    accesses.put(access, new Access(access, user, client.id(), scope, grant, expiresAt));
    refreshes.put(refresh, new Refresh(refresh, user, client.id(), scope, grant, null, null));
    return new Issued(access, refresh, ACCESS_LIFE.toSeconds());
  }

  /** Empty when the token is unknown, another client's, or was replayed too late. */
  Optional<Issued> refresh(String value, OAuthClient client) {
    Refresh refresh =
        refreshes.get(value).filter(found -> found.clientId().equals(client.id())).orElse(null);
    if (refresh == null) {
      return Optional.empty();
    }
    Instant replacedAt = refresh.replacedAt();
    if (replacedAt == null) {
      Issued next = issued(refresh.userId(), client, refresh.scope(), refresh.grant());
      refreshes.put(value, refresh.replaced(clock.instant(), next.accessToken()));
      return Optional.of(next);
    }
    Optional<Issued> again =
        accesses
            .get(refresh.successor())
            .filter(_ -> !clock.instant().isAfter(replacedAt.plus(REPLAY)))
            .map(access ->
                new Issued(
                    access.token(),
                    null,
                    Duration.between(clock.instant(), access.expiresAt()).toSeconds()));
    if (again.isEmpty()) {
      revokeAll(refresh.userId());
    }
    return again;
  }

  /** The token of a request; throws a 401 when it is unknown or has expired. */
  Access authenticate(Optional<String> bearer) {
    Access access = bearer.flatMap(accesses::get).orElseThrow(TodoistError::invalidToken);
    if (!clock.instant().isBefore(access.expiresAt())) {
      throw TodoistError.tokenExpired();
    }
    return access;
  }

  /** Ends the consent of an access or refresh token, unless it is another client's. */
  void revoke(String token, OAuthClient client) {
    accesses
        .get(token)
        .filter(access -> access.clientId().equals(client.id()))
        .map(Access::grant)
        .or(() ->
            refreshes
                .get(token)
                .filter(refresh -> refresh.clientId().equals(client.id()))
                .map(Refresh::grant))
        .ifPresent(grant -> {
          accesses.removeIf(access -> access.grant().equals(grant));
          refreshes.removeIf(refresh -> refresh.grant().equals(grant));
        });
  }

  void revokeAll(String userId) {
    accesses.removeIf(access -> access.userId().equals(userId));
    refreshes.removeIf(refresh -> refresh.userId().equals(userId));
  }

  /** How many consents open this account, expired ones included. */
  long grants(String userId) {
    return accesses.stream()
        .filter(access -> access.userId().equals(userId))
        .map(Access::grant)
        .distinct()
        .count();
  }
}
