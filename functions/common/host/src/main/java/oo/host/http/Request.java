package oo.host.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import oo.contract.Json;
import oo.host.session.AccessToken;
import org.jspecify.annotations.Nullable;

/** A request to a function. Immutable; header names are case-insensitive. */
public final class Request {
  /** Sec-Purpose is the Fetch standard's; the others are older browsers'. */
  private static final List<String> SPECULATIVE =
      List.of("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz");

  private final String method;
  private final String path;
  private final Map<String, String> pathParameters;
  private final Map<String, List<String>> query;
  private final Map<String, List<String>> headers;
  private final byte[] body;
  private final @Nullable AccessToken access;
  private final @Nullable String peer;

  /**
   * @param path as routed, begins with {@code /api}
   * @param pathParameters decoded
   * @param query decoded, repeated names kept
   * @param body raw bytes, without a transport's base64
   */
  public Request(
      String method,
      String path,
      Map<String, String> pathParameters,
      Map<String, List<String>> query,
      Map<String, List<String>> headers,
      byte[] body) {
    this(
        method,
        path,
        Map.copyOf(pathParameters),
        Map.copyOf(query),
        folded(headers),
        body,
        null,
        null);
  }

  private Request(
      String method,
      String path,
      Map<String, String> pathParameters,
      Map<String, List<String>> query,
      Map<String, List<String>> headers,
      byte[] body,
      @Nullable AccessToken access,
      @Nullable String peer) {
    this.method = method;
    this.path = path;
    this.pathParameters = pathParameters;
    this.query = query;
    this.headers = headers;
    this.body = body;
    this.access = access;
    this.peer = peer;
  }

  private static Map<String, List<String>> folded(Map<String, List<String>> headers) {
    var folded = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach(
        (name, values) -> folded.computeIfAbsent(name, n -> new ArrayList<>()).addAll(values));
    return folded;
  }

  /** This request, with the caller's verified token. */
  public Request by(AccessToken token) {
    return new Request(method, path, pathParameters, query, headers, body, token, peer);
  }

  /**
   * This request, as it came to the platform.
   *
   * @param address of who connected to it, as the platform tells, and no header of the caller
   */
  public Request from(String address) {
    return new Request(method, path, pathParameters, query, headers, body, access, address);
  }

  /** This request with other headers. */
  public Request withHeaders(Map<String, List<String>> others) {
    return new Request(method, path, pathParameters, query, folded(others), body, access, peer);
  }

  /** The address of who connected to the platform; empty when the platform does not tell it. */
  public Optional<String> peer() {
    return Optional.ofNullable(peer);
  }

  public String method() {
    return method;
  }

  public String path() {
    return path;
  }

  public boolean reads() {
    return method.equals("GET") || method.equals("HEAD");
  }

  /**
   * Whether no person waits for the answer: a browser prefetches or prerenders, or a HEAD looks
   * whether the address exists.
   */
  public boolean speculative() {
    return method.equals("HEAD")
        || SPECULATIVE.stream()
            .flatMap(name -> headers.getOrDefault(name, List.of()).stream())
            .map(value -> value.toLowerCase(Locale.ROOT))
            .anyMatch(value ->
                value.contains("prefetch")
                    || value.contains("prerender")
                    || value.contains("preview"));
  }

  /** The caller's token; only behind {@code Guard.SESSION}. */
  public AccessToken access() {
    if (access == null) {
      throw new IllegalStateException(
          "No access token was checked: the route's guard is not SESSION");
    }
    return access;
  }

  public String pathParameter(String name) {
    String value = pathParameters.get(name);
    if (value == null) {
      throw new IllegalStateException("The route has no parameter " + name);
    }
    return value;
  }

  /**
   * @throws Refused 404 when it is not an id
   */
  public UUID pathId(String name) {
    return Optional.ofNullable(Json.id(pathParameter(name)))
        .orElseThrow(() -> Refused.notFound("not_found", "There is nothing at this address."));
  }

  /** The parameter's value when it was sent exactly once. */
  public Optional<String> query(String name) {
    List<String> values = query.getOrDefault(name, List.of());
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  /**
   * A parameter that is true or false; false when it was not sent.
   *
   * @throws Refused 400 when it is something else, or was sent twice
   */
  public boolean flag(String name) {
    List<String> values = query.getOrDefault(name, List.of("false"));
    boolean on = values.equals(List.of("true"));
    if (!on && !values.equals(List.of("false"))) {
      throw Refused.badRequest("bad_query", name + " must be true or false, and sent once.");
    }
    return on;
  }

  /** All parameters by name, decoded. */
  public Map<String, List<String>> queries() {
    return query;
  }

  /** All header values by name. */
  public Map<String, List<String>> headers() {
    return Collections.unmodifiableMap(headers);
  }

  /** The first value of that name. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst();
  }

  /**
   * The cookie's value when it was sent exactly once and is visible ASCII, as every cookie of the
   * site is. The host refuses a request that sent one of the site's cookies twice.
   */
  public Optional<String> cookie(String name) {
    List<String> values = cookies().getOrDefault(name, List.of());
    return values.size() == 1 && values.getFirst().matches("[!-~]*")
        ? Optional.of(values.getFirst())
        : Optional.empty();
  }

  /** All cookie values by name. */
  public Map<String, List<String>> cookies() {
    return Cookies.parse(headers.getOrDefault("Cookie", List.of()));
  }

  /**
   * The body as a wire record.
   *
   * @throws Refused 400 when the body is malformed, with the place; 413 above 64 KiB; 415 when its
   *     content type is not JSON
   */
  public <T> T json(Class<T> type) {
    return json(type, "application/json");
  }

  /** As {@link #json(Class)}, of another media type whose content is JSON. */
  public <T> T json(Class<T> type, String mediaType) {
    return JsonBody.read(body, headers, mediaType, type);
  }

  /** The body as a wire record; {@code absent} when there is no body. */
  public <T> T json(Class<T> type, T absent) {
    return body.length == 0 ? absent : json(type);
  }

  public byte[] body() {
    return body.clone();
  }
}
