package oo.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import oo.host.FunctionHost;
import oo.host.MissingSetting;
import oo.host.Settings;
import oo.host.SiteOrigin;
import oo.host.sql.Database;
import oo.runtime.front.Front;
import oo.runtime.front.FrontConfig;
import oo.runtime.objects.FolderObjectStore;
import oo.runtime.queue.Queue;
import oo.runtime.queue.Queues;
import oo.runtime.queue.TableQueue;
import oo.runtime.template.Template;
import oo.runtime.template.TemplateReader;

/**
 * oO in this process: pages, functions, queues, schedules and objects. It starts, serves the pages
 * and answers health while the database is down, and goes on by itself when it is back.
 */
public final class LocalRuntime implements AutoCloseable {
  private final Front front;
  private final LocalPlatform platform;
  private final FunctionHost host;
  private final Background background;
  private final Queues queues;
  private final ModuleSettings settings;
  private final SiteOrigin site;

  private LocalRuntime(
      Front front,
      LocalPlatform platform,
      FunctionHost host,
      Background background,
      Queues queues,
      ModuleSettings settings,
      SiteOrigin site) {
    this.front = front;
    this.platform = platform;
    this.host = host;
    this.background = background;
    this.queues = queues;
    this.settings = settings;
    this.site = site;
  }

  /**
   * Serving when it returns.
   *
   * @throws oo.host.MissingSettings when a setting is absent, naming all of them
   * @throws oo.runtime.template.TemplateRefused when template and code differ
   * @throws PortTaken when another program has the port
   */
  public static LocalRuntime start(RuntimeConfig config) {
    Libraries.quiet();
    Template whole = TemplateReader.read(config.tree().resolve("infra/sam-template.yaml"));
    Front front = opened(config);
    var platform = new LocalPlatform();
    try {
      var values = new HashMap<>(config.settings());
      values.putIfAbsent("SITE_ORIGIN", "http://localhost:" + front.port());
      var settings = new ModuleSettings(whole, values);
      FunctionHost host = FunctionHost.start(config.wirings(), settings, platform, config.log());
      Template template = Agreement.of(whole, host.functions(), config.complete());
      var own = new Settings(values);
      SiteOrigin site = own.siteOrigin();
      var source = platform.dataSource(own);
      var queues = queues(whole, new Database(source));
      var objects = objects(config.data(), site, own);
      platform.with(queues, objects);
      var background = new Background(host, template, source, queues, config.log());
      background.start();
      front.serve(template, host::handle, config.log(), site, objects);
      return new LocalRuntime(front, platform, host, background, queues, settings, site);
    } catch (RuntimeException e) {
      front.close();
      platform.close();
      throw e;
    }
  }

  private static Front opened(RuntimeConfig config) {
    try {
      return Front.open(
          new FrontConfig(
              config.tree().resolve("static-site"),
              config.address(),
              config.port(),
              config.oneRequestAConnection()));
    } catch (java.net.BindException e) {
      throw new PortTaken(config.port());
    } catch (IOException e) {
      if (e.getCause() instanceof java.net.BindException) {
        throw new PortTaken(config.port());
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

  private static FolderObjectStore objects(Path data, SiteOrigin site, Settings own) {
    String name = "OBJECTS_KEY";
    String key = own.required(name, "32 random bytes in base64, e.g. by: openssl rand -base64 32");
    try {
      return new FolderObjectStore(
          data.resolve("objects"), site, Base64.getDecoder().decode(key), Clock.systemUTC());
    } catch (IllegalArgumentException e) {
      throw new MissingSetting(name, "must be base64");
    }
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

  /** To call a schedule's tick, or a function, by name. */
  public FunctionHost host() {
    return host;
  }

  public Queues queues() {
    return queues;
  }

  /** What each module was given, and asked for. */
  public ModuleSettings settings() {
    return settings;
  }

  /** Ends what is being served, within seconds. */
  @Override
  public void close() {
    front.close();
    background.close();
    host.close();
    platform.close();
  }

  /** Another program listens where we should; the message is one sentence. */
  public static final class PortTaken extends RuntimeException {
    public PortTaken(int port) {
      super(
          "Port " + port + " is taken by another program: stop it, or choose one with OO_PORT=N.");
    }
  }
}
