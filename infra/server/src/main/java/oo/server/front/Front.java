package oo.server.front;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import oo.host.base.InvocationLog;
import oo.host.base.SiteOrigin;
import oo.server.invoke.FunctionInvoker;
import oo.server.invoke.Watch;
import oo.server.objects.ObjectReader;
import oo.template.Template;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ProxyConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * Site and API on one port. It is {@linkplain #open opened} first, so that its address is known
 * before anything is configured with it, and {@linkplain #serve serves} when the functions are
 * ready; what comes in between waits.
 */
public final class Front implements AutoCloseable {
  private final FrontConfig config;
  private final Server server;
  private final ServerConnector connector;
  private final Connections connections;
  private AutoCloseable serving = () -> {};

  private Front(FrontConfig config, Server server, ServerConnector connector) {
    this.config = config;
    this.server = server;
    this.connector = connector;
    this.connections = new Connections(config.bounds());
  }

  /**
   * Takes the port.
   *
   * @throws java.io.IOException when it is taken
   */
  public static Front open(FrontConfig config) throws java.io.IOException {
    // Without a limit of threads, as static pages would wait for one behind all else. What takes
    // memory or the database has a bound by itself.
    var server = new Server(new VirtualThreadPool(0));
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setPersistentConnectionsEnabled(!config.oneRequestAConnection());
    http.setRequestHeaderSize(config.bounds().headerBytes());
    var requests = new HttpConnectionFactory(http);
    // A supervisor writes its client's address before the first request.
    var connector =
        config.oneRequestAConnection()
            ? new ServerConnector(server, new ProxyConnectionFactory(), requests)
            : new ServerConnector(server, requests);
    connector.setHost(config.address());
    connector.setPort(config.port());
    connector.setAcceptQueueSize(config.bounds().connections());
    // Above every bound: Connections and TimedInvoker end what takes too long.
    connector.setIdleTimeout(Duration.ofMinutes(5).toMillis());
    server.addConnector(connector);
    connector.open();
    return new Front(config, server, connector);
  }

  public int port() {
    return connector.getLocalPort();
  }

  /** With functions that are called one by one. */
  public void serve(
      Template template,
      FunctionInvoker calls,
      InvocationLog log,
      SiteOrigin site,
      ObjectReader objects,
      Watch watch) {
    serve(
        new FunctionsApi(
            new Routes(template.functions()),
            new TimedInvoker(calls, log, config.bounds()),
            bodies(),
            watch),
        site,
        objects,
        log);
  }

  /**
   * With an API that is deployed elsewhere, and whose objects are.
   *
   * @param stage asked at each call: where it is, empty while it is not deployed
   */
  public void serve(Supplier<Optional<URI>> stage, InvocationLog log, SiteOrigin site) {
    serve(
        new DeployedApi(stage, bodies(), config.bounds()),
        site,
        pathAndQuery -> Optional.empty(),
        log);
  }

  private void serve(Api api, SiteOrigin site, ObjectReader objects, InvocationLog log) {
    serving = api;
    var always = new ReplyHeaders(site);
    var handler =
        new FrontHandler(
            new HostCheck(site),
            api,
            new SiteFiles(config.site()),
            objects,
            connections,
            always,
            log);
    server.setHandler(new GracefulHandler(handler));
    server.setErrorHandler(new ErrorReplies(always, log));
    server.setStopTimeout(Duration.ofSeconds(10).toMillis());
    connector.addBean(connections);
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException("The front does not start", e);
    }
  }

  private RequestBodies bodies() {
    return new RequestBodies(config.bounds(), connections);
  }

  /** Ends what is being served, then stops. */
  @Override
  public void close() {
    try {
      server.stop();
      connector.close();
      serving.close();
    } catch (Exception e) {
      throw new IllegalStateException("The front does not stop", e);
    } finally {
      connections.close();
    }
  }
}
