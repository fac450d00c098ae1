package oo.host.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class InvocationTest {

  @Test
  void workOnAnotherThreadBelongsToTheCallThatItIsCarriedFrom() {
    var trace = Trace.begin();
    var carried = new AtomicReference<String>();
    var left = new AtomicReference<String>("unset");

    Invocation.serve(
        "test",
        trace,
        line -> {},
        () -> {
          run(Invocation.carried(() -> carried.set(Invocation.traceparent())));
          run(() -> left.set(Invocation.traceparent()));
          return new Invocation.Outcome<>(true, "ok");
        });

    assertThat(carried).hasValue(trace.traceparent());
    assertThat(left).hasValue(null);
    assertThat(Invocation.traceparent()).isNull();
  }

  private static void run(Runnable work) {
    try {
      Thread.ofVirtual().start(work).join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
