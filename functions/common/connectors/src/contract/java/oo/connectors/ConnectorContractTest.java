package oo.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import oo.connectors.DeliveryResult.Outcome;
import oo.host.base.Invocation;
import oo.host.base.Trace;
import oo.host.base.Uuid7;
import oo.signals.NormalizedEvent.Kind;
import oo.signals.Occurrence;
import org.junit.jupiter.api.Test;

/** The guarantees of every connector, tested against the provider's stand-in. */
public abstract class ConnectorContractTest extends AnswersContract {

  // Consent
  // ----------------------------------------------------------------------------------------

  @Test
  void aCodeBecomesAGrantOfTheAccountThatAgreed() {
    Grant granted = granted();

    assertThat(granted.accountId()).isNotBlank();
    assertThat(granted.accountName()).isEqualTo(account);
    assertThat(granted.credential().accessToken()).isNotBlank();
    assertThat(granted.toString()).doesNotContain(granted.credential().accessToken());
  }

  @Test
  void aCodeIsGoodForOneExchangeAndOnlyWithItsVerifier() {
    CodeExchange exchange = new CodeExchange(code(), VERIFIER, REDIRECT, null);
    connector.finishOauth(exchange, deadline());

    assertThatThrownBy(() -> connector.finishOauth(exchange, deadline()))
        .isInstanceOf(ProviderFailure.Refused.class);
    String other = code();
    assertThatThrownBy(() ->
            connector.finishOauth(
                new CodeExchange(other, "w".repeat(43), REDIRECT, null), deadline()))
        .isInstanceOf(ProviderFailure.Refused.class);
  }

  @Test
  void aDenialComesBackWithTheState() {
    Map<String, String> back = query(source.deny(connector.beginOauth(attempt("s1"))));

    assertThat(back).containsEntry("error", "access_denied").containsEntry("state", "s1");
  }

  // Reading
  // ----------------------------------------------------------------------------------------

  @Test
  void theFirstReadNamesEveryOpenTaskAndTheNextOnlyWhatChanged() {
    Credential credential = granted().credential();
    String one = source.add(account, "One");
    String two = source.add(account, "Two");

    FetchResult first = read(credential, null);
    assertThat(first.full()).isTrue();
    assertThat(first.more()).isFalse();
    assertThat(subjects(first)).contains(one, two);

    assertThat(read(credential, first.cursor()).events()).isEmpty();
    source.rename(one, "One, renamed");
    FetchResult next = read(credential, first.cursor());
    assertThat(next.full()).isFalse();
    assertThat(subjects(next)).containsExactly(one);
    assertThat(task(next, one).title()).isEqualTo("One, renamed");
  }

  @Test
  void theSameChangeReadTwiceIsTheSameEvent() {
    Credential credential = granted().credential();
    source.add(account, "One");
    FetchResult first = read(credential, null);
    source.add(account, "Two");

    assertThat(ids(read(credential, first.cursor())))
        .isEqualTo(ids(read(credential, first.cursor())));
    assertThat(ids(read(credential, null))).containsAll(ids(first));
  }

  @Test
  void closingAndDeletingAtTheSourceAreToldApart() {
    Credential credential = granted().credential();
    String closed = source.add(account, "Closed");
    String deleted = source.add(account, "Deleted");
    String cursor = read(credential, null).cursor();
    source.closeTask(closed);
    source.deleteTask(deleted);

    FetchResult next = read(credential, cursor);

    assertThat(event(next.events(), closed).kind()).isEqualTo(Kind.CLOSED);
    assertThat(event(next.events(), deleted).kind()).isEqualTo(Kind.DELETED);
  }

  @Test
  void aCursorThatTheProviderForgotIsAnsweredWithEverything() {
    Credential credential = granted().credential();
    String one = source.add(account, "One");
    String cursor = read(credential, null).cursor();
    source.forgetCursors(account);

    FetchResult again = read(credential, cursor);

    assertThat(again.full()).isTrue();
    assertThat(subjects(again)).contains(one);
    assertThat(read(credential, "not a cursor").full()).isTrue();
  }

  @Test
  void aRevokedGrantIsUnauthorized() {
    Credential credential = granted().credential();
    source.revokeAll(account);

    assertThatThrownBy(() -> read(credential, null))
        .isInstanceOf(ProviderFailure.Unauthorized.class);
    assertThatThrownBy(() -> connector.refresh(credential, deadline()))
        .isInstanceOf(ProviderFailure.Unauthorized.class);
  }

  @Test
  void everyFaultOfTheProviderIsAFailureInWords() {
    Credential credential = granted().credential();

    source.misbehave(TestProvider.Fault.LATER);
    assertThatThrownBy(() -> read(credential, null))
        .isInstanceOfSatisfying(
            ProviderFailure.Later.class,
            e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(30)));
    for (var fault :
        List.of(
            TestProvider.Fault.BROKEN, TestProvider.Fault.DROPPED_BEFORE, TestProvider.Fault.CUT)) {
      source.behave();
      source.misbehave(fault);
      assertThatThrownBy(() -> read(credential, null))
          .as("%s", fault)
          .isInstanceOf(ProviderFailure.Down.class)
          .hasMessageNotContaining("Exception")
          .hasMessageNotContaining(credential.accessToken());
    }
    source.behave();
    source.misbehave(TestProvider.Fault.SILENT);
    long begun = System.nanoTime();
    assertThatThrownBy(
            () -> connector.fetchSignals(ref, credential, null, deadline(Duration.ofMillis(300))))
        .isInstanceOf(ProviderFailure.Down.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void aCallTellsTheProviderNothingOfItsTrace() {
    Credential credential = granted().credential();
    Invocation.serve(
        "test",
        Invocation.Entry.unseen(Trace.begin()),
        line -> {},
        () -> {
          connector.fetchSignals(ref, credential, null, deadline());
          return new Invocation.Outcome<>(true, "ok");
        });

    assertThat(source.lastHeaders())
        .isNotEmpty()
        .noneMatch(name -> name.matches("(?i)trace.*|baggage|sentry-.*|b3|x-b3-.*|.*-trace(-.*)?"));
  }

  // Tokens
  // -----------------------------------------------------------------------------------------

  @Test
  void aRefreshedCredentialWorksAndTheOldOneIsNotLost() {
    Credential credential = granted().credential();
    Credential refreshed = connector.refresh(credential, deadline());

    assertThat(read(refreshed, null).full()).isTrue();
    assertThat(refreshed.refreshToken()).isNotNull();
    // Again with the token just used: some answer such a replay without a refresh token.
    assertThat(connector.refresh(credential, deadline()).refreshToken()).isNotNull();
  }

  @Test
  void anExpiredAccessTokenIsUnauthorizedAndARefreshHelps() {
    Credential credential = granted().credential();
    source.advance(Duration.ofHours(2));

    assertThatThrownBy(() -> read(credential, null))
        .isInstanceOf(ProviderFailure.Unauthorized.class);
    assertThat(read(connector.refresh(credential, deadline()), null).full()).isTrue();
  }

  @Test
  void revokingEndsThisGrantAndNoOther() {
    Credential first = granted().credential();
    Credential second = granted().credential();

    connector.revoke(first, deadline());
    connector.revoke(first, deadline());

    assertThatThrownBy(() -> read(first, null)).isInstanceOf(ProviderFailure.Unauthorized.class);
    assertThat(read(second, null).full()).isTrue();
    assertThat(source.grants(account)).isEqualTo(1);
  }

  @Test
  void aGrantIsRevokedByItsRefreshTokenWhenItsAccessTokenIsOld() {
    Credential credential = granted().credential();
    source.advance(Duration.ofHours(2));

    connector.revoke(credential, deadline());

    assertThat(source.grants(account)).isZero();
  }

  // Closing
  // ----------------------------------------------------------------------------------------

  @Test
  void closingTellsOfItsOwnEffect() {
    Credential credential = granted().credential();
    String task = source.add(account, "One");
    String cursor = read(credential, null).cursor();

    DeliveryResult delivered = connector.complete(ref, credential, cursor, once(task), deadline());

    assertThat(delivered.outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(event(delivered.events(), task).kind()).isEqualTo(Kind.CLOSED);
    assertThat(source.open(task)).isFalse();
    assertThat(delivered.cursor()).isNotNull();
    assertThat(read(credential, delivered.cursor()).events()).isEmpty();
  }

  @Test
  void closingWithoutACursorTellsOfItsOwnEffectToo() {
    Credential credential = granted().credential();
    String task = source.add(account, "One");

    DeliveryResult delivered = connector.complete(ref, credential, null, once(task), deadline());

    assertThat(delivered.outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(event(delivered.events(), task).kind()).isEqualTo(Kind.CLOSED);
    assertThat(delivered.cursor()).isNull();
  }

  @Test
  void closingWithAForgottenCursorLeavesTheFullReadToTheNext() {
    Credential credential = granted().credential();
    String task = source.add(account, "One");
    String cursor = read(credential, null).cursor();
    source.forgetCursors(account);

    DeliveryResult delivered = connector.complete(ref, credential, cursor, once(task), deadline());

    assertThat(delivered.outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(event(delivered.events(), task).kind().open()).isFalse();
    assertThat(delivered.cursor()).isNull();
  }

  @Test
  void theSameCommandTwiceMovesARecurringTaskOnce() {
    Credential credential = granted().credential();
    String task = source.addDaily(account, "Daily");
    String today = source.dueDate(task);
    Command command = daily(task, today);

    assertThat(connector.complete(ref, credential, null, command, deadline()).outcome())
        .isInstanceOf(Outcome.Done.class);
    String tomorrow = source.dueDate(task);
    assertThat(tomorrow).isNotEqualTo(today);
    DeliveryResult again = connector.complete(ref, credential, null, unsure(command), deadline());

    assertThat(again.outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(source.dueDate(task)).isEqualTo(tomorrow);
    assertThat(task(again.events(), task).occurrence()).isEqualTo(new Occurrence(tomorrow));
  }

  @Test
  void aRecurringTaskWhoseDateMovedIsLeftAlone() {
    Credential credential = granted().credential();
    String task = source.addDaily(account, "Daily");
    String today = source.dueDate(task);
    source.closeTask(task);
    String tomorrow = source.dueDate(task);

    DeliveryResult delivered =
        connector.complete(ref, credential, null, daily(task, today), deadline());

    assertThat(delivered.outcome()).isInstanceOf(Outcome.Moved.class);
    assertThat(source.dueDate(task)).isEqualTo(tomorrow);
    assertThat(task(delivered.events(), task).occurrence()).isEqualTo(new Occurrence(tomorrow));
  }

  @Test
  void aLostAnswerIsUnknownAndTheNextTryFindsOut() {
    Credential credential = granted().credential();
    String task = source.addDaily(account, "Daily");
    String today = source.dueDate(task);
    Command command = new Command(task, new Occurrence(today), Uuid7.next(), false, false, false);
    source.misbehave(TestProvider.Fault.DROPPED_AFTER);

    assertThat(connector.complete(ref, credential, null, command, deadline()).outcome())
        .isInstanceOf(Outcome.Unknown.class);
    source.behave();
    String tomorrow = source.dueDate(task);

    assertThat(connector.complete(ref, credential, null, unsure(command), deadline()).outcome())
        .isInstanceOf(Outcome.Done.class);
    assertThat(source.dueDate(task)).isEqualTo(tomorrow);
  }

  @Test
  void aWithdrawnCommandIsOnlyLookedAfter() {
    Credential credential = granted().credential();
    String open = source.add(account, "Open");
    String closed = source.add(account, "Closed");
    source.closeTask(closed);

    assertThat(connector.complete(ref, credential, null, withdrawn(open), deadline()).outcome())
        .isInstanceOf(Outcome.NotDone.class);
    assertThat(source.open(open)).isTrue();
    assertThat(connector.complete(ref, credential, null, withdrawn(closed), deadline()).outcome())
        .isInstanceOf(Outcome.Done.class);
  }

  @Test
  void whatTheProviderSaidThatItDidNotDoIsNotDone() {
    Credential credential = granted().credential();
    String task = source.add(account, "One");

    source.misbehave(TestProvider.Fault.LATER);
    assertThat(connector.complete(ref, credential, null, once(task), deadline()).outcome())
        .isInstanceOfSatisfying(
            Outcome.NotDone.class,
            outcome -> assertThat(outcome.retryAfter()).isEqualTo(Duration.ofSeconds(30)));
    assertThat(connector.complete(ref, credential, null, unsure(once(task)), deadline()).outcome())
        .as("an earlier try is as unknown as before")
        .isInstanceOf(Outcome.Unknown.class);
    source.behave();
    source.misbehave(TestProvider.Fault.BROKEN);
    assertThat(connector.complete(ref, credential, null, once(task), deadline()).outcome())
        .isInstanceOf(Outcome.Unknown.class);
    source.behave();
    source.misbehave(TestProvider.Fault.CUT);
    assertThat(connector.complete(ref, credential, null, once(task), deadline()).outcome())
        .isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void silenceIsUnknownInTime() {
    Credential credential = granted().credential();
    String task = source.add(account, "One");
    source.misbehave(TestProvider.Fault.SILENT);

    assertThat(
            connector
                .complete(ref, credential, null, once(task), deadline(Duration.ofMillis(300)))
                .outcome())
        .isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void aTaskThatIsGoneIsAsCommanded() {
    Credential credential = granted().credential();
    String task = source.add(account, "One");
    String cursor = read(credential, null).cursor();
    source.deleteTask(task);

    DeliveryResult delivered = connector.complete(ref, credential, cursor, once(task), deadline());

    assertThat(delivered.outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(event(delivered.events(), task).kind().open()).isFalse();
    assertThat(connector.reopen(ref, credential, cursor, once(task), deadline()).outcome())
        .isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void reopeningTellsOfItsOwnEffect() {
    Credential credential = granted().credential();
    String task = source.add(account, "One");
    String cursor = read(credential, null).cursor();
    connector.complete(ref, credential, cursor, once(task), deadline());

    DeliveryResult delivered = connector.reopen(ref, credential, cursor, once(task), deadline());

    assertThat(delivered.outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(event(delivered.events(), task).kind().open()).isTrue();
    assertThat(source.open(task)).isTrue();
    assertThat(connector.reopen(ref, credential, cursor, unsure(once(task)), deadline()).outcome())
        .isInstanceOf(Outcome.Done.class);
  }

  @Test
  void aDeadGrantIsUnauthorizedAlsoForACommand() {
    Credential credential = granted().credential();
    String task = source.add(account, "One");
    source.revokeAll(account);

    assertThatThrownBy(() -> connector.complete(ref, credential, null, once(task), deadline()))
        .isInstanceOf(ProviderFailure.Unauthorized.class);
    assertThatThrownBy(
            () -> connector.complete(ref, credential, null, unsure(once(task)), deadline()))
        .isInstanceOf(ProviderFailure.Unauthorized.class);
  }
}
