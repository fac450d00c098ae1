package oo.host.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.host.http.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrustedProxiesTest {
  private static final String KEY = "a-key-of-some-length";

  /** Peer, settings, what was forwarded, and the address that counts. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // no proxy is trusted: the header does nothing
        "203.0.113.7 | - | - | 203.0.113.7",
        "203.0.113.7 | - | 198.51.100.1 | 203.0.113.7",
        "203.0.113.7 | - | 127.0.0.1, 10.0.0.1 | 203.0.113.7",
        // another proxy is trusted
        "203.0.113.7 | 10.0.0.0/8 | 198.51.100.1 | 203.0.113.7",
        // the right-most hop that is not trusted; what stands left of it is the caller's word
        "10.1.2.3 | 10.0.0.0/8 | 198.51.100.1 | 198.51.100.1",
        "10.1.2.3 | 10.0.0.0/8 | 6.6.6.6, 198.51.100.1 | 198.51.100.1",
        "10.1.2.3 | 10.0.0.0/8 | 6.6.6.6, 198.51.100.1, 10.9.9.9 | 198.51.100.1",
        "10.1.2.3 | 10.0.0.0/8, 192.0.2.1 | 6.6.6.6,198.51.100.1 ,192.0.2.1 | 198.51.100.1",
        "10.1.2.3 | 10.0.0.0/8 | 10.0.0.1, 10.0.0.2 | 10.0.0.1",
        "11.1.2.3 | 10.0.0.0/8 | 198.51.100.1 | 11.1.2.3",
        "10.1.2.3 | 10.1.2.2/31 | 198.51.100.1 | 198.51.100.1",
        "10.1.2.4 | 10.1.2.2/31 | 198.51.100.1 | 10.1.2.4",
        // spellings
        "10.1.2.3 | 10.0.0.0/8 | 198.51.100.1:4711 | 198.51.100.1",
        "10.1.2.3 | 10.0.0.0/8 | \"[2001:db8:1:2:3:4:5:6]:80\" | 20010db800010002",
        "::ffff:10.1.2.3 | 10.0.0.0/8 | ::ffff:198.51.100.1 | 198.51.100.1",
        // what is no address ends the walk at the last that was known
        "10.1.2.3 | 10.0.0.0/8 | - | 10.1.2.3",
        "10.1.2.3 | 10.0.0.0/8 | 6.6.6.6, unknown | 10.1.2.3",
        "10.1.2.3 | 10.0.0.0/8 | 6.6.6.6, evil.example | 10.1.2.3",
        "10.1.2.3 | 10.0.0.0/8 | 6.6.6.6, | 10.1.2.3",
        "10.1.2.3 | 10.0.0.0/8 | 6.6.6.6, 1.2.3.4.5 | 10.1.2.3",
        "10.1.2.3 | 10.0.0.0/8 | 6.6.6.6, 999.1.1.1 | 10.1.2.3",
        "[0:0:0:0:0:0:0:1] | ::1 | 198.51.100.1 | 198.51.100.1",
        "fe80:0:0:0:1:2:3:4%eth0 | - | - | fe80000000000000",
        "[fe80::1%2] | fe80::/10 | fe80::2%2, 2001:db8::1%3 | 20010db800000000",
        // one subscriber has a /64
        "2001:db8:1:2:3:4:5:6 | - | - | 20010db800010002",
        "2001:db8:1:2:ffff:: | - | - | 20010db800010002",
        "2001:db8:1:3:3:4:5:6 | - | - | 20010db800010003",
        "2001:db8:1:2:3:4:5:6 | 2001:db8:1::/48 | 2001:db8:9:9::1 | 20010db800090009",
        "2001:db8:2:2:3:4:5:6 | 2001:db8:1::/48 | 2001:db8:9:9::1 | 20010db800020002",
        // not told
        "- | - | 198.51.100.1 | -",
        "- | 10.0.0.0/8 | 198.51.100.1 | -",
        "localhost | - | - | -",
      })
  void theAddressIsTheRightMostThatATrustedProxyWrote(
      String peer, String settings, String forwarded, String expected) {
    assertThat(client(settings, peer, forwarded, null)).isEqualTo(expected);
  }

  /** CloudFront before API Gateway, which writes its own peer behind the viewer's address. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "64.252.0.1 | 198.51.100.1, 64.252.0.1 | a-key-of-some-length | 198.51.100.1",
        "64.252.0.1 | 6.6.6.6, 198.51.100.1, 64.252.0.1 | a-key-of-some-length | 198.51.100.1",
        "64.252.0.1 | 198.51.100.1, 64.252.0.1 | another-key-as-long | 64.252.0.1",
        "64.252.0.1 | 198.51.100.1, 64.252.0.1 | - | 64.252.0.1",
        "- | 6.6.6.6, 198.51.100.1 | a-key-of-some-length | 198.51.100.1",
        "- | 6.6.6.6, 198.51.100.1 | - | -",
      })
  void aKeyVouchesForAProxyWithoutAKnownAddress(
      String peer, String forwarded, String key, String expected) {
    assertThat(client("key=" + KEY, peer, forwarded, key)).isEqualTo(expected);
    assertThat(client("10.0.0.0/8,key=" + KEY, peer, forwarded, key)).isEqualTo(expected);
  }

  @Test
  void headersThatAreRepeatedAreOneList() {
    var request =
        new Request(
                "GET",
                "/api/x",
                Map.of(),
                Map.of(),
                Map.of("x-forwarded-for", List.of("6.6.6.6, 198.51.100.1", "10.0.0.9")),
                new byte[0])
            .from("10.1.2.3");

    assertThat(proxies("10.0.0.0/8").client(request)).contains("198.51.100.1");
  }

  /**
   * As the server passes a request on to functions that run elsewhere, under their own settings.
   */
  @Test
  void whatAProxyPassesOnIsBelievedAndWhatItsCallerWroteIsNot() {
    TrustedProxies proxies = proxies("10.0.0.0/8,key=" + KEY);
    Map<String, List<String>> spoofed =
        Map.of("x-forwarded-for", List.of("6.6.6.6"), "x-oo-proxy", List.of("another-key-as-long"));
    Request sent = new Request("GET", "/api/x", Map.of(), Map.of(), spoofed, new byte[0]);

    assertThat(elsewhere(proxies.passedOn(sent.from("198.51.100.1")), proxies))
        .contains("198.51.100.1");
    assertThat(elsewhere(proxies.passedOn(sent.from("10.0.0.9")), proxies)).contains("6.6.6.6");
    assertThat(elsewhere(proxies("10.0.0.0/8").passedOn(sent.from("198.51.100.1")), proxies))
        .isEmpty();
  }

  private static Optional<String> elsewhere(Request passedOn, TrustedProxies proxies) {
    return proxies.client(
        new Request("GET", "/api/x", Map.of(), Map.of(), passedOn.headers(), new byte[0]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy.example",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0/8",
        "key=short",
        "*",
        "::/129"
      })
  void whatIsNoNetworkStopsTheStart(String setting) {
    assertThatThrownBy(() -> proxies(setting))
        .isInstanceOf(MissingSetting.class)
        .hasMessageContaining("TRUSTED_PROXIES");
  }

  private static String client(String settings, String peer, String forwarded, String key) {
    var headers = new HashMap<String, List<String>>();
    if (forwarded != null) {
      headers.put("X-Forwarded-For", List.of(forwarded));
    }
    if (key != null) {
      headers.put("X-OO-Proxy", List.of(key));
    }
    var request = new Request("GET", "/api/x", Map.of(), Map.of(), headers, new byte[0]);
    return proxies(settings).client(peer == null ? request : request.from(peer)).orElse(null);
  }

  private static TrustedProxies proxies(String setting) {
    return TrustedProxies.from(
        new Settings(setting == null ? Map.of() : Map.of("TRUSTED_PROXIES", setting)));
  }
}
