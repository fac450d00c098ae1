package oo.tests.lambda;

import oo.images.lambda.FunctionConfig;
import oo.images.lambda.Invocation;
import oo.images.lambda.LambdaProcess;
import org.jspecify.annotations.Nullable;

/**
 * One function: an execution environment that is started by the first call, serves one call after
 * the other, and is replaced when it is dead. Lambda would start a second one for a call that comes
 * meanwhile; here it waits.
 */
final class LambdaFunction implements AutoCloseable {
  private final FunctionConfig config;
  private final StringBuilder past = new StringBuilder();
  private @Nullable LambdaProcess process;

  LambdaFunction(FunctionConfig config) {
    this.config = config;
  }

  FunctionConfig config() {
    return config;
  }

  synchronized Invocation invoke(byte[] event) {
    return living().invoke(event);
  }

  /** Has an environment ready for the next call. */
  synchronized void start() {
    living().awaitInitialised();
  }

  private LambdaProcess living() {
    LambdaProcess current = process;
    if (current == null || !current.alive()) {
      discard();
      current = LambdaProcess.start(config);
      process = current;
    }
    return current;
  }

  /** Ends the environment, so that the next call is a cold start. */
  synchronized void discard() {
    LambdaProcess current = process;
    if (current != null) {
      past.append(current.log());
      current.close();
      process = null;
    }
  }

  /** All that its environments wrote. */
  synchronized String log() {
    LambdaProcess current = process;
    return past + (current == null ? "" : current.log());
  }

  @Override
  public synchronized void close() {
    discard();
  }
}
