package oo.fn;

import com.fnproject.fn.api.Headers;
import com.fnproject.fn.api.InputEvent;
import com.fnproject.fn.api.OutputEvent;
import com.fnproject.fn.runtime.EventCodec;
import com.fnproject.fn.runtime.ReadOnceInputEvent;
import com.fnproject.fn.runtime.Version;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.apache.http.ConnectionClosedException;
import org.apache.http.Header;
import org.apache.http.HttpException;
import org.apache.http.HttpRequest;
import org.apache.http.HttpVersion;
import org.apache.http.MessageConstraintException;
import org.apache.http.ProtocolException;
import org.apache.http.RequestLine;
import org.apache.http.config.MessageConstraints;
import org.apache.http.entity.ContentLengthStrategy;
import org.apache.http.impl.entity.StrictContentLengthStrategy;
import org.apache.http.impl.io.ChunkedInputStream;
import org.apache.http.impl.io.ContentLengthInputStream;
import org.apache.http.impl.io.DefaultHttpRequestParser;
import org.apache.http.impl.io.DefaultHttpResponseWriter;
import org.apache.http.impl.io.HttpTransportMetricsImpl;
import org.apache.http.impl.io.SessionInputBufferImpl;
import org.apache.http.impl.io.SessionOutputBufferImpl;
import org.apache.http.message.BasicHttpRequest;
import org.apache.http.message.BasicHttpResponse;

/**
 * The calls that come on one connection, one after the other, framed by the FDK's own HTTP library.
 * What is no HTTP is answered with 502, the status by which Fn knows a failed call without ending
 * the container, and ends the connection: where the next call would begin cannot be known.
 */
final class SocketConnection {
  private static final int BUFFER = 16 * 1024;
  private static final int FAILED = 502;
  private static final MessageConstraints LIMITS =
      MessageConstraints.custom().setMaxLineLength(64 * 1024).setMaxHeaderCount(500).build();

  private final EventCodec.Handler handler;
  private final SessionInputBufferImpl in;
  private final SessionOutputBufferImpl out;

  SocketConnection(InputStream from, OutputStream to, EventCodec.Handler handler) {
    this.handler = handler;
    in = new SessionInputBufferImpl(new HttpTransportMetricsImpl(), BUFFER, 0, LIMITS, null);
    in.bind(from);
    out = new SessionOutputBufferImpl(new HttpTransportMetricsImpl(), BUFFER);
    out.bind(to);
  }

  /**
   * Until the caller closes the connection, or breaks it.
   *
   * @throws IOException when it cannot be written to
   */
  void serve() throws IOException {
    var requests = new DefaultHttpRequestParser(in, LIMITS);
    try {
      while (true) {
        HttpRequest request = request(requests);
        call(request, body(request));
      }
    } catch (ConnectionClosedException e) {
      // It is over.
    } catch (MessageConstraintException e) {
      fail("The head of the call is too large.");
    } catch (HttpException e) {
      fail("The call is not well-formed HTTP.");
    }
  }

  private static HttpRequest request(DefaultHttpRequestParser requests)
      throws IOException, HttpException {
    try {
      return requests.parse();
    } catch (IllegalArgumentException e) {
      // Of a version such as HTTP/-1.1, which the library reads and then does not take.
      throw new ProtocolException("Malformed", e);
    }
  }

  private InputStream body(HttpRequest request) throws HttpException {
    // Without a length a call has no body: one that ends with the connection could not be answered.
    var message = new BasicHttpRequest(request.getRequestLine());
    message.setHeaders(request.getAllHeaders());
    long length = new StrictContentLengthStrategy(0).determineLength(message);
    if (length == ContentLengthStrategy.IDENTITY) {
      throw new ProtocolException("No length");
    }
    return length == ContentLengthStrategy.CHUNKED
        ? new ChunkedInputStream(in, LIMITS)
        : new ContentLengthInputStream(in, length);
  }

  private void call(HttpRequest request, InputStream body) throws IOException, HttpException {
    RequestLine line = request.getRequestLine();
    boolean ours = line.getMethod().equals("POST") && line.getUri().endsWith("/call");
    OutputEvent output = ours ? handler.handle(event(request, body)) : null;
    // Before the answer, as a caller may not read while it still sends.
    boolean whole = drained(body);
    if (output == null) {
      fail("Expected POST /call.");
    } else {
      var content = new ByteArrayOutputStream();
      output.writeToOutput(content);
      write(output.getStatus().getCode(), output.getHeaders(), content.toByteArray());
    }
    if (!whole) {
      throw new ConnectionClosedException("The body did not arrive whole");
    }
  }

  private static boolean drained(InputStream body) {
    try {
      body.transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static InputEvent event(HttpRequest request, InputStream body) {
    Headers headers = Headers.emptyHeaders();
    for (Header header : request.getAllHeaders()) {
      headers = headers.addHeader(header.getName(), header.getValue());
    }
    return new ReadOnceInputEvent(
        new Open(body), headers, headers.get("Fn-Call-Id").orElse(""), deadline(headers));
  }

  /** The FDK closes what it is given, and what is left must still be read here. */
  private static final class Open extends FilterInputStream {
    Open(InputStream body) {
      super(body);
    }

    @Override
    public void close() {}
  }

  private static Instant deadline(Headers headers) {
    Instant otherwise = Instant.now().plus(Duration.ofHours(1));
    try {
      return headers.get("Fn-Deadline").map(Instant::parse).orElse(otherwise);
    } catch (DateTimeParseException e) {
      return otherwise;
    }
  }

  private void fail(String message) throws IOException {
    byte[] body = ("{\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8);
    try {
      write(FAILED, Headers.fromMap(Map.of("Content-Type", "application/json")), body);
    } catch (HttpException e) {
      throw new IOException(e);
    }
  }

  private void write(int status, Headers headers, byte[] body) throws IOException, HttpException {
    var response =
        new BasicHttpResponse(HttpVersion.HTTP_1_1, status, status == 200 ? "OK" : "Failed");
    headers.asMap().forEach((name, values) -> values.forEach(v -> response.addHeader(name, v)));
    response.setHeader("Content-Length", String.valueOf(body.length));
    response.setHeader("Fn-Fdk-Version", "fdk-java/" + Version.FDK_VERSION);
    new DefaultHttpResponseWriter(out).write(response);
    out.write(body);
    out.flush();
  }
}
