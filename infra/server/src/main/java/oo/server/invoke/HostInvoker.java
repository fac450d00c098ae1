package oo.server.invoke;

import java.util.List;
import oo.host.FunctionHost;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.queue.Message;

/** The functions of this JVM. */
public final class HostInvoker implements FunctionInvoker {
  private final FunctionHost host;

  public HostInvoker(FunctionHost host) {
    this.host = host;
  }

  @Override
  public Reply handle(String function, Request request) {
    return Serving.run(function, () -> host.handle(function, request));
  }

  @Override
  public List<String> consume(String function, List<Message> batch) {
    return Background.run(() -> host.consume(function, batch));
  }

  @Override
  public boolean tick(String function) {
    return Background.run(() -> host.tick(function));
  }

  @Override
  public void close() {
    host.close();
  }
}
