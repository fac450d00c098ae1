package oo.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import oo.fn.protocol.ObjectLinks;
import oo.fn.protocol.TableObjectStore;
import oo.host.FunctionHost;
import oo.host.base.InvocationLog;
import oo.host.base.LibraryLogs;
import oo.host.base.NeedsOperator;
import oo.host.base.Settings;
import oo.host.base.SiteOrigin;
import oo.host.health.Probe;
import oo.host.sql.Database;
import oo.server.fn.FnServer;
import oo.server.front.Front;
import oo.server.front.FrontConfig;
import oo.server.invoke.Background;
import oo.server.invoke.FunctionInvoker;
import oo.server.invoke.Watch;
import oo.server.metrics.Metrics;
import oo.server.objects.ExportBucket;
import oo.server.objects.FolderObjectStore;
import oo.server.objects.ObjectReader;
import oo.server.queue.Queue;
import oo.server.queue.Queues;
import oo.server.queue.TableQueue;
import oo.template.Template;
import oo.template.TemplateReader;

/**
 * oO in this process: pages, queues, schedules and objects, and the functions unless {@code OO_FN}
 * says that they run on Fn. It starts, serves the pages and answers health while the database is
 * down, and goes on by itself when it is back.
 */
public final class Server implements AutoCloseable {
  private final Front front;
  private final ServerPlatform platform;
  private final ServedFunctions functions;
  private final BackgroundWork background;
  private final Queues queues;
  private final SiteOrigin site;
  private final Optional<Metrics> metrics;

  private Server(
      Front front,
      ServerPlatform platform,
      ServedFunctions functions,
      BackgroundWork background,
      Queues queues,
      SiteOrigin site,
      Optional<Metrics> metrics) {
    this.front = front;
    this.platform = platform;
    this.functions = functions;
    this.background = background;
    this.queues = queues;
    this.site = site;
    this.metrics = metrics;
  }

  /**
   * Serving when it returns.
   *
   * @throws oo.host.base.MissingSettings when a setting is absent, naming all of them
   * @throws oo.template.TemplateRefused when template and code differ
   * @throws PortTaken when another program has the port
   * @throws NeedsOperator when the database is there and cannot be migrated
   */
  public static Server start(ServerConfig config) {
    LibraryLogs.quiet();
    Template whole = TemplateReader.read(config.tree().resolve("infra/sam-template.yaml"));
    Front front = opened(config);
    var platform = new ServerPlatform(config.settings());
    Optional<Metrics> metrics = Optional.empty();
    try {
      var values = new HashMap<>(config.settings());
      values.putIfAbsent("SITE_ORIGIN", "http://localhost:" + front.port());
      var own = new Settings(values);
      Optional<FnServer> fn = FnServer.from(own);
      Optional<ExportBucket> bucket = fn.isPresent() ? Optional.empty() : ExportBucket.from(own);
      Probe disk =
          new DiskProbe(config.data(), Path.of(System.getProperty("java.io.tmpdir"))).remembered();
      platform.probe(disk);
      bucket.ifPresent(platform::probe);
      metrics =
          Metrics.from(
              own, whole, () -> Background.only(platform.dataSource(own)), disk, config.log());
      Watch watch = metrics.map(Metrics::watch).orElse(Watch.NONE);
      InvocationLog log = watched(config.log(), watch);
      ServedFunctions functions =
          fn.isPresent()
              ? ServedFunctions.onFn(whole, fn.get(), own, log)
              : ServedFunctions.here(
                  whole, new ModuleSettings(whole, values), platform, config.logging(log));
      SiteOrigin site = own.siteOrigin();
      var source = platform.dataSource(own);
      var database = new Database(source);
      var queues = queues(whole, database);
      ObjectReader objects =
          objects(fn.isPresent(), platform, queues, config, database, own, bucket);
      DataSource unseen = Background.only(source);
      var background =
          new BackgroundWork(
              functions.calls(),
              functions.template(),
              unseen,
              queues,
              queues(whole, new Database(unseen)),
              log,
              watch);
      background.start();
      front.serve(functions.template(), functions.calls(), log, site, objects, watch);
      return new Server(front, platform, functions, background, queues, site, metrics);
    } catch (RuntimeException e) {
      metrics.ifPresent(Metrics::close);
      front.close();
      platform.close();
      throw e;
    }
  }

  private static InvocationLog watched(InvocationLog log, Watch watch) {
    return line -> {
      log.write(line);
      watch.wrote(line);
    };
  }

  /** A function elsewhere shares a table with us, one of this JVM is given the folder. */
  private static ObjectReader objects(
      boolean elsewhere,
      ServerPlatform platform,
      Queues queues,
      ServerConfig config,
      Database database,
      Settings own,
      Optional<ExportBucket> bucket) {
    ObjectLinks links = ObjectLinks.from(own);
    if (elsewhere) {
      return new TableObjectStore(database, links)::read;
    }
    var folder = new FolderObjectStore(config.data().resolve("objects"), links, Clock.systemUTC());
    platform.with(queues, bucket.map(ExportBucket::objects).orElse(folder));
    return folder::read;
  }

  private static Front opened(ServerConfig config) {
    try {
      return Front.open(
          new FrontConfig(
              config.tree().resolve("static-site"),
              config.address(),
              config.port(),
              config.oneRequestAConnection()));
    } catch (UnresolvedAddressException e) {
      throw new PortTaken(config.address(), config.port());
    } catch (IOException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      if (why instanceof SocketException || why instanceof UnresolvedAddressException) {
        throw new PortTaken(config.address(), config.port());
      }
      throw new UncheckedIOException(e);
    }
  }

  private static Queues queues(Template template, Database database) {
    var queues = new LinkedHashMap<String, Queue>();
    template
        .queues()
        .forEach(resource -> queues.put(resource.id(), new TableQueue(database, resource)));
    return new Queues(queues);
  }

  /** Where a browser finds it, without a slash at its end. */
  public String baseUrl() {
    return site.value();
  }

  public URI at(String pathAndQuery) {
    return URI.create(site.at(pathAndQuery));
  }

  public int port() {
    return front.port();
  }

  /** Where Prometheus reads; empty without {@code METRICS_LISTEN}. */
  public OptionalInt metricsPort() {
    return metrics.map(Metrics::port).map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  /** To call a function, or a schedule's tick, by name. */
  public FunctionInvoker calls() {
    return functions.calls();
  }

  /** The functions of this JVM. */
  public FunctionHost host() {
    return functions.inThisJvm().host();
  }

  public Queues queues() {
    return queues;
  }

  /** Completes when the database came later, and cannot be migrated. */
  public CompletableFuture<NeedsOperator> stopped() {
    return background.stopped();
  }

  /** What each module was given, and asked for. */
  public ModuleSettings settings() {
    return functions.inThisJvm().settings();
  }

  /** Ends what is being served, within seconds. */
  @Override
  public void close() {
    metrics.ifPresent(Metrics::close);
    front.close();
    background.close();
    functions.calls().close();
    platform.close();
  }

  /** Nothing can listen at the address and port; the message is one sentence. */
  public static final class PortTaken extends RuntimeException {
    private static final int UNPRIVILEGED = 1024;

    public PortTaken(String address, int port) {
      super(
          !ofThisMachine(address)
              ? "OO_ADDRESS is no address of this machine: 127.0.0.1 is for a proxy here, 0.0.0.0 for every network."
              : "Port "
                  + port
                  + " is taken by another program"
                  + (port < UNPRIVILEGED ? ", or needs root" : "")
                  + ": stop it, or choose one with OO_PORT=N.");
    }

    private static boolean ofThisMachine(String address) {
      try (var any = new ServerSocket(0, 1, InetAddress.getByName(address))) {
        return any.isBound();
      } catch (IOException e) {
        return false;
      }
    }
  }
}
