package oo.connectors;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import oo.connectors.DeliveryResult.Outcome;
import oo.connectors.LyingProxy.Answer;
import oo.connectors.TestProvider.Endpoint;
import oo.signals.NormalizedEvent.Kind;
import org.junit.jupiter.api.Test;

/**
 * What a connector believes: at every endpoint, every status with every kind of body, of which only
 * the provider's own words may end something.
 */
public abstract class AnswersContract extends ContractFixture {
  private static final String HTML = "<!doctype html><title>404</title><h1>Not here</h1>";
  private static final List<Integer> SOME =
      List.of(200, 204, 302, 400, 401, 403, 404, 408, 410, 429, 500, 502, 503);

  /** A status, and a body of something else than the provider. */
  private record Foreign(String what, Answer answer) {}

  /**
   * @param honest what the provider sends with 200 for the request
   */
  private List<Foreign> foreign(int status, Answer honest) {
    String error = source().error(status);
    byte[] garbage = new byte[300];
    new Random(status).nextBytes(garbage);
    var all = new ArrayList<Foreign>();
    all.add(new Foreign("another's JSON", Answer.json(status, "{\"message\":\"not found\"}")));
    all.add(new Foreign("HTML", Answer.of(status, "text/html; charset=utf-8", HTML)));
    all.add(new Foreign("empty", new Answer(status, Map.of(), new byte[0])));
    all.add(new Foreign("half an error", Answer.json(status, half(error))));
    all.add(new Foreign("garbage", Answer.json(status, "").saying(garbage)));
    all.add(new Foreign("the error of another status", Answer.json(status, source().error(499))));
    if (SOME.contains(status)) {
      for (String json : List.of("[]", "null", "\"ok\"", "{}", "{\"errors\":[{\"code\":404}]}")) {
        all.add(new Foreign(json, Answer.json(status, json)));
      }
      all.add(new Foreign("empty JSON", Answer.json(status, "")));
      all.add(new Foreign("an error with a name twice", Answer.json(status, doubled(error))));
      all.add(new Foreign("JSON's error as HTML", Answer.of(status, "text/html", error)));
      all.add(new Foreign("an error with a BOM", Answer.json(status, "\ufeff" + error)));
      all.add(new Foreign("UTF-16", Answer.json(status, "").saying(error.getBytes(UTF_16))));
      all.add(
          new Foreign("Latin-1", Answer.of(status, "application/json; charset=iso-8859-1", error)));
      all.add(new Foreign("more than an error", Answer.json(status, error + error)));
      all.add(new Foreign("huge", Answer.json(status, "{\"error\":\"" + "x".repeat(5 << 20))));
      all.add(
          new Foreign(
              "a compressed error", Answer.json(status, error).with("Content-Encoding", "gzip")));
    }
    if (status == 200) {
      all.add(new Foreign("its JSON with a name twice", Answer.json(200, doubled(honest.text()))));
      all.add(new Foreign("the provider's JSON, cut", honest.saying(half(honest.body()))));
      all.add(new Foreign("its JSON as HTML", honest.with("Content-Type", "text/html")));
      all.add(new Foreign("an error in words", Answer.json(200, source().error(404))));
      all.add(new Foreign("a short error", Answer.json(200, "{\"error\":\"nope\"}")));
    } else {
      all.add(new Foreign("the provider's JSON", honest.as(status)));
    }
    return all;
  }

  /** With all of its members once more. */
  private static String doubled(String object) {
    String members = object.strip();
    members = members.substring(1, members.length() - 1);
    return "{" + members + "," + members + "}";
  }

  private static String half(String text) {
    return text.substring(0, text.length() / 2);
  }

  private static byte[] half(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length / 2);
  }

  /** Runs the call under each answer that is not the provider's. */
  private void underEachForeignAnswer(Endpoint endpoint, Answer honest, ThrowingCheck check) {
    IntStream.rangeClosed(200, 599)
        .forEach(status -> {
          for (Foreign foreign : foreign(status, honest)) {
            proxy().lie(source().request(endpoint), foreign.answer());
            check.check(status + " with " + foreign.what());
          }
        });
    proxy().beHonest();
  }

  private interface ThrowingCheck {
    void check(String as);
  }

  /** What the provider answers to the call at an endpoint. */
  private Answer honest(Endpoint endpoint, Supplier<?> call) {
    var seen = new Answer[1];
    proxy().change(source().request(endpoint), answer -> seen[0] = answer);
    var _ = call.get();
    proxy().beHonest();
    return seen[0];
  }

  private static void unknown(String as, Throwable failure) {
    assertThat(failure)
        .as(as)
        .isInstanceOfAny(ProviderFailure.Down.class, ProviderFailure.Later.class);
  }

  @Test
  void aForeignAnswerToAReadIsNone() {
    Credential credential = granted().credential();
    source().add(account, "One");
    String cursor = read(credential, null).cursor();
    Answer honest = honest(Endpoint.READ, () -> read(credential, null));

    underEachForeignAnswer(
        Endpoint.READ, honest, as -> unknown(as, catchThrowable(() -> read(credential, cursor))));
    assertThat(read(credential, cursor).events()).isEmpty();
  }

  @Test
  void aForeignAnswerToARefreshEndsNoGrant() {
    Credential credential = granted().credential();
    Answer honest = Answer.json(200, "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}");

    underEachForeignAnswer(
        Endpoint.TOKEN,
        honest,
        as -> {
          if (!as.matches("2\\d\\d with the provider's JSON")) {
            unknown(as, catchThrowable(() -> connector().refresh(credential, deadline())));
          }
        });
    assertThat(connector().refresh(credential, deadline()).refreshToken()).isNotNull();
  }

  @Test
  void aForeignAnswerToACodeIsNone() {
    Answer honest = Answer.json(200, "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}");
    CodeExchange exchange = exchange();

    underEachForeignAnswer(
        Endpoint.TOKEN,
        honest,
        as -> {
          if (!as.matches("2\\d\\d with the provider's JSON")) {
            unknown(as, catchThrowable(() -> connector().finishOauth(exchange, deadline())));
          }
        });
    assertThat(connector().finishOauth(exchange, deadline()).accountId()).isNotBlank();
  }

  @Test
  void aForeignAnswerToARevocationIsNone() {
    Credential credential = granted().credential();
    Answer honest = Answer.json(200, "{\"access_token\":\"a\"}");

    underEachForeignAnswer(
        Endpoint.REVOKE,
        honest,
        as -> {
          // RFC 7009: an empty answer, or one that says nothing, is all that a success is.
          if (!as.matches("20[04] with (empty.*|\\{}|null)|204 with .*")) {
            unknown(as, catchThrowable(() -> connector().revoke(credential, deadline())));
          }
        });
    assertThat(source().grants(account)).isEqualTo(1);
  }

  @Test
  void aForeignAnswerToALookSettlesNothing() {
    Credential credential = granted().credential();
    String task = source().add(account, "One");
    String daily = source().addDaily(account, "Daily");
    Command command = daily(daily, source().dueDate(daily));
    Command first = once(task);
    Answer honest =
        honest(
            Endpoint.TASK,
            () -> connector().complete(ref, credential, null, withdrawn(task), deadline()));

    underEachForeignAnswer(
        Endpoint.TASK,
        honest,
        as -> {
          assertThat(
                  connector().complete(ref, credential, null, unsure(first), deadline()).outcome())
              .as(as)
              .isInstanceOf(Outcome.Unknown.class);
          assertThat(connector().complete(ref, credential, null, command, deadline()).outcome())
              .as(as)
              .isInstanceOf(Outcome.NotDone.class);
        });
    proxy().change(source().request(Endpoint.TASK), other -> honest);
    assertThat(connector().complete(ref, credential, null, command, deadline()).outcome())
        .as("another task than the one that was asked for")
        .isInstanceOf(Outcome.NotDone.class);
    assertThat(source().open(task)).isTrue();
    assertThat(source().open(daily)).isTrue();
  }

  @Test
  void aForeignAnswerToACommandIsUnknown() {
    Credential credential = granted().credential();
    String task = source().add(account, "One");
    String other = source().add(account, "Other");
    String cursor = read(credential, null).cursor();
    Answer honest =
        honest(
            Endpoint.COMMAND,
            () -> connector().complete(ref, credential, cursor, once(other), deadline()));

    underEachForeignAnswer(
        Endpoint.COMMAND,
        honest,
        as -> {
          assertThat(
                  connector().complete(ref, credential, cursor, once(task), deadline()).outcome())
              .as("close: " + as)
              .isInstanceOf(Outcome.Unknown.class);
          assertThat(connector().reopen(ref, credential, null, once(other), deadline()).outcome())
              .as("reopen: " + as)
              .isInstanceOf(Outcome.Unknown.class);
        });
    assertThat(source().open(task)).isTrue();
    assertThat(source().open(other)).isFalse();
  }

  @Test
  void itsOwnErrorsAreBelievedWhereTheySayWhatWasAsked() {
    Credential credential = granted().credential();
    String task = source().add(account, "One");
    String cursor = read(credential, null).cursor();
    for (int status = 400; status <= 599; status++) {
      Answer error = Answer.json(status, source().error(status));
      proxy().lie(source().request(Endpoint.READ), error);
      Throwable reading = catchThrowable(() -> read(credential, cursor));
      proxy().lie(source().request(Endpoint.COMMAND), error);
      Supplier<DeliveryResult> close =
          () -> connector().complete(ref, credential, cursor, once(task), deadline());
      assertThat(reading).as("%d", status).isInstanceOf(ProviderFailure.class);
      if (status == 401) {
        assertThat(reading).isInstanceOf(ProviderFailure.Unauthorized.class);
        assertThatThrownBy(close::get).isInstanceOf(ProviderFailure.Unauthorized.class);
      } else if (status == 429) {
        assertThat(reading).isInstanceOf(ProviderFailure.Later.class);
        assertThat(close.get().outcome()).isInstanceOf(Outcome.NotDone.class);
      } else if (status >= 500) {
        unknown("" + status, reading);
        assertThat(close.get().outcome()).as("%d", status).isInstanceOf(Outcome.Unknown.class);
      } else {
        assertThat(reading).isNotInstanceOf(ProviderFailure.Unauthorized.class);
      }
      proxy().lie(source().request(Endpoint.TASK), error);
      Supplier<DeliveryResult> look =
          () -> connector().complete(ref, credential, null, unsure(once(task)), deadline());
      if (status == 401) {
        assertThatThrownBy(look::get).isInstanceOf(ProviderFailure.Unauthorized.class);
      } else {
        assertThat(look.get().outcome())
            .as("%d", status)
            .isInstanceOf(status == 404 ? Outcome.Done.class : Outcome.Unknown.class);
      }
    }
    assertThat(source().open(task)).isTrue();
  }

  @Test
  void aGrantIsDeadOnlyInTheProvidersWords() {
    Credential credential = granted().credential();
    for (int status = 200; status <= 599; status++) {
      for (String code :
          List.of("invalid_grant", "temporarily_unavailable", "server_error", "slow_down", "odd")) {
        proxy()
            .lie(
                source().request(Endpoint.TOKEN),
                Answer.json(status, "{\"error\":\"" + code + "\"}"));
        Throwable failure = catchThrowable(() -> connector().refresh(credential, deadline()));
        if (code.equals("invalid_grant") && List.of(200, 400, 401).contains(status)) {
          assertThat(failure)
              .as("%d %s", status, code)
              .isInstanceOf(ProviderFailure.Unauthorized.class);
        } else {
          unknown(status + " " + code, failure);
        }
      }
    }
    for (String odd :
        List.of(
            "{\"error\":[\"invalid_grant\"]}",
            "{\"error\":{\"code\":\"invalid_grant\"}}",
            "{\"errors\":[\"invalid_grant\"]}",
            "{\"error\":\"invalid_grant\",\"access_token\":\"a\"}",
            "[{\"error\":\"invalid_grant\"}]",
            "\"invalid_grant\"")) {
      proxy().lie(source().request(Endpoint.TOKEN), Answer.json(400, odd));
      unknown(odd, catchThrowable(() -> connector().refresh(credential, deadline())));
    }
  }

  @Test
  void tokensAreReadWithWhateverElseTheAnswerHas() {
    for (String change :
        List.of(
            "\"expires_in\":null",
            "\"expires_in\":\"3600\"",
            "\"expires_in\":3600.5",
            "\"expires_in\":1e13",
            "\"expires_in\":1e999",
            "\"expires_in\":-1",
            "\"expires_in\":0",
            "\"expires_in\":[]",
            "\"expires_in\":\"soon\"",
            "\"token_type\":null",
            "\"token_type\":\"bEARER\"",
            "\"scope\":[\"a\",\"b\"]",
            "\"scope\":null",
            "\"more\":{\"than\":[1,2,{}]}",
            "\"refresh_token\":null",
            "\"refresh_token\":\"\"")) {
      proxy().change(source().request(Endpoint.TOKEN), answer -> withMember(answer, change));
      Credential credential = granted().credential();
      assertThat(read(credential, null).full()).as(change).isTrue();
      if (credential.expiresAt() != null) {
        assertThat(credential.expiresAt())
            .as(change)
            .isBetween(now(), now().plus(Duration.ofDays(3651)));
      }
      if (credential.refreshToken() != null) {
        Credential refreshed = connector().refresh(credential, deadline());
        assertThat(refreshed.refreshToken()).as(change).isNotNull();
        assertThat(read(refreshed, null).full()).as(change).isTrue();
      }
    }
    proxy().change(source().request(Endpoint.TOKEN), answer -> answer.as(201));
    assertThat(read(granted().credential(), null).full()).isTrue();
  }

  /** Adds a member, or replaces the one of that name. */
  private static Answer withMember(Answer answer, String member) {
    String name = member.replaceFirst(":.*", "");
    String rest = answer.text().replaceFirst(name + ":(\"[^\"]*\"|[^,}]*),?", "");
    String changed = "{" + member + "," + rest.substring(1);
    return answer.saying(changed.replace(",}", "}").getBytes(UTF_8));
  }

  @Test
  void aGrantThatIsNotReturnedIsRevoked() {
    for (Answer answer :
        List.of(
            Answer.json(500, source().error(500)),
            Answer.json(401, source().error(401)),
            Answer.of(404, "text/html", HTML),
            Answer.json(200, "{}"),
            Answer.json(200, "{\"id\":null,\"email\":\"a@example.com\"}"),
            Answer.json(200, "[1,"),
            Answer.RESET)) {
      proxy().lie(source().request(Endpoint.ACCOUNT), answer);
      assertThatThrownBy(this::granted).isInstanceOf(ProviderFailure.class);
      assertThat(source().grants(account)).as("%s", answer).isZero();
    }
    proxy().lie(source().request(Endpoint.ACCOUNT), proxy().silent());
    CodeExchange exchange = exchange();
    assertThatThrownBy(() -> connector().finishOauth(exchange, deadline(Duration.ofSeconds(2))))
        .isInstanceOf(ProviderFailure.Down.class);
    assertThat(source().grants(account)).isZero();
    proxy().beHonest();
    for (String refresh : List.of("7", "{}", "\"a b\"", "\"\\u0000\"")) {
      proxy()
          .change(
              source().request(Endpoint.TOKEN),
              answer -> withMember(answer, "\"refresh_token\":" + refresh));
      assertThatThrownBy(this::granted).isInstanceOf(ProviderFailure.Down.class);
      assertThat(source().grants(account)).as("unreadable: " + refresh).isZero();
    }
  }

  @Test
  void anAccountsNameIsCut() {
    proxy()
        .change(
            source().request(Endpoint.ACCOUNT),
            answer ->
                answer.saying(
                    answer
                        .text()
                        .replace(account, "a\\u0000\\ud800" + "b".repeat(1 << 20))
                        .getBytes(UTF_8)));

    assertThat(String.valueOf(granted().accountName())).startsWith("ab").hasSizeLessThan(300);
  }

  @Test
  void theLongerWaitCountsWhereverItStands() {
    Credential credential = granted().credential();
    String task = source().add(account, "One");
    for (int status : List.of(429, 503)) {
      for (var wait :
          Map.of(
                  "300.5", Duration.ofMillis(300_500),
                  " 300 ", Duration.ofSeconds(300),
                  "99999999999999999999", Duration.ofDays(1))
              .entrySet()) {
        for (Answer answer :
            List.of(
                Answer.json(status, source().error(status)).with("Retry-After", wait.getKey()),
                Answer.of(status, "text/html", HTML).with("Retry-After", wait.getKey()))) {
          for (Endpoint endpoint : List.of(Endpoint.READ, Endpoint.TOKEN, Endpoint.REVOKE)) {
            proxy().lie(source().request(endpoint), answer);
            Throwable failure =
                catchThrowable(() -> {
                  switch (endpoint) {
                    case TOKEN -> connector().refresh(credential, deadline());
                    case REVOKE -> connector().revoke(credential, deadline());
                    default -> read(credential, null);
                  }
                });
            assertThat(failure)
                .as("%s %d %s", endpoint, status, wait.getKey())
                .isInstanceOfSatisfying(
                    ProviderFailure.Later.class,
                    later -> assertThat(later.retryAfter()).isEqualTo(wait.getValue()));
          }
          proxy().lie(source().request(Endpoint.COMMAND), answer);
          Outcome outcome =
              connector().complete(ref, credential, null, once(task), deadline()).outcome();
          assertThat(
                  outcome instanceof Outcome.NotDone notDone
                      ? notDone.retryAfter()
                      : ((Outcome.Unknown) outcome).retryAfter())
              .isEqualTo(wait.getValue());
        }
      }
    }
  }

  @Test
  void whatAProxyAnsweredAfterTheProviderActedIsFoundOut() {
    Credential credential = granted().credential();
    for (Answer lie :
        List.of(
            Answer.of(404, "text/html", HTML),
            Answer.of(400, "text/html", HTML),
            Answer.of(502, "text/html", HTML),
            Answer.of(429, "text/html", HTML),
            Answer.of(200, "text/html", HTML),
            Answer.json(200, "{}"),
            Answer.RESET)) {
      String task = source().addDaily(account, "Daily");
      String today = source().dueDate(task);
      Command command = daily(task, today);
      proxy().lie(1, source().request(Endpoint.COMMAND), LyingProxy.actedThen(lie));

      assertThat(connector().complete(ref, credential, null, command, deadline()).outcome())
          .as("%s", lie)
          .isInstanceOf(Outcome.Unknown.class);
      String tomorrow = source().dueDate(task);
      assertThat(tomorrow).isNotEqualTo(today);
      assertThat(connector().complete(ref, credential, null, unsure(command), deadline()).outcome())
          .isInstanceOf(Outcome.Done.class);
      assertThat(source().dueDate(task)).isEqualTo(tomorrow);
    }
  }

  @Test
  void okToARepeatedCommandIsNotTheStateOfNow() {
    Credential credential = granted().credential();
    for (boolean withCursor : List.of(true, false)) {
      String task = source().add(account, "One");
      String cursor = read(credential, null).cursor();
      Command close = once(task);
      proxy().lie(1, source().request(Endpoint.COMMAND), LyingProxy.actedThen(Answer.RESET));
      assertThat(connector().complete(ref, credential, cursor, close, deadline()).outcome())
          .isInstanceOf(Outcome.Unknown.class);
      source().reopenTask(task);
      String later = withCursor ? read(credential, cursor).cursor() : null;

      DeliveryResult retried =
          connector().complete(ref, credential, later, unsure(close), deadline());

      assertThat(retried.outcome()).isInstanceOf(Outcome.Done.class);
      assertThat(event(retried.events(), task).kind().open()).as("it is open").isTrue();
      assertThat(source().open(task)).isTrue();
    }
  }

  @Test
  void okToARepeatedReopeningIsNotTheStateOfNow() {
    Credential credential = granted().credential();
    String task = source().add(account, "One");
    source().closeTask(task);
    String cursor = read(credential, null).cursor();
    Command reopen = once(task);
    proxy().lie(1, source().request(Endpoint.COMMAND), LyingProxy.actedThen(Answer.RESET));
    assertThat(connector().reopen(ref, credential, cursor, reopen, deadline()).outcome())
        .isInstanceOf(Outcome.Unknown.class);
    source().closeTask(task);
    String later = read(credential, cursor).cursor();

    DeliveryResult retried = connector().reopen(ref, credential, later, unsure(reopen), deadline());

    assertThat(retried.outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(event(retried.events(), task).kind()).isEqualTo(Kind.CLOSED);
    assertThat(source().open(task)).isFalse();
  }

  @Test
  void aDoneThatCannotBeLookedAfterStaysUnknown() {
    Credential credential = granted().credential();
    String task = source().add(account, "One");
    Command close = once(task);
    proxy().lie(1, source().request(Endpoint.COMMAND), LyingProxy.actedThen(Answer.RESET));
    connector().complete(ref, credential, null, close, deadline());
    source().reopenTask(task);
    int[] looks = {0};
    proxy()
        .lie(
            source().request(Endpoint.TASK),
            (what, provider) ->
                looks[0]++ == 0 ? provider.answer() : Answer.of(404, "text/html", HTML));

    DeliveryResult retried = connector().complete(ref, credential, null, unsure(close), deadline());

    assertThat(looks[0]).as("looked before and after").isEqualTo(2);
    assertThat(retried.outcome()).isInstanceOf(Outcome.Unknown.class);
    assertThat(retried.events()).isEmpty();
  }

  @Test
  void silenceAndResetsAreUnknownAtEveryEndpoint() {
    Credential credential = granted().credential();
    String task = source().add(account, "One");
    CodeExchange exchange = exchange();
    for (LyingProxy.Lie lie :
        List.of((LyingProxy.Lie) (what, provider) -> Answer.RESET, proxy().silent())) {
      proxy().lie(Pattern.compile(".*"), lie);
      Supplier<CallDeadline> soon = () -> deadline(Duration.ofMillis(200));
      unknown(
          "read",
          catchThrowable(() -> connector().fetchSignals(ref, credential, null, soon.get())));
      unknown("refresh", catchThrowable(() -> connector().refresh(credential, soon.get())));
      unknown("revoke", catchThrowable(() -> connector().revoke(credential, soon.get())));
      unknown("code", catchThrowable(() -> connector().finishOauth(exchange, soon.get())));
      assertThat(connector().complete(ref, credential, null, once(task), soon.get()).outcome())
          .isInstanceOf(Outcome.Unknown.class);
      assertThat(
              connector().complete(ref, credential, null, unsure(once(task)), soon.get()).outcome())
          .isInstanceOf(Outcome.Unknown.class);
      assertThat(connector().reopen(ref, credential, null, once(task), soon.get()).outcome())
          .isInstanceOf(Outcome.Unknown.class);
    }
    proxy().beHonest();
    assertThat(read(credential, null).full()).isTrue();
  }
}
