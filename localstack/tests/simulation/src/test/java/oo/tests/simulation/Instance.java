package oo.tests.simulation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;
import oo.connectors.calls.ProviderCalls;
import oo.host.FunctionHost;
import oo.host.Platform;
import oo.host.Wiring;
import oo.host.base.Settings;
import oo.host.objects.ObjectStore;
import oo.host.queue.MessageQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * A process with all functions: a host with its caches, its clock and its keys. It ends at any of
 * its effects when the seed says so, and another one with the same settings takes its place.
 */
final class Instance {
  private final World world;
  final String name;
  final Duration ahead;
  private Map<String, String> settings;
  private @Nullable FunctionHost host;
  private final List<Map<String, Object>> log = new ArrayList<>();

  Instance(World world, String name, Duration ahead, Map<String, String> settings) {
    this.world = world;
    this.name = name;
    this.ahead = ahead;
    this.settings = settings;
  }

  /** Starts again, with other settings. */
  void restart(Map<String, String> other) {
    settings = other;
    end();
  }

  void end() {
    if (host != null) {
      host.close();
      host = null;
    }
  }

  /** Whether the last invocation was a full reading that found differences. */
  boolean healed() {
    return !log.isEmpty() && log.getLast().containsKey("healed");
  }

  /** The last line that a function wrote. */
  String lastLog() {
    return log.isEmpty() ? "" : String.valueOf(log.getLast().get("reason"));
  }

  /** Runs one invocation, which may die in its middle. */
  <T> Ran<T> run(Function<FunctionHost, T> call) {
    var invocation = new Running(this, world.deathAt());
    world.running.push(invocation);
    log.clear();
    try {
      if (host == null) {
        host = start();
      }
      T result = call.apply(host);
      return invocation.dead
          ? new Ran<>(null, true, true)
          : new Ran<>(result, false, invocation.faulty || world.locked());
    } catch (Death e) {
      return new Ran<>(null, true, true);
    } finally {
      world.running.pop();
      // A start takes as long as ten invocations, and the caches that it loses hold nothing that
      // lasts.
      if (invocation.dead && world.chance(0.3)) {
        end();
      }
    }
  }

  /**
   * @param result null when it died
   * @param faulty whether a fault of the infrastructure excuses a failure
   */
  record Ran<T>(@Nullable T result, boolean died, boolean faulty) {}

  /** An invocation that is under way. */
  static final class Running {
    final Instance instance;
    int left;
    boolean dead;
    boolean faulty;

    /** Whose tokens the provider replaced in this invocation. */
    final Set<String> refreshed = new HashSet<>();

    /** Another one works while its transaction holds locks. */
    boolean locking;

    Running(Instance instance, int left) {
      this.instance = instance;
      this.left = left;
    }
  }

  private FunctionHost start() {
    // A start is no effect, and reads no row that matters.
    Running running = world.running.peek();
    int left = running.left;
    running.left = Integer.MAX_VALUE;
    FunctionHost started =
        FunctionHost.start(
            ServiceLoader.load(Wiring.class),
            _ -> new Settings(settings),
            new SimulatedPlatform(),
            log::add);
    running.left = left;
    return started;
  }

  private final class SimulatedPlatform implements Platform {
    @Override
    public DataSource dataSource(Settings own) {
      return new MortalDatabase();
    }

    @Override
    public MessageQueue queue(Settings own) {
      return (queue, messages) -> {
        world.effect("before a message");
        world.queue.send(queue, messages);
        world.effect("after a message");
      };
    }

    @Override
    public ObjectStore objects(Settings own) {
      return new ObjectStore() {
        @Override
        public java.net.URI put(
            String key, String contentType, Content content, java.time.Duration life) {
          return java.net.URI.create(Machine.SITE + "/objects/" + key);
        }

        @Override
        public void delete(String key) {}
      };
    }
  }

  /** Each connection, statement outside of a transaction, and commit is an effect. */
  private final class MortalDatabase extends AbstractDataSource {
    @Override
    public Connection getConnection() throws SQLException {
      if (recordsHealth()) {
        return Lent.of(world);
      }
      world.effect("before a connection");
      world.between();
      world.databaseFault("before a connection");
      return mortal(world.machine.borrow(world.now()));
    }

    /**
     * The record of calls for the health page is written by a real clock, which repeats nothing.
     */
    private static boolean recordsHealth() {
      return StackWalker.getInstance()
          .walk(frames ->
              frames
                  .limit(12)
                  .anyMatch(f -> f.getClassName().equals(ProviderCalls.class.getName())));
    }

    @Override
    public Connection getConnection(String user, String password) {
      throw new UnsupportedOperationException("There is one role");
    }

    private Connection mortal(Connection real) {
      var closed = new boolean[1];
      Running owner = world.running.peek();
      return (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (_, method, arguments) -> {
                switch (method.getName()) {
                  case "close" -> {
                    if (!closed[0]) {
                      closed[0] = true;
                      boolean alone = real.getAutoCommit();
                      world.machine.giveBack(real);
                      if (alone && !owner.dead) {
                        world.effect("after a statement");
                      }
                    }
                    return null;
                  }
                  case "commit" -> {
                    world.effect("before a commit");
                    world.within(0.03);
                    try {
                      world.databaseFault("before a commit");
                    } catch (SQLException e) {
                      real.rollback();
                      throw e;
                    }
                    real.commit();
                    world.effect("after a commit");
                    world.databaseFault("after a commit");
                    return null;
                  }
                  case "rollback", "setAutoCommit" -> {
                    if (owner.dead) {
                      return null; // Its connection is gone; the server rolls back.
                    }
                  }
                  case "isClosed" -> {
                    return closed[0];
                  }
                  default -> {
                    if (owner.dead) {
                      throw new Death(method.getName());
                    }
                    if (method.getName().equals("prepareStatement") && !real.getAutoCommit()) {
                      world.within(0.004);
                    }
                  }
                }
                try {
                  return method.invoke(real, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause() == null ? e : e.getCause();
                }
              });
    }
  }
}
