package oo.server;

import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import oo.host.Wiring;
import oo.host.base.InvocationLog;

/**
 * @param tree the folder that holds {@code infra} and {@code static-site}
 * @param data where objects are kept
 * @param address to listen on
 * @param port 0 for any free one
 * @param oneRequestAConnection when a supervisor stands in front
 * @param settings by name, over the template's; without SITE_ORIGIN it is localhost and the port
 * @param wirings the modules that are there
 * @param complete whether template and code must name the same functions
 * @param log of the invocations
 */
public record ServerConfig(
    Path tree,
    Path data,
    String address,
    int port,
    boolean oneRequestAConnection,
    Map<String, String> settings,
    Iterable<Wiring> wirings,
    boolean complete,
    InvocationLog log) {
  public ServerConfig {
    settings = Map.copyOf(settings);
  }

  /** On loopback, all modules of the class path, held to the template. */
  public static ServerConfig of(Path tree, Path data, Map<String, String> settings) {
    return new ServerConfig(
        tree,
        data,
        "127.0.0.1",
        0,
        false,
        settings,
        ServiceLoader.load(Wiring.class),
        true,
        InvocationLog.to(System.out));
  }

  public ServerConfig at(String address, int port) {
    return new ServerConfig(
        tree, data, address, port, oneRequestAConnection, settings, wirings, complete, log);
  }

  public ServerConfig supervised() {
    return new ServerConfig(tree, data, address, port, true, settings, wirings, complete, log);
  }

  /** For tests of a part: a route whose function is not there is not served. */
  public ServerConfig only(Iterable<Wiring> some) {
    return new ServerConfig(
        tree, data, address, port, oneRequestAConnection, settings, some, false, log);
  }

  public ServerConfig logging(InvocationLog other) {
    return new ServerConfig(
        tree, data, address, port, oneRequestAConnection, settings, wirings, complete, other);
  }
}
