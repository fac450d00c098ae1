package oo.dev.supervisor;

import java.util.LinkedHashMap;
import java.util.Map;
import oo.standins.StandInsConfig;
import oo.standins.oauth.OAuthClient;

/** The settings with which oO and the stand-ins use each other. */
public final class StandInSettings {
  private static final String ID = "oo-local";
  private static final String SECRET = "oo-local-secret";

  private StandInSettings() {}

  /** The stand-ins with oO, at that origin, as a client of both. */
  public static StandInsConfig registered(StandInsConfig config, String site) {
    return config
        .googleClient(OAuthClient.of(ID, SECRET, site + "/api/auth/google/callback"))
        .todoistClient(OAuthClient.of(ID, SECRET, site + "/api/connectors/todoist/callback"));
  }

  /**
   * Sign-in by the stand-in, as the modules' settings.
   *
   * @param issuer the address for a browser
   * @param backChannel the address for a server
   */
  public static Map<String, String> google(String issuer, String backChannel) {
    var settings = new LinkedHashMap<String, String>();
    settings.put("GOOGLE_CLIENT_ID", ID);
    settings.put("GOOGLE_CLIENT_SECRET", SECRET);
    settings.put("GOOGLE_ISSUER", issuer);
    settings.put("GOOGLE_BACK_CHANNEL", backChannel);
    return settings;
  }

  /**
   * Mail to the stand-in, as the modules' settings.
   *
   * @param server its address for a server
   */
  public static Map<String, String> mail(String server) {
    return Map.of("MAIL_FROM", "oO <mail@oo.example>", "SMTP_URL", server);
  }

  /** Tasks at the stand-in, as the modules' settings. */
  public static Map<String, String> todoist(String base) {
    var settings = new LinkedHashMap<String, String>();
    settings.put("TODOIST_CLIENT_ID", ID);
    settings.put("TODOIST_CLIENT_SECRET", SECRET);
    settings.put("TODOIST_BASE", base);
    settings.put("TODOIST_BACK_CHANNEL", base);
    return settings;
  }
}
