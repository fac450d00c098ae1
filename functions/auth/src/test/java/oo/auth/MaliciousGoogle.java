package oo.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A provider whose responses a test can forge, down to the text of a token. By default they are
 * correct. It signs with the JDK, shares no code with the stand-in, and does not check requests;
 * the stand-in does.
 */
final class MaliciousGoogle implements AutoCloseable {
  static final String CLIENT = "client-1";
  static final String SECRET = "a-client-secret-that-must-not-be-seen-4711";

  static final String ACCESS_TOKEN = "an-access-token-that-must-not-be-seen-4712";

  enum Signature {
    RS256("RS256"),
    NONE("none"),
    /** The header names an algorithm, but there is no signature. */
    ABSENT("RS256"),
    CUT("RS256"),
    RS384("RS384"),
    PS256("PS256"),
    ES256("ES256"),
    HS256_WITH_THE_SECRET("HS256"),
    HS256_WITH_THE_PUBLIC_KEY("HS256"),
    ANOTHER_KEY_OF_THAT_NAME("RS256");

    private final String algorithm;

    Signature(String algorithm) {
      this.algorithm = algorithm;
    }
  }

  /** Keys by id, shared by all instances, because making a key is slow. */
  private static final Map<String, RSAKey> KEYS = new ConcurrentHashMap<>();

  /** Made in advance, because a request has a timeout. */
  static final RSAKey ANOTHER = key("another");

  private static final KeyPair ELLIPTIC = elliptic();

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

  /** The JSON of the ID token's header and claims, of the documents, and of the token endpoint. */
  volatile UnaryOperator<String> header = json -> json;

  volatile UnaryOperator<String> payload = json -> json;
  volatile UnaryOperator<String> discovery = json -> json;
  volatile UnaryOperator<String> keySet = json -> json;
  volatile UnaryOperator<String> tokenAnswer = json -> json;

  /** Requests to this path are redirected, or answered too late. */
  volatile String redirected = "";

  volatile String redirectedTo = "";
  volatile String slow = "";
  volatile String idToken = "";
  volatile String code = "";
  final AtomicInteger requests = new AtomicInteger();
  volatile Signature signature = Signature.RS256;
  volatile int tokenStatus = 200;
  volatile String tokenBody = "";
  volatile boolean keysDown;
  volatile boolean tellsIssuer = true;
  volatile String claimedIssuer = "";
  volatile Set<String> tokenHeaders = Set.of();
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
    code = "code-that-must-not-be-seen-" + codes.incrementAndGet();
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

  String keyId() {
    return key.getKeyID();
  }

  /** The public keys of these ids, as members of a JWK set. */
  static String publicKeys(List<RSAKey> keys) {
    return new JWKSet(List.copyOf(keys)).toString();
  }

  static RSAKey key(String id) {
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
        discovery.apply(
            """
            {"issuer": "%1$s", "authorization_endpoint": "%2$s/authorize", "token_endpoint": "%2$s/token",
             "jwks_uri": "%2$s/certs", "response_types_supported": ["code"], "subject_types_supported": ["public"],
             "id_token_signing_alg_values_supported": ["RS256"],
             "authorization_response_iss_parameter_supported": true}
            """
                .formatted(issuer, issuer())));
  }

  private void certs(HttpExchange exchange) throws IOException {
    keyReads.incrementAndGet();
    answer(exchange, keysDown ? 503 : 200, keySet.apply(new JWKSet(key.toPublicJWK()).toString()));
  }

  final AtomicInteger tokenRequests = new AtomicInteger();

  /** How long the token endpoint takes. */
  volatile Duration tokenTakes = Duration.ZERO;

  private void token(HttpExchange exchange) throws IOException {
    tokenRequests.incrementAndGet();
    LockSupport.parkNanos(tokenTakes.toNanos());
    tokenHeaders = Set.copyOf(exchange.getRequestHeaders().keySet());
    tokenRequest = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (tokenStatus != 200 || !tokenBody.isEmpty()) {
      answer(exchange, tokenStatus, tokenBody);
      return;
    }
    var form = Browser.query(URI.create("http://form/?" + tokenRequest));
    String nonce = nonces.remove(form.get("code").getFirst());
    idToken = idToken(nonce);
    answer(
        exchange,
        200,
        tokenAnswer.apply(
            """
            {"access_token": "%s", "token_type": "Bearer", "expires_in": 3599, "id_token": "%s"}
            """
                .formatted(ACCESS_TOKEN, idToken)));
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
    String signed =
        base64(
                header.apply(
                    "{\"alg\":\"%s\",\"kid\":\"%s\"}"
                        .formatted(signature.algorithm, key.getKeyID())))
            + "."
            + base64(payload.apply(told.toString()));
    try {
      return signed + "." + signatureOf(signed.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException | JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private String signatureOf(byte[] signed) throws GeneralSecurityException, JOSEException {
    return switch (signature) {
      case NONE, ABSENT -> "";
      case RS256 -> base64(signed("SHA256withRSA", key.toPrivateKey(), signed));
      case CUT -> base64(signed("SHA256withRSA", key.toPrivateKey(), signed)).substring(0, 100);
      case RS384 -> base64(signed("SHA384withRSA", key.toPrivateKey(), signed));
      case ANOTHER_KEY_OF_THAT_NAME ->
          base64(signed("SHA256withRSA", ANOTHER.toPrivateKey(), signed));
      case ES256 -> base64(signed("SHA256withECDSAinP1363Format", ELLIPTIC.getPrivate(), signed));
      case PS256 -> {
        var pss = java.security.Signature.getInstance("RSASSA-PSS");
        pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        yield base64(signed(pss, key.toPrivateKey(), signed));
      }
      case HS256_WITH_THE_SECRET -> base64(mac(SECRET.getBytes(StandardCharsets.UTF_8), signed));
      case HS256_WITH_THE_PUBLIC_KEY -> base64(mac(key.toPublicKey().getEncoded(), signed));
    };
  }

  private static byte[] signed(String algorithm, PrivateKey key, byte[] signed)
      throws GeneralSecurityException {
    return signed(java.security.Signature.getInstance(algorithm), key, signed);
  }

  private static byte[] signed(java.security.Signature by, PrivateKey key, byte[] signed)
      throws GeneralSecurityException {
    by.initSign(key);
    by.update(signed);
    return by.sign();
  }

  private static byte[] mac(byte[] key, byte[] signed) throws GeneralSecurityException {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(signed);
  }

  /** Signs with a new key of this size from now on. */
  void signWith(int bits, BigInteger exponent) {
    try {
      var pairs = KeyPairGenerator.getInstance("RSA");
      pairs.initialize(new RSAKeyGenParameterSpec(bits, exponent));
      KeyPair pair = pairs.generateKeyPair();
      key =
          new RSAKey.Builder((RSAPublicKey) pair.getPublic())
              .privateKey(pair.getPrivate())
              .keyID("k" + bits)
              .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair elliptic() {
    try {
      var pairs = KeyPairGenerator.getInstance("EC");
      pairs.initialize(256);
      return pairs.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private void answer(HttpExchange exchange, int status, String body) throws IOException {
    requests.incrementAndGet();
    String path = exchange.getRequestURI().getPath();
    if (path.equals(slow)) {
      LockSupport.parkNanos(Duration.ofSeconds(9).toNanos());
    }
    if (path.equals(redirected)) {
      exchange.getResponseHeaders().set("Location", redirectedTo + path);
      exchange.sendResponseHeaders(302, -1);
      exchange.close();
      return;
    }
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
