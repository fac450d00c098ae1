package oo.dev.event;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import oo.auth.session.RefreshKeys;
import oo.auth.session.SessionIssuer;
import oo.auth.session.SessionKeys;
import oo.auth.session.SessionStore;
import oo.contract.Json;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.host.base.SiteOrigin;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;
import oo.template.TemplateReader;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * {@code ./oo event NAME}: the event on the standard output, what to know of it on the other. It
 * signs somebody in, so it works on a loopback site only.
 */
public final class EventCommand {
  private EventCommand() {}

  public static int run(
      Path tree, String name, Map<String, String> environment, PrintStream out, PrintStream err) {
    var settings = new Settings(environment);
    try {
      SiteOrigin site = settings.siteOrigin();
      if (!site.loopback()) {
        err.println(
            "SITE_ORIGIN is not this machine: an event would sign in as one of its people.");
        return 1;
      }
      var source = new PGSimpleDataSource();
      source.setUrl(settings.required("DATABASE_URL", "The database of ./oo run."));
      source.setUser(settings.optional("DATABASE_USER").orElse(null));
      source.setPassword(settings.optional("DATABASE_PASSWORD").orElse(null));
      var sessions =
          new SessionIssuer(
              new SessionStore(), RefreshKeys.from(settings), SessionKeys.from(settings));
      Events.Event event =
          new Events(
                  TemplateReader.read(tree.resolve("infra/sam-template.yaml")),
                  new Database(source),
                  sessions,
                  site)
              .of(name);
      out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(event.json()));
      err.println(event.note());
      return 0;
    } catch (DatabaseUnavailable e) {
      err.println("The database does not answer: is ./oo run running?");
    } catch (MissingSetting | IllegalArgumentException e) {
      err.println(e.getMessage());
    }
    return 1;
  }
}
