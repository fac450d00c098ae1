package oo.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import oo.host.base.InvocationListener;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ListenersTest {
  private static final InvocationListener.Call CALL =
      new InvocationListener.Call("eat", "meals", "0af7651916cd43dd8448eb211c80319c");

  private final List<Map<String, Object>> log = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  /** On where the setting {@code ON} is. */
  private class Notes implements InvocationListener {
    private boolean on;

    @Override
    public boolean start(Settings settings) {
      on |= settings.optional("ON").isPresent();
      return on;
    }

    @Override
    public void began(Call call) {
      told.add("began " + call.function());
    }

    @Override
    public void ended(Call call, Object outcome, @Nullable Throwable thrown) {
      told.add("ended " + outcome + " " + thrown);
    }

    @Override
    public void survived(Call call, Throwable failure) {
      told.add("survived " + failure);
    }

    @Override
    public void flush(Duration atMost) {
      told.add("flush " + atMost);
    }

    @Override
    public void close(Duration atMost) {
      told.add("close");
    }
  }

  /** Throws the same from each method. */
  private final class Broken extends Notes {
    private final Throwable thrown;

    Broken(Throwable thrown) {
      this.thrown = thrown;
    }

    @Override
    public void began(Call call) {
      sneak(thrown);
    }

    @Override
    public void ended(Call call, Object outcome, @Nullable Throwable cause) {
      sneak(thrown);
    }

    @Override
    public void survived(Call call, Throwable failure) {
      sneak(thrown);
    }

    @Override
    public void flush(Duration atMost) {
      sneak(thrown);
    }

    @Override
    public void close(Duration atMost) {
      sneak(thrown);
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void oneThatIsOffIsToldNothing() {
    Listeners listeners = started(Map.of(), new Notes());

    all(listeners);

    assertThat(told).isEmpty();
  }

  @Test
  void theSettingsOfAnyModuleTurnItOn() {
    var listeners = new Listeners(List.of(new Notes()), log::add);
    listeners.start(new Settings(Map.of()));
    listeners.start(new Settings(Map.of("ON", "1")));
    listeners.start(new Settings(Map.of()));

    all(listeners);

    assertThat(told)
        .containsExactly(
            "began eat",
            "ended 503 null",
            "flush PT1S",
            "began eat",
            "ended ok null",
            "flush PT1S",
            "close");
  }

  @Test
  void whatOneThrowsStopsNoOtherAndIsLoggedOnce() {
    for (Throwable thrown :
        List.of(
            new IllegalStateException("of-a-person"),
            new NoClassDefFoundError("of-a-person"),
            new StackOverflowError(),
            new Exception("of-a-person"))) {
      log.clear();
      told.clear();

      all(started(Map.of("ON", "1"), new Broken(thrown), new Notes()));

      assertThat(told).as(thrown.toString()).hasSize(7);
      assertThat(log).as(thrown.toString()).hasSize(1);
      assertThat(log.getFirst())
          .containsEntry("operation", "Broken")
          .containsEntry("outcome", "failed");
      assertThat(log.toString()).contains(thrown.getClass().getName()).doesNotContain("person");
    }
  }

  @Test
  void whatIsMalformedStopsTheStart() {
    var listener =
        new Notes() {
          @Override
          public boolean start(Settings settings) {
            throw new MissingSetting("ON", "must be 1");
          }
        };

    assertThatThrownBy(() -> started(Map.of("ON", "2"), listener))
        .isInstanceOf(MissingSetting.class);
  }

  private Listeners started(Map<String, String> settings, InvocationListener... found) {
    var listeners = new Listeners(Arrays.asList(found), log::add);
    listeners.start(new Settings(settings));
    return listeners;
  }

  private static void all(Listeners listeners) {
    for (Object outcome : List.of(503, "ok")) {
      listeners.began(CALL);
      listeners.ended(CALL, outcome, null);
      listeners.flush(Duration.ofSeconds(1));
    }
    listeners.close();
  }
}
