package oo.fn.protocol;

/**
 * The headers by which Fn's HTTP gateway tells a function of a request, and a function the gateway
 * of its reply. The server's front is that gateway, so it writes and reads them itself. Only {@code
 * Content-Type} travels under its own name.
 */
public final class FnHeaders {
  /** {@link #HTTP} when the call is a request. */
  public static final String INTENT = "Fn-Intent";

  public static final String HTTP = "httprequest";
  public static final String METHOD = "Fn-Http-Method";

  /** The whole address, or a path and a query. */
  public static final String URL = "Fn-Http-Request-Url";

  /** Before the name of a header of the request, or of the reply. */
  public static final String PREFIX = "Fn-Http-H-";

  public static final String STATUS = "Fn-Http-Status";
  public static final String CONTENT_TYPE = "Content-Type";

  private FnHeaders() {}
}
