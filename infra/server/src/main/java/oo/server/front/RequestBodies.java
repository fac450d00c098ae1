package oo.server.front;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Reads whole request bodies, within the bounds of size, time and memory. */
final class RequestBodies {
  /** The body is too large, too slow or incomplete; has the reply to its sender. */
  static final class Refused extends Exception {
    private final transient FrontReply answer;

    private Refused(FrontReply answer) {
      this.answer = answer;
    }

    FrontReply answer() {
      return answer;
    }
  }

  /** Held until it is closed: a large one has a share of the memory for large ones. */
  static final class Body implements AutoCloseable {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable Semaphore share;

    byte[] bytes() {
      return bytes.toByteArray();
    }

    @Override
    public void close() {
      if (share != null) {
        share.release();
      }
    }
  }

  private final Bounds bounds;
  private final Connections connections;
  private final Semaphore large;

  RequestBodies(Bounds bounds, Connections connections) {
    this.bounds = bounds;
    this.connections = connections;
    this.large = new Semaphore(bounds.largeBodies());
  }

  Body read(Request request) throws Refused {
    if (request.getLength() > bounds.bodyBytes()) {
      throw tooLarge();
    }
    var body = new Body();
    connections.reading(request);
    try {
      read(request, body);
      connections.serving(request);
      return body;
    } catch (Refused e) {
      body.close();
      throw e;
    }
  }

  private void read(Request request, Body body) throws Refused {
    long until = System.nanoTime() + bounds.body().toNanos();
    for (boolean last = false; !last; ) {
      Content.Chunk chunk = next(request, until);
      if (Content.Chunk.isFailure(chunk)) {
        throw incomplete();
      }
      last = chunk.isLast();
      try {
        add(chunk, body);
      } finally {
        chunk.release();
      }
    }
  }

  private void add(Content.Chunk chunk, Body body) throws Refused {
    int size = body.bytes.size() + chunk.remaining();
    if (size > bounds.bodyBytes()) {
      throw tooLarge();
    }
    if (size > Bounds.SMALL && body.share == null) {
      if (!large.tryAcquire()) {
        throw refused(FrontReply.busy());
      }
      body.share = large;
    }
    var some = new byte[chunk.remaining()];
    chunk.get(some, 0, some.length);
    body.bytes.writeBytes(some);
  }

  private static Content.Chunk next(Request request, long until) throws Refused {
    try {
      while (true) {
        if (System.nanoTime() > until) {
          throw tooSlow();
        }
        Content.Chunk chunk = request.read();
        if (chunk != null) {
          return chunk;
        }
        var more = new CompletableFuture<Boolean>();
        request.demand(() -> more.complete(true));
        more.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (TimeoutException e) {
      throw tooSlow();
    } catch (ExecutionException e) {
      throw incomplete();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw incomplete();
    }
  }

  private static Refused incomplete() {
    return refused(FrontReply.badRequest("The request did not arrive whole."));
  }

  private static Refused tooSlow() {
    return refused(
        FrontReply.problem(408, "Too slow", "too_slow", "The request took too long to arrive."));
  }

  private static Refused tooLarge() {
    return refused(
        FrontReply.problem(413, "Too large", "too_large", "A request may have 6 MB at most."));
  }

  /** What is left of the body is not read, so the connection ends. */
  private static Refused refused(FrontReply answer) {
    return new Refused(answer.with("Connection", "close"));
  }
}
