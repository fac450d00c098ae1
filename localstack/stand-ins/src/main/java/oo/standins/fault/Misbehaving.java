package oo.standins.fault;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import oo.standins.http.Answer;
import oo.standins.http.Call;
import oo.standins.http.Refused;
import oo.standins.http.Reply;

/** Runs a provider's request under the faults that are on, and writes it into the journal. */
public final class Misbehaving {

  /** What a provider tells about itself, so that it can be made to misbehave. */
  public interface Provider {

    /** What the request asks for; reads it leniently and never refuses. */
    List<Operation> operations(Call call);

    /** Does the request; may throw {@link Refused}. */
    Answer serve(Call call);

    /** An error as this provider words it. */
    Answer error(int status, String message);

    /** Ends every token of the account whose token this request carries. */
    void revokeTokensOf(Call call);
  }

  private final Provider provider;
  private final Faults faults;
  private final Journal journal;
  private final StandInClock clock;
  private final CountDownLatch closing = new CountDownLatch(1);

  public Misbehaving(Provider provider, Faults faults, Journal journal, StandInClock clock) {
    this.provider = provider;
    this.faults = faults;
    this.journal = journal;
    this.clock = clock;
  }

  public Reply serve(Call call) {
    long start = System.nanoTime();
    var at = clock.instant();
    List<Operation> operations = provider.operations(call);
    Optional<Fault> fault = faults.meet(call, operations);
    Function<Reply, Reply> journalled =
        reply -> {
          journal.add(
              new Journal.Entry(
                  0,
                  at,
                  call.method(),
                  call.path(),
                  reply instanceof Reply.Sent sent ? sent.answer().status() : 0,
                  operations,
                  fault.map(f -> f.kind().wireName()).orElse(null),
                  call.header("traceparent").orElse(null),
                  TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)));
          return reply;
        };
    return fault
        .map(f -> misbehave(f, call, journalled))
        .orElseGet(() -> journalled.apply(new Reply.Sent(answer(call))));
  }

  /** Lets go of every request that waits. */
  public void close() {
    closing.countDown();
  }

  private Reply misbehave(Fault fault, Call call, Function<Reply, Reply> journalled) {
    return switch (fault.kind()) {
      case TOO_MANY_REQUESTS ->
          journalled.apply(sent(fault, provider.error(429, "Too many requests")));
      case SERVER_ERROR ->
          journalled.apply(new Reply.Sent(provider.error(500, "Internal server error")));
      case UNAVAILABLE -> journalled.apply(sent(fault, provider.error(503, "Service unavailable")));
      case SLOW -> {
        pause(fault.millis());
        yield journalled.apply(new Reply.Sent(answer(call)));
      }
      case HANG -> {
        Reply reply = journalled.apply(new Reply.Reset());
        pause(fault.millis());
        yield reply;
      }
      case TIMEOUT_AFTER_COMMIT -> {
        answer(call);
        Reply reply = journalled.apply(new Reply.Reset());
        pause(fault.millis());
        yield reply;
      }
      case ANSWER_LOST -> {
        answer(call);
        yield journalled.apply(new Reply.Reset());
      }
      case MALFORMED_JSON -> journalled.apply(new Reply.Sent(answer(call).cut()));
      case CONNECTION_RESET, DOWN -> journalled.apply(new Reply.Reset());
      case TOKENS_REVOKED -> {
        provider.revokeTokensOf(call);
        yield journalled.apply(new Reply.Sent(answer(call)));
      }
      case WRONG_ACCOUNT, CLOSED_TASK_MISSING ->
          throw new IllegalStateException(fault.kind() + " meets no request");
    };
  }

  private static Reply sent(Fault fault, Answer answer) {
    return new Reply.Sent(answer.with("Retry-After", Integer.toString(fault.retryAfter())));
  }

  private Answer answer(Call call) {
    try {
      return provider.serve(call);
    } catch (Refused refused) {
      return refused.answer();
    }
  }

  private void pause(int millis) {
    try {
      boolean _ = closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
