package oo.server.invoke;

import java.util.List;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.queue.Message;

/** Calls a function by name, wherever it runs. What a function throws is in its answer. */
public interface FunctionInvoker extends AutoCloseable {

  /**
   * @throws NoReply when no answer of the function came
   */
  Reply handle(String function, Request request);

  /**
   * The ids of the messages that failed and must be delivered again.
   *
   * @throws NoReply when no answer of the function came: any of the messages may be done
   */
  List<String> consume(String function, List<Message> batch);

  /**
   * A schedule's tick, or a deployment's call; false when it failed.
   *
   * @throws oo.host.base.NeedsOperator when its operator must act first
   */
  boolean tick(String function);

  @Override
  void close();

  /** The function was not reached, or did not answer as one; what it did is unknown. */
  final class NoReply extends RuntimeException {
    private final boolean timedOut;

    public NoReply(String message, boolean timedOut) {
      super(message);
      this.timedOut = timedOut;
    }

    /** Whether it was stopped because its time was over. */
    public boolean timedOut() {
      return timedOut;
    }
  }
}
