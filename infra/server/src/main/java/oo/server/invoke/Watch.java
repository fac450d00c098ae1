package oo.server.invoke;

import java.util.Map;

/** Is told what the server does. It must neither throw nor wait. */
public interface Watch {
  /** Without a listener. */
  Watch NONE = new Watch() {};

  /** A request was answered, by a function or for it. */
  default void answered(String function, int status, long nanos) {}

  /** A function of a queue served a message, or one of a schedule its tick. */
  default void ran(String function, boolean ok) {}

  /** A line of the log was written. */
  default void wrote(Map<String, Object> line) {}
}
