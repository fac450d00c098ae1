package oo.fn.protocol;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.host.base.SiteOrigin;
import oo.host.objects.ObjectStore;

/**
 * Links to objects that the server's front serves. A link holds the object's key, its type and when
 * it dies, all signed (HMAC-SHA256); a process that has the signing key can make links.
 */
public final class ObjectLinks {
  /** Where the front serves them; outside of {@code /api}, like a bucket. */
  public static final String PATH = "/objects/";

  private static final String ALGORITHM = "HmacSHA256";
  private static final Pattern LINK =
      Pattern.compile(
          PATH
              + "(?<signed>(?<key>[A-Za-z0-9._/-]+)\\?expires=(?<expires>\\d{1,12})"
              + "&type=(?<type>[a-z0-9./+-]+))&signature=(?<signature>[0-9a-f]{64})");

  private final SiteOrigin site;
  private final SecretKeySpec key;

  public ObjectLinks(SiteOrigin site, byte[] key) {
    this.site = site;
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** Of {@code SITE_ORIGIN} and {@code OBJECTS_KEY}. */
  public static ObjectLinks from(Settings settings) {
    String name = "OBJECTS_KEY";
    String key =
        settings.required(name, "32 random bytes in base64, e.g. by: openssl rand -base64 32");
    try {
      return new ObjectLinks(settings.siteOrigin(), Base64.getDecoder().decode(key));
    } catch (IllegalArgumentException e) {
      throw new MissingSetting(name, "must be base64");
    }
  }

  /**
   * What a link says.
   *
   * @param expires seconds since 1970
   */
  public record Link(String key, String contentType, long expires) {
    public Link {
      ObjectStore.requireKey(key);
    }

    /** What it is called where it is saved. */
    public String fileName() {
      return key.substring(key.lastIndexOf('/') + 1);
    }
  }

  public URI of(Link link) {
    String signed = link.key() + "?expires=" + link.expires() + "&type=" + link.contentType();
    return URI.create(site.at(PATH + signed + "&signature=" + signature(signed)));
  }

  /** What a link says when it is one of ours, unchanged; it may be dead. */
  public Optional<Link> read(String pathAndQuery) {
    Matcher link = LINK.matcher(pathAndQuery);
    if (!link.matches() || !signedBy(link.group("signed"), link.group("signature"))) {
      return Optional.empty();
    }
    return Optional.of(
        new Link(link.group("key"), link.group("type"), Long.parseLong(link.group("expires"))));
  }

  private String signature(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In constant time. */
  private boolean signedBy(String text, String signature) {
    return MessageDigest.isEqual(
        signature(text).getBytes(StandardCharsets.US_ASCII),
        signature.getBytes(StandardCharsets.US_ASCII));
  }
}
