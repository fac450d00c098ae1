package oo.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import oo.host.Platform;
import oo.host.base.Settings;
import oo.host.health.Probe;
import oo.host.health.Pulses;
import oo.host.objects.ObjectStore;
import oo.host.queue.MessageQueue;
import oo.host.sql.Database;
import oo.server.backup.LastBackup;
import oo.server.invoke.Background;
import oo.server.invoke.Serving;
import oo.server.settings.ServerSettings;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Two pools a database, the queues of one table, a folder for objects. Of the pages' connections
 * each function has three quarters at most, so that a flood of one leaves some to all others. The
 * process starts and stays up while the database is down; a caller then waits two seconds and is
 * told.
 */
final class ServerPlatform implements Platform, AutoCloseable {
  private static final Duration WAIT = Duration.ofSeconds(2);
  private static final int CONNECT_SECONDS = 2;

  /** Longer, as a line of callers says nothing of the database. */
  private static final Duration WAIT_FOR_SHARE = Duration.ofSeconds(5);

  private static final int FOR_PAGES = 12;
  private static final int FOR_ONE_FUNCTION = 9;
  private static final int FOR_BACKGROUND = 6;

  private final Map<String, Pools> pools = new ConcurrentHashMap<>();
  private @Nullable MessageQueue queues;
  private @Nullable ObjectStore objects;
  private final Settings server;
  private final List<Probe> probes = new ArrayList<>();

  /**
   * @param server the settings of the whole server
   */
  ServerPlatform(Map<String, String> server) {
    this.server = new Settings(server);
  }

  /** What only this machine has; shown with the health of {@code auth}. */
  void probe(Probe probe) {
    probes.add(probe);
  }

  @Override
  public List<Probe> probes(Database database) {
    var all = new ArrayList<>(probes);
    all.add(new Pulses(database).consumers());
    if (LastBackup.expected(server)) {
      all.add(LastBackup.probe(database));
    }
    return all;
  }

  /** Known only when the settings are, which name the database. */
  void with(MessageQueue queues, ObjectStore objects) {
    this.queues = queues;
    this.objects = objects;
  }

  @Override
  public DataSource dataSource(Settings settings) {
    PGSimpleDataSource source = ServerSettings.database(settings, server, CONNECT_SECONDS);
    return pools.computeIfAbsent(
        source.getUrl() + " " + source.getUser(), address -> new Pools(source));
  }

  /** Deliveries and reads have their share of connections, also when pages want them all. */
  private static final class Pools extends AbstractDataSource implements AutoCloseable {
    private final HikariDataSource pages;
    private final HikariDataSource background;
    private final Map<String, Semaphore> shares = new ConcurrentHashMap<>();

    Pools(DataSource source) {
      this.pages = pool(source, "oo", FOR_PAGES);
      this.background = pool(source, "oo-background", FOR_BACKGROUND);
    }

    @Override
    public Connection getConnection() throws SQLException {
      return Background.here() ? background.getConnection() : shared(Serving.function());
    }

    private Connection shared(String function) throws SQLException {
      Semaphore share = shares.computeIfAbsent(function, name -> new Semaphore(FOR_ONE_FUNCTION));
      try {
        if (!share.tryAcquire(WAIT_FOR_SHARE.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new SQLTransientConnectionException(function + " has its share of connections");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SQLTransientConnectionException("Interrupted", e);
      }
      try {
        return giving(pages.getConnection(), share::release);
      } catch (SQLException | RuntimeException e) {
        share.release();
        throw e;
      }
    }

    /** The connection, which gives back its share when it is closed first. */
    private static Connection giving(Connection of, Runnable back) {
      var closed = new AtomicBoolean();
      return (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                try {
                  return method.invoke(of, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                } finally {
                  if (method.getName().equals("close") && closed.compareAndSet(false, true)) {
                    back.run();
                  }
                }
              });
    }

    @Override
    public Connection getConnection(String user, String password) {
      throw new UnsupportedOperationException("There is one role");
    }

    @Override
    public void close() {
      pages.close();
      background.close();
    }
  }

  private static HikariDataSource pool(DataSource source, String name, int size) {
    var config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(2);
    config.setConnectionTimeout(WAIT.toMillis());
    config.setValidationTimeout(1_000);
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }

  @Override
  public MessageQueue queue(Settings settings) {
    return new MessageQueue() {
      @Override
      public void send(String queue, List<Outgoing> messages) {
        made(queues).send(queue, messages);
      }

      @Override
      public long waiting(String queue) {
        return made(queues).waiting(queue);
      }
    };
  }

  @Override
  public ObjectStore objects(Settings settings) {
    return ObjectStore.of(() -> made(objects));
  }

  private static <T> T made(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("Used before the server was started");
    }
    return part;
  }

  @Override
  public void close() {
    pools.values().forEach(Pools::close);
  }
}
