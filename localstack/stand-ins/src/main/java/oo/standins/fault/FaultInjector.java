package oo.standins.fault;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import oo.standins.http.ResponseException;
import oo.standins.http.Router;
import oo.standins.http.StandInRequest;
import oo.standins.http.StandInResponse;

/**
 * Serves all requests of a stand-in: those of its control surface, and the provider's under the
 * active faults, which it writes into the journal.
 */
public final class FaultInjector implements AutoCloseable {
  /** The provider itself: its routes, each run in a transaction. */
  public abstract static class Provider {
    protected final ControlSurface control;
    protected final Router routes = new Router();

    protected Provider(ControlSurface control) {
      this.control = control;
    }

    /** An error in this provider's format. */
    protected abstract StandInResponse error(int status, String message);
  }

  private final Provider provider;
  private final ControlSurface control;
  private final CountDownLatch closing = new CountDownLatch(1);

  public FaultInjector(Provider provider) {
    this.provider = provider;
    this.control = provider.control;
  }

  public StandInResponse serve(StandInRequest request) {
    if (control.owns(request.path())) {
      return control.serve(request);
    }
    long start = System.nanoTime();
    Instant at = control.clock().instant();
    List<RequestedOperation> operations = RequestedOperation.of(request);
    Optional<InjectedFault> fault = control.faults().take(request, operations);
    StandInResponse response =
        fault.map(f -> respond(f, request)).orElseGet(() -> respond(request));
    control
        .journal()
        .add(number ->
            new RequestJournal.Entry(
                number,
                at,
                request.method(),
                request.path(),
                response.status(),
                operations,
                fault.map(f -> f.kind().wireName()).orElse(null),
                request.headers().keySet().stream().sorted().toList(),
                NANOSECONDS.toMillis(System.nanoTime() - start)));
    // After the journal has it: a client that gives up may look there at once.
    fault
        .filter(f -> f.kind() == FaultKind.HANG || f.kind() == FaultKind.TIMEOUT_AFTER_COMMIT)
        .ifPresent(f -> pause(f.millis()));
    return response;
  }

  /** Ends the wait of every request. */
  @Override
  public void close() {
    closing.countDown();
  }

  private StandInResponse respond(InjectedFault fault, StandInRequest request) {
    String retryAfter = fault.retryAfter().toString();
    return switch (fault.kind()) {
      case TOO_MANY_REQUESTS ->
          provider.error(429, "Too many requests").with("Retry-After", retryAfter);
      case UNAUTHORIZED -> provider.error(401, "Invalid token");
      case SERVER_ERROR -> provider.error(500, "Internal server error");
      case UNAVAILABLE ->
          provider.error(503, "Service unavailable").with("Retry-After", retryAfter);
      case SLOW -> {
        pause(fault.millis());
        yield respond(request);
      }
      case TIMEOUT_AFTER_COMMIT, ANSWER_LOST -> {
        respond(request);
        yield StandInResponse.RESET;
      }
      case HANG, CONNECTION_RESET, DOWN -> StandInResponse.RESET;
      case MALFORMED_JSON -> respond(request).truncated();
      case CLOSED_TASK_MISSING -> throw new IllegalStateException(fault.toString());
    };
  }

  private StandInResponse respond(StandInRequest request) {
    try {
      return control
          .store()
          .transaction(() -> provider.routes.answer(request))
          .orElseGet(() -> provider.error(404, "Not found"));
    } catch (ResponseException e) {
      return e.response();
    }
  }

  private void pause(int millis) {
    try {
      boolean _ = closing.await(millis, MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
