package oo.images.lambda;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How a function's process is started; what Lambda calls a function's configuration.
 *
 * @param name as in its ARN and {@code AWS_LAMBDA_FUNCTION_NAME}
 * @param folder the unpacked artefact, which is the working directory: Lambda's client loads
 *     classes from it and from the jars of its {@code lib}
 * @param handler {@code package.Class::method}
 * @param environment the function's own variables; beside these it has those that Lambda sets, and
 *     nothing of this process
 * @param flags of the JVM, e.g. {@code -XX:AOTCache=...}, after those of a managed runtime (serial
 *     collector, first compiler only)
 * @param classPath on the class path of the JVM itself, before the client: how an image starts it,
 *     and the only place that an AOT cache covers
 * @param timeout of a call; a process that takes longer is killed
 * @param memory in MB, as the function is told
 * @param container the command, {@code docker run ... IMAGE}, that starts an image instead of a
 *     JVM; it gets the variables by name
 * @param checkpointed whether it starts as SnapStart does: {@code beforeCheckpoint} when it is
 *     initialised, {@code afterRestore} before the first call, in one process and without a
 *     snapshot
 */
public record FunctionConfig(
    String name,
    Path folder,
    String handler,
    Map<String, String> environment,
    List<String> flags,
    List<Path> classPath,
    Duration timeout,
    int memory,
    List<String> container,
    boolean checkpointed) {
  public FunctionConfig {
    folder = folder.toAbsolutePath().normalize();
    environment = Map.copyOf(environment);
    flags = List.copyOf(flags);
    classPath = List.copyOf(classPath);
    container = List.copyOf(container);
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("A time-out is more than nothing, not " + timeout);
    }
  }

  /** With Lambda's defaults: 3 s, 128 MB; on the JDK that this process runs on. */
  public static FunctionConfig of(String name, Path folder, String handler) {
    return new FunctionConfig(
        name,
        folder,
        handler,
        Map.of(),
        List.of(),
        List.of(),
        Duration.ofSeconds(3),
        128,
        List.of(),
        false);
  }

  /** An image, which knows its handler. */
  public static FunctionConfig ofImage(String name, List<String> container) {
    return of(name, Path.of("/"), "by the image").changed(draft -> draft.container = container);
  }

  /** With these variables too; a later one wins. */
  public FunctionConfig environment(Map<String, String> more) {
    return changed(draft -> draft.environment.putAll(more));
  }

  /** With these flags too. */
  public FunctionConfig flags(String... more) {
    return changed(draft -> draft.flags.addAll(List.of(more)));
  }

  public FunctionConfig classPath(List<Path> entries) {
    return changed(draft -> draft.classPath = entries);
  }

  public FunctionConfig timeout(Duration longest) {
    return changed(draft -> draft.timeout = longest);
  }

  public FunctionConfig memory(int megabytes) {
    return changed(draft -> draft.memory = megabytes);
  }

  public FunctionConfig checkpointed(boolean asSnapStart) {
    return changed(draft -> draft.checkpointed = asSnapStart);
  }

  private FunctionConfig changed(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return new FunctionConfig(
        name,
        folder,
        handler,
        draft.environment,
        draft.flags,
        draft.classPath,
        draft.timeout,
        draft.memory,
        draft.container,
        draft.checkpointed);
  }

  /** What can be changed, while it is. */
  private static final class Draft {
    private final Map<String, String> environment;
    private final List<String> flags;
    private List<Path> classPath;
    private Duration timeout;
    private int memory;
    private List<String> container;
    private boolean checkpointed;

    Draft(FunctionConfig of) {
      this.environment = new LinkedHashMap<>(of.environment);
      this.flags = new ArrayList<>(of.flags);
      this.classPath = of.classPath;
      this.timeout = of.timeout;
      this.memory = of.memory;
      this.container = of.container;
      this.checkpointed = of.checkpointed;
    }
  }
}
