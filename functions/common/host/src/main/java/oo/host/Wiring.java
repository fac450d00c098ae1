package oo.host;

import oo.host.base.MissingSetting;
import oo.host.base.Settings;

/**
 * What one module registers: it holds every {@code new} of the module and is the only reader of its
 * settings. Found by {@link java.util.ServiceLoader}, so an artefact with one module and a JVM with
 * all of them start alike.
 *
 * <p>An implementation must not connect anywhere: the process stays up, and says what is wrong,
 * while the database is down. What is worth touching before the first call goes into {@link
 * FunctionRegistrar#prime}.
 */
public interface Wiring {

  /** The module's folder, e.g. {@code complete-tip}. */
  String module();

  /**
   * Registers the module's functions, and makes what each needs where it is served.
   *
   * @throws MissingSetting when a setting is absent or malformed; the host names it and does not
   *     start
   */
  void wire(FunctionRegistrar functions, Settings settings, Platform platform);
}
