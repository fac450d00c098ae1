package oo.tests.lambda;

import oo.host.FunctionRegistrar;
import oo.host.Guard;
import oo.host.Platform;
import oo.host.Wiring;
import oo.host.base.Settings;

/** A module beside an artefact's own, whose functions fail in every way. */
public final class FailingWiring implements Wiring {
  static final String TEXT = "text of an exception";

  @Override
  public String module() {
    return "failing";
  }

  @Override
  public void wire(FunctionRegistrar functions, Settings settings, Platform platform) {
    functions
        .http(
            "unlinked_page",
            Guard.PUBLIC,
            () ->
                request -> {
                  throw new NoClassDefFoundError(TEXT);
                })
        .queue(
            "unlinked_queue",
            () ->
                message -> {
                  throw new NoClassDefFoundError(TEXT);
                })
        .schedule(
            "broken_tick",
            () ->
                () -> {
                  throw new IllegalStateException(TEXT);
                })
        .schedule("lost_thread", () -> FailingWiring::loseThread)
        .schedule(
            "warned",
            () -> () -> java.util.logging.Logger.getLogger("some.library").warning("beware"));
  }

  private static void loseThread() {
    Thread lost =
        new Thread(() -> {
          throw new IllegalStateException(TEXT);
        });
    lost.start();
    try {
      lost.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
