package oo.connectors.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Flow.Subscription;

/** Responses without a network. */
public final class Responses {
  private Responses() {}

  /** Of text such as {@code 401 application/json}, a line's end, and the body. */
  public static ProviderResponse of(byte[] text) {
    int end = 0;
    while (end < text.length && text[end] != '\n') {
      end++;
    }
    String[] head = new String(text, 0, end, StandardCharsets.ISO_8859_1).strip().split(" ", 2);
    int status = head[0].matches("[1-5][0-9]{2}") ? Integer.parseInt(head[0]) : 200;
    return of(
        status,
        head.length == 2 ? head[1] : "application/json",
        Arrays.copyOfRange(text, Math.min(end + 1, text.length), text.length));
  }

  private static ProviderResponse of(int status, String contentType, byte[] body) {
    var spool = new Spool(4 << 20);
    spool.onSubscribe(
        new Subscription() {
          @Override
          public void request(long n) {}

          @Override
          public void cancel() {}
        });
    spool.onNext(List.of(ByteBuffer.wrap(body)));
    spool.onComplete();
    return new ProviderResponse(status, contentType, "", null, spool);
  }
}
