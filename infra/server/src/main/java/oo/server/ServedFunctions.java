package oo.server;

import java.util.Optional;
import oo.host.FunctionHost;
import oo.host.base.InvocationLog;
import oo.host.base.Settings;
import oo.host.limits.TrustedProxies;
import oo.server.fn.FnInvoker;
import oo.server.fn.FnServer;
import oo.server.invoke.FunctionInvoker;
import oo.server.invoke.HostInvoker;
import oo.template.Template;
import oo.template.TemplateRefused;

/**
 * The functions that the server calls, in this JVM or on an Fn server.
 *
 * @param template has only the functions that can be called
 * @param here the host and its settings; empty when the functions run on Fn
 */
record ServedFunctions(FunctionInvoker calls, Template template, Optional<Here> here) {

  record Here(FunctionHost host, ModuleSettings settings) {}

  /** Of this JVM, held to the template. */
  static ServedFunctions here(
      Template whole, ModuleSettings settings, ServerPlatform platform, ServerConfig config) {
    FunctionHost host = FunctionHost.start(config.wirings(), settings, platform, config.log());
    return new ServedFunctions(
        new HostInvoker(host),
        TemplateCheck.of(whole, host.functions(), config.complete()),
        Optional.of(new Here(host, settings)));
  }

  /** Of an Fn server: all of the template. */
  static ServedFunctions onFn(Template whole, FnServer server, Settings own, InvocationLog log) {
    whole.queues().stream()
        .filter(queue -> !queue.delay().isZero())
        .findFirst()
        .ifPresent(queue -> {
          throw new TemplateRefused(
              queue.id() + ": a function on Fn does not know a queue's own DelaySeconds");
        });
    return new ServedFunctions(
        new FnInvoker(server, whole, own.siteOrigin(), TrustedProxies.from(own), log),
        whole,
        Optional.empty());
  }

  Here inThisJvm() {
    return here.orElseThrow(() -> new IllegalStateException("The functions run on Fn"));
  }
}
