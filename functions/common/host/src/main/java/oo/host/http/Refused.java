package oo.host.http;

import java.util.ArrayList;
import java.util.List;

/**
 * A request is refused. The host replies with a problem document (RFC 9457). {@code detail} tells a
 * person what is wrong and what to do.
 */
public final class Refused extends RuntimeException {
  private final int status;
  private final String code;
  private final String detail;
  private final List<Header> headers = new ArrayList<>();

  public Refused(int status, String code, String detail) {
    super(code, null, false, false);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }

  public static Refused badRequest(String code, String detail) {
    return new Refused(400, code, detail);
  }

  public static Refused notFound(String code, String detail) {
    return new Refused(404, code, detail);
  }

  public static Refused conflict(String code, String detail) {
    return new Refused(409, code, detail);
  }

  public Refused with(Header header) {
    headers.add(header);
    return this;
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  public String detail() {
    return detail;
  }

  public List<Header> headers() {
    return List.copyOf(headers);
  }
}
