package oo.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * A provider whose responses a test can forge. By default they are correct. It does not check
 * requests; the stand-in does.
 */
final class MaliciousGoogle implements AutoCloseable {
  static final String CLIENT = "client-1";
  static final String SECRET = "a-client-secret-that-must-not-be-seen-4711";

  enum Signature {
    RS256,
    NONE,
    HS256_WITH_THE_SECRET,
    ANOTHER_KEY_OF_THAT_NAME
  }

  /** Keys by id, shared by all instances, because making a key is slow. */
  private static final Map<String, RSAKey> KEYS = new ConcurrentHashMap<>();

  /** Made in advance, because a request has a timeout. */
  private static final RSAKey ANOTHER = key("another");

  private final HttpServer server;
  private final Map<String, String> nonces = new ConcurrentHashMap<>();
  private final AtomicInteger codes = new AtomicInteger();
  private final AtomicInteger keyNumber = new AtomicInteger();
  private volatile RSAKey key = key("g0");

  final AtomicInteger discoveries = new AtomicInteger();
  final AtomicInteger keyReads = new AtomicInteger();
  volatile String subject = "sub-1";
  volatile String email = "ada@example.com";
  volatile UnaryOperator<JWTClaimsSet> claims = told -> told;
  volatile Signature signature = Signature.RS256;
  volatile int tokenStatus = 200;
  volatile String tokenBody = "";
  volatile boolean keysDown;
  volatile boolean tellsIssuer = true;
  volatile String claimedIssuer = "";
  volatile String traceparent = "";
  volatile String tokenRequest = "";

  MaliciousGoogle() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/.well-known/openid-configuration", this::discovery);
    server.createContext("/certs", this::certs);
    server.createContext("/token", this::token);
    server.start();
  }

  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Agrees on the consent page; returns the address of the redirect. */
  String agree(String consentPage) {
    URI page = URI.create(consentPage);
    Map<String, List<String>> asked = Browser.query(page);
    String code = "code-" + codes.incrementAndGet();
    nonces.put(code, asked.get("nonce").getFirst());
    return callback(asked.get("state").getFirst()) + "&code=" + code;
  }

  String deny(String consentPage) {
    return callback(Browser.query(URI.create(consentPage)).get("state").getFirst())
        + "&error=access_denied";
  }

  private String callback(String state) {
    return "/api/auth/google/callback?state=" + state + (tellsIssuer ? "&iss=" + issuer() : "");
  }

  void rotateKey() {
    key = key("g" + keyNumber.incrementAndGet());
  }

  private static RSAKey key(String id) {
    return KEYS.computeIfAbsent(
        id,
        name -> {
          try {
            return new RSAKeyGenerator(2048).keyID(name).generate();
          } catch (JOSEException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void discovery(HttpExchange exchange) throws IOException {
    discoveries.incrementAndGet();
    String issuer = claimedIssuer.isEmpty() ? issuer() : claimedIssuer;
    answer(
        exchange,
        200,
        """
        {"issuer": "%1$s", "authorization_endpoint": "%2$s/authorize", "token_endpoint": "%2$s/token",
         "jwks_uri": "%2$s/certs", "response_types_supported": ["code"], "subject_types_supported": ["public"],
         "id_token_signing_alg_values_supported": ["RS256"],
         "authorization_response_iss_parameter_supported": true}
        """
            .formatted(issuer, issuer()));
  }

  private void certs(HttpExchange exchange) throws IOException {
    keyReads.incrementAndGet();
    answer(exchange, keysDown ? 503 : 200, new JWKSet(key.toPublicJWK()).toString());
  }

  final AtomicInteger tokenRequests = new AtomicInteger();

  /** How long the token endpoint takes. */
  volatile Duration tokenTakes = Duration.ZERO;

  private void token(HttpExchange exchange) throws IOException {
    tokenRequests.incrementAndGet();
    LockSupport.parkNanos(tokenTakes.toNanos());
    traceparent = String.valueOf(exchange.getRequestHeaders().getFirst("traceparent"));
    tokenRequest = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (tokenStatus != 200 || !tokenBody.isEmpty()) {
      answer(exchange, tokenStatus, tokenBody);
      return;
    }
    var form = Browser.query(URI.create("http://form/?" + tokenRequest));
    String nonce = nonces.remove(form.get("code").getFirst());
    answer(
        exchange,
        200,
        """
        {"access_token": "at", "token_type": "Bearer", "expires_in": 3599, "id_token": "%s"}
        """
            .formatted(idToken(nonce)));
  }

  private String idToken(String nonce) {
    Instant now = Instant.now();
    JWTClaimsSet told =
        claims.apply(
            new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject(subject)
                .audience(CLIENT)
                .claim("azp", CLIENT)
                .claim("nonce", nonce)
                .claim("email", email)
                .claim("email_verified", false)
                .claim("name", "Ada")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(3600)))
                .build());
    try {
      var rs256 = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build();
      return switch (signature) {
        case NONE -> new PlainJWT(told).serialize();
        case RS256 -> signed(rs256, told, new RSASSASigner(key));
        case ANOTHER_KEY_OF_THAT_NAME -> signed(rs256, told, new RSASSASigner(ANOTHER));
        case HS256_WITH_THE_SECRET ->
            signed(new JWSHeader.Builder(JWSAlgorithm.HS256).build(), told, new MACSigner(SECRET));
      };
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String signed(
      JWSHeader header, JWTClaimsSet claims, com.nimbusds.jose.JWSSigner by) throws JOSEException {
    var jwt = new SignedJWT(header, claims);
    jwt.sign(by);
    return jwt.serialize();
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
