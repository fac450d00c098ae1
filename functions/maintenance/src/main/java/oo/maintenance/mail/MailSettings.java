package oo.maintenance.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Properties;
import oo.host.base.MissingSetting;
import oo.host.base.Percent;
import oo.host.base.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Which server takes mails, and whose name they have.
 *
 * @param from an ASCII address, with or without a name
 * @param encrypted TLS with the server's name checked, or no mail
 * @param implicit TLS from the first byte (RFC 8314), not by STARTTLS
 * @param user null for a server that asks for none
 */
public record MailSettings(
    InternetAddress from,
    String host,
    int port,
    boolean encrypted,
    boolean implicit,
    @Nullable String user,
    @Nullable String password) {
  private static final String FROM = "MAIL_FROM";
  private static final String SERVER = "SMTP_URL";
  private static final int CONNECT_MILLIS = 10_000;
  private static final int READ_MILLIS = 20_000;

  /**
   * @throws MissingSetting when a setting is absent or malformed
   */
  public static MailSettings from(Settings settings) {
    URI server =
        server(
            settings.required(
                SERVER, "MAIL_FROM is set, so it must be smtp://USER:PASSWORD@HOST:587."));
    boolean implicit = "smtps".equals(server.getScheme());
    String[] user =
        server.getRawUserInfo() == null ? new String[0] : server.getRawUserInfo().split(":", 2);
    return new MailSettings(
        sender(settings.required(FROM, "It is the address that mails come from.")),
        server.getHost(),
        server.getPort() == -1 ? (implicit ? 465 : 587) : server.getPort(),
        implicit || !settings.siteOrigin().loopback(),
        implicit,
        user.length == 2 ? Percent.decoded(user[0]) : null,
        user.length == 2 ? Percent.decoded(user[1]) : null);
  }

  private static URI server(String text) {
    try {
      var uri = new URI(text);
      boolean mail = "smtp".equals(uri.getScheme()) || "smtps".equals(uri.getScheme());
      String path = uri.getPath();
      if (!mail
          || uri.getHost() == null
          || !(path == null || path.isEmpty() || path.equals("/"))
          || uri.getQuery() != null
          || uri.getFragment() != null
          || (uri.getRawUserInfo() != null && !uri.getRawUserInfo().contains(":"))) {
        throw malformedServer();
      }
      return uri;
    } catch (URISyntaxException e) {
      throw malformedServer();
    }
  }

  private static MissingSetting malformedServer() {
    return new MissingSetting(
        SERVER,
        "must be smtp://USER:PASSWORD@HOST:PORT or smtps://..., with what is no letter or digit of"
            + " user and password as %XX");
  }

  private static InternetAddress sender(String text) {
    try {
      InternetAddress[] parsed = InternetAddress.parse(text, true);
      if (parsed.length == 1 && text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
        Mail.address(parsed[0].getAddress());
        return parsed[0];
      }
    } catch (AddressException | MailFailed e) {
      // Said below.
    }
    throw new MissingSetting(FROM, "must be one ASCII address, such as oO <mail@oo.example>");
  }

  /** For Jakarta Mail; the user and the password are none of them. */
  Properties properties() {
    var properties = new Properties();
    properties.put("mail.transport.protocol", "smtp");
    properties.put("mail.smtp.host", host);
    properties.put("mail.smtp.port", String.valueOf(port));
    // What it calls itself: else this machine's name, for which it may ask the network.
    properties.put("mail.smtp.localhost", domain());
    properties.put("mail.smtp.auth", String.valueOf(user != null));
    properties.put("mail.smtp.ssl.enable", String.valueOf(implicit));
    properties.put("mail.smtp.starttls.enable", String.valueOf(encrypted && !implicit));
    properties.put("mail.smtp.starttls.required", String.valueOf(encrypted && !implicit));
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    properties.put("mail.smtp.connectiontimeout", String.valueOf(CONNECT_MILLIS));
    properties.put("mail.smtp.timeout", String.valueOf(READ_MILLIS));
    // The mail is sent by then.
    properties.put("mail.smtp.quitwait", "false");
    return properties;
  }

  /** The domain that mails come from. */
  String domain() {
    String address = from.getAddress();
    return address.substring(address.lastIndexOf('@') + 1);
  }

  /** Without user and password. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
