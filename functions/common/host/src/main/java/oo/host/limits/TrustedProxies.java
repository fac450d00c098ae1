package oo.host.limits;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.host.http.Request;
import org.jspecify.annotations.Nullable;

/**
 * Tells where a request comes from. {@code X-Forwarded-For} is believed only as far as trusted
 * proxies wrote it: the address is its right-most entry that is no trusted proxy's.
 */
public final class TrustedProxies {
  private static final String SETTING = "TRUSTED_PROXIES";
  private static final String KEY = "key=";
  private static final String PROXY = "X-OO-Proxy";
  private static final String FORWARDED_FOR = "X-Forwarded-For";
  private static final int SHORTEST_KEY = 16;

  /** With or without a port, as different proxies write it. */
  private static final Pattern FORWARDED =
      Pattern.compile(
          "\"?(?:\\[(?<six>[0-9A-Fa-f:.]+)(?:%[^]]*)?](?::\\d+)?|(?<four>\\d+\\.\\d+\\.\\d+\\.\\d+)(?::\\d+)?|(?<bare>[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)(?:%.*)?)\"?");

  private record Network(byte[] prefix, int bits) {
    boolean holds(InetAddress address) {
      byte[] bytes = address.getAddress();
      return bytes.length == prefix.length
          && Arrays.equals(masked(bytes, bits), masked(prefix, bits));
    }
  }

  private final List<Network> networks;
  private final byte @Nullable [] key;

  private TrustedProxies(List<Network> networks, byte @Nullable [] key) {
    this.networks = List.copyOf(networks);
    this.key = key;
  }

  /**
   * By {@code TRUSTED_PROXIES}: networks as {@code 10.0.0.0/8} or {@code 2001:db8::1}, and at most
   * one {@code key=SECRET} that a proxy sends as {@code X-OO-Proxy}; comma-separated.
   *
   * @throws MissingSetting when it is malformed
   */
  public static TrustedProxies from(Settings settings) {
    var networks = new ArrayList<Network>();
    byte[] key = null;
    for (String entry : settings.optional(SETTING).orElse("").split(",", -1)) {
      String text = entry.strip();
      if (text.startsWith(KEY) && text.length() >= KEY.length() + SHORTEST_KEY && key == null) {
        key = text.substring(KEY.length()).getBytes(StandardCharsets.UTF_8);
      } else if (!text.isEmpty()) {
        networks.add(network(text));
      }
    }
    return new TrustedProxies(networks, key);
  }

  private static Network network(String text) {
    String[] sides = text.split("/", 2);
    Optional<InetAddress> address = parsed(sides[0]);
    try {
      int length = address.orElseThrow(IllegalArgumentException::new).getAddress().length * 8;
      int bits = sides.length == 2 ? Integer.parseInt(sides[1]) : length;
      if (bits < 0 || bits > length) {
        throw new IllegalArgumentException();
      }
      return new Network(address.get().getAddress(), bits);
    } catch (IllegalArgumentException e) {
      throw new MissingSetting(
          SETTING,
          "must be networks such as 10.0.0.0/8, and key= with 16 characters or more, comma-separated");
    }
  }

  /**
   * The network that a request counts for: an IPv4 address, or the /64 of an IPv6 address, as one
   * subscriber has at least that. Empty when the platform does not tell the address.
   */
  Optional<String> client(Request request) {
    Optional<InetAddress> peer = request.peer().flatMap(TrustedProxies::parsed);
    boolean keyed = keyed(request);
    Optional<InetAddress> found = peer;
    if (keyed || peer.filter(this::trusted).isPresent()) {
      for (String entry : forwarded(request).reversed()) {
        Optional<InetAddress> hop = parsed(entry);
        if (hop.isEmpty()) {
          break; // A trusted proxy wrote no address: its own is the best known.
        }
        found = hop;
        boolean further = trusted(hop.get()) || (keyed && hop.equals(peer));
        if (!further) {
          break;
        }
      }
    }
    return found.map(TrustedProxies::subscriber);
  }

  /**
   * The request as this process, itself a proxy, passes it on: with the peer behind what was
   * forwarded, and the key that vouches for it. Unchanged without a key.
   */
  public Request passedOn(Request request) {
    if (key == null || request.peer().isEmpty()) {
      return request;
    }
    var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(request.headers());
    var forwarded = new ArrayList<>(headers.getOrDefault(FORWARDED_FOR, List.of()));
    forwarded.add(request.peer().get());
    headers.put(FORWARDED_FOR, List.of(String.join(", ", forwarded)));
    headers.put(PROXY, List.of(new String(key, StandardCharsets.UTF_8)));
    return request.withHeaders(headers);
  }

  private boolean trusted(InetAddress address) {
    return networks.stream().anyMatch(network -> network.holds(address));
  }

  private boolean keyed(Request request) {
    return key != null
        && request
            .header(PROXY)
            .filter(sent -> MessageDigest.isEqual(key, sent.getBytes(StandardCharsets.UTF_8)))
            .isPresent();
  }

  private static List<String> forwarded(Request request) {
    return request.headers().getOrDefault(FORWARDED_FOR, List.of()).stream()
        .flatMap(line -> Arrays.stream(line.split(",", -1)))
        .map(String::strip)
        .toList();
  }

  /** Never looks a name up. */
  private static Optional<InetAddress> parsed(String text) {
    Matcher matcher = FORWARDED.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String literal = matcher.group("six");
    literal = literal == null ? matcher.group("four") : literal;
    literal = literal == null ? matcher.group("bare") : literal;
    try {
      return Optional.of(InetAddress.ofLiteral(literal));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String subscriber(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(address.getAddress(), 0, 8)
        : address.getHostAddress();
  }

  private static byte[] masked(byte[] address, int bits) {
    byte[] masked = address.clone();
    for (int bit = bits; bit < masked.length * 8; bit++) {
      masked[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    return masked;
  }
}
