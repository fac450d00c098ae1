package oo.host.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
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
        Invocation.Entry.unseen(trace),
        line -> {},
        () -> {
          run(Invocation.carried(() -> carried.set(Invocation.traceparent())));
          run(() -> left.set(Invocation.traceparent()));
          return new Invocation.Outcome<>(true, "ok");
        });

    assertThat(carried).hasValue(Trace.traceparent(trace));
    assertThat(left).hasValue(null);
    assertThat(Invocation.traceparent()).isNull();
  }

  @Test
  void noNoteReplacesWhatTheLineItselfSays() {
    for (String own : InvocationLog.OWN) {
      assertThatThrownBy(() -> Invocation.note(own, 1)).as(own).hasMessageContaining(own);
    }
  }

  @Test
  void aLineThatFailedSaysWhy() {
    Object[][] table = {
      {"failed", null, null, "not told"},
      {503, null, null, "not told"},
      {503, "busy", null, "busy"},
      {500, "busy", "oo.X at X.java:1", "oo.X at X.java:1"},
      {200, null, null, null},
      {404, "no_route", null, null},
      {"ok", null, "Todoist cannot be reached.", "Todoist cannot be reached."},
    };
    for (Object[] row : table) {
      var lines = new ArrayList<Map<String, Object>>();
      Invocation.serve(
          "test",
          Invocation.Entry.unseen(Trace.begin()),
          lines::add,
          () -> {
            if (row[1] != null) {
              Invocation.note("code", row[1]);
            }
            if (row[2] != null) {
              Invocation.note(InvocationLog.REASON, row[2]);
            }
            return new Invocation.Outcome<>(true, row[0]);
          });
      assertThat(lines.getFirst().get("reason")).as(Arrays.toString(row)).isEqualTo(row[3]);
    }
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
