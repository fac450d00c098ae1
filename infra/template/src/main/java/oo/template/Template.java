package oo.template;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every function and every queue, in the template's order. */
public record Template(List<FunctionResource> functions, List<QueueResource> queues) {
  public Template {
    functions = List.copyOf(functions);
    queues = List.copyOf(queues);
  }

  /**
   * @param id the logical id, e.g. {@code FetchSignals}
   * @param name its {@code FUNCTION_NAME}, e.g. {@code fetch_signals}
   * @param module the folder that its artefact is built in, e.g. {@code fetch-signals}
   * @param timeout after which it is stopped
   * @param environment with the parameters' defaults; a queue's value is its logical id
   */
  public record FunctionResource(
      String id,
      String name,
      String module,
      Duration timeout,
      Map<String, String> environment,
      Trigger trigger) {
    public FunctionResource {
      environment = Map.copyOf(environment);
    }
  }

  /** What starts a function; exactly one kind a function. */
  public sealed interface Trigger {}

  /**
   * @param path begins with {@code /api}; a parameter is a whole segment, {@code {id}}
   */
  public record Route(String method, String path) implements Trigger {}

  /**
   * @param partialFailures whether a batch may fail in part ({@code ReportBatchItemFailures})
   */
  public record Messages(String queue, int batchSize, boolean partialFailures) implements Trigger {}

  public record Every(Duration interval) implements Trigger {}

  /** Called by a deployment only. */
  public record Deployment() implements Trigger {}

  /**
   * @param delay before a message is seen, when its sender names none
   * @param visibility how long a received message is hidden
   * @param deadLetters the logical id of the queue that takes what was received too often; empty
   *     for none
   * @param maxReceiveCount 0 without dead letters
   */
  public record QueueResource(
      String id, Duration delay, Duration visibility, String deadLetters, int maxReceiveCount) {}

  /**
   * A module's environment: that of all its functions, which agree where they share a name.
   *
   * @throws TemplateRefused when they do not
   */
  public Map<String, String> environment(String module) {
    var merged = new LinkedHashMap<String, String>();
    for (FunctionResource function : functions) {
      if (!function.module().equals(module)) {
        continue;
      }
      function
          .environment()
          .forEach((name, value) -> {
            String before = merged.putIfAbsent(name, value);
            if (before != null && !before.equals(value) && !name.equals("FUNCTION_NAME")) {
              throw new TemplateRefused(
                  function.id(), name + " differs from the other functions of " + module);
            }
          });
    }
    merged.remove("FUNCTION_NAME");
    return merged;
  }

  public Set<String> modules() {
    var modules = new LinkedHashSet<String>();
    functions.forEach(function -> modules.add(function.module()));
    return modules;
  }

  public QueueResource queue(String id) {
    return queues.stream()
        .filter(queue -> queue.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new TemplateRefused("No queue " + id));
  }
}
