package oo.server;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import oo.host.FunctionHost.Registered;
import oo.host.FunctionHost.Trigger;
import oo.template.Template;
import oo.template.Template.Deployment;
import oo.template.Template.Every;
import oo.template.Template.FunctionResource;
import oo.template.Template.Messages;
import oo.template.Template.Route;
import oo.template.TemplateRefused;

/** Checks that template and code name the same functions with the same triggers. */
final class TemplateCheck {
  private TemplateCheck() {}

  /**
   * The template with the registered functions.
   *
   * @throws TemplateRefused naming every difference; absent functions only when {@code complete}
   */
  static Template of(Template template, Map<String, Registered> code, boolean complete) {
    var differences = new ArrayList<String>();
    var known = new HashSet<String>();
    var there = new ArrayList<FunctionResource>();
    for (FunctionResource function : template.functions()) {
      known.add(function.name());
      Registered registered = code.get(function.name());
      if (registered == null) {
        if (complete) {
          differences.add(function.name() + " is in the template, but no module registers it");
        }
      } else if (registered.trigger() != trigger(function)) {
        differences.add(
            function.name()
                + " is started by "
                + trigger(function)
                + " in the template, by "
                + registered.trigger()
                + " in "
                + registered.module());
      } else {
        there.add(function);
      }
    }
    if (complete) {
      code.keySet().stream()
          .filter(name -> !known.contains(name))
          .sorted()
          .forEach(name -> differences.add(name + " is registered, but not in the template"));
    }
    if (!differences.isEmpty()) {
      throw new TemplateRefused(String.join("\n", differences));
    }
    return new Template(List.copyOf(there), template.queues());
  }

  private static Trigger trigger(FunctionResource function) {
    return switch (function.trigger()) {
      case Route route -> Trigger.HTTP;
      case Messages messages -> Trigger.QUEUE;
      case Every every -> Trigger.SCHEDULE;
      case Deployment deployment -> Trigger.DEPLOY;
    };
  }
}
