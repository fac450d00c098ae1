package oo.completetip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import oo.host.base.Uuid7;
import oo.signals.DecisionId;
import org.junit.jupiter.api.Test;

/**
 * The tip page waits for its taps and must not wait for libsodium: a process that serves only taps
 * never loads it. A separate class loader stands for that process.
 */
final class WithoutSodiumIT {
  private static final String SODIUM = "oo.vault.Sodium";

  @Test
  void aTapNeverLoadsLibsodium() throws Exception {
    try (var app = new TipApp();
        var fresh = new Fresh()) {
      var person = new Person(app);
      person.hasTasks("milk");
      DecisionId tip = person.sees("milk");
      // The loader defines the runnable's class, so it also loads what the class needs.
      Class<?> process = fresh.loadClass(TapsOnly.class.getName());
      Runnable taps =
          (Runnable)
              process
                  .getDeclaredConstructor(Map.class, String[].class)
                  .newInstance(
                      app.settings,
                      new String[] {
                        app.testDatabase.url(),
                        app.testDatabase.user(),
                        app.testDatabase.password(),
                        person.cookie,
                        tip.toString(),
                        Uuid7.next().toString()
                      });

      ClassLoader before = Thread.currentThread().getContextClassLoader();
      Thread.currentThread().setContextClassLoader(fresh);
      try {
        taps.run();
      } finally {
        Thread.currentThread().setContextClassLoader(before);
      }

      assertThat(person.decision(tip)).isEqualTo("undone");
      assertThat(fresh.loaded("oo.completetip.CompleteTipWiring")).isTrue();
      assertThat(fresh.loaded("oo.vault.SodiumTokenVault")).isTrue();
      assertThat(fresh.loaded(SODIUM)).isFalse();
    }
  }

  /** The class path once more, sharing nothing but the JDK. */
  private static final class Fresh extends URLClassLoader {
    Fresh() {
      super(classPath(), ClassLoader.getPlatformClassLoader());
    }

    boolean loaded(String name) {
      return findLoadedClass(name) != null;
    }

    private static URL[] classPath() {
      return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
          .map(Fresh::url)
          .toArray(URL[]::new);
    }

    private static URL url(String entry) {
      try {
        return Path.of(entry).toUri().toURL();
      } catch (MalformedURLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
