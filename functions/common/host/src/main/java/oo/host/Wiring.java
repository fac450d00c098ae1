package oo.host;

import oo.host.base.MissingSetting;
import oo.host.base.Settings;

/**
 * Registers one module's functions. It holds every {@code new} of the module and alone reads the
 * module's settings. Found by {@link java.util.ServiceLoader}.
 *
 * <p>An implementation must not open connections: the process must start, and report what is wrong,
 * while the database is down. Warm-up goes into {@link FunctionRegistrar#prime}.
 */
public interface Wiring {

  /** The module's folder, e.g. {@code complete-tip}. */
  String module();

  /**
   * Registers the module's functions.
   *
   * @throws MissingSetting when a setting is absent or malformed; the host does not start, and
   *     names the setting
   */
  void wire(FunctionRegistrar functions, Settings settings, Platform platform);
}
