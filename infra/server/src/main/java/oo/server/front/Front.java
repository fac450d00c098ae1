package oo.server.front;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import oo.host.base.InvocationLog;
import oo.host.base.SiteOrigin;
import oo.server.invoke.FunctionInvoker;
import oo.server.objects.ObjectReader;
import oo.template.Template;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
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
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private AutoCloseable serving = () -> {};

  private Front(FrontConfig config, Server server, ServerConnector connector) {
    this.config = config;
    this.server = server;
    this.connector = connector;
  }

  /**
   * Takes the port.
   *
   * @throws java.io.IOException when it is taken
   */
  public static Front open(FrontConfig config) throws java.io.IOException {
    var server = new Server(new VirtualThreadPool());
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setPersistentConnectionsEnabled(!config.oneRequestAConnection());
    http.setRequestHeaderSize(16 * 1024);
    var connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(config.address());
    connector.setPort(config.port());
    connector.setIdleTimeout(FrontConfig.PATIENCE.plus(FrontConfig.LONGEST_CALL).toMillis());
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
      ObjectReader objects) {
    serve(
        new FunctionsApi(new Routes(template.functions()), new TimedInvoker(calls, log)),
        site,
        objects);
  }

  /**
   * With an API that is deployed elsewhere, and whose objects are.
   *
   * @param stage asked at each call: where it is, empty while it is not deployed
   */
  public void serve(Supplier<Optional<URI>> stage, SiteOrigin site) {
    serve(new DeployedApi(stage), site, pathAndQuery -> Optional.empty());
  }

  private void serve(Api api, SiteOrigin site, ObjectReader objects) {
    serving = api;
    var handler = new FrontHandler(new HostCheck(site), api, new SiteFiles(config.site()), objects);
    server.setHandler(new GracefulHandler(handler));
    server.setErrorHandler(new ErrorReplies());
    server.setStopTimeout(Duration.ofSeconds(10).toMillis());
    connector.addBean(
        new Connection.Listener() {
          @Override
          public void onOpened(Connection connection) {
            timer.schedule(
                () -> closeIfIncomplete(connection),
                FrontConfig.PATIENCE.toMillis(),
                TimeUnit.MILLISECONDS);
          }
        });
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException("The front does not start", e);
    }
  }

  /** Closes a connection that has not sent a complete request. */
  private static void closeIfIncomplete(Connection connection) {
    if (connection.getMessagesIn() == 0) {
      connection.close();
    }
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
      timer.shutdownNow();
    }
  }
}
