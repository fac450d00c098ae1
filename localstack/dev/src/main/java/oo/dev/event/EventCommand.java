package oo.dev.event;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import oo.contract.Json;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * {@code ./oo event NAME}: prints the event on standard output and a note about it on standard
 * error. The event signs in as a user, so the command works for a loopback site only.
 */
public final class EventCommand {
  private EventCommand() {}

  public static int run(
      Path tree, String name, Map<String, String> environment, PrintStream out, PrintStream err) {
    var settings = new Settings(environment);
    try {
      if (!settings.siteOrigin().loopback()) {
        err.println("SITE_ORIGIN is not this machine: an event would sign in as one of its users.");
        return 1;
      }
      var source = new PGSimpleDataSource();
      source.setUrl(settings.required("DATABASE_URL", "The database of ./oo run."));
      source.setUser(settings.optional("DATABASE_USER").orElse(null));
      source.setPassword(settings.optional("DATABASE_PASSWORD").orElse(null));
      Events.Event event = new Events(tree, new Database(source), settings).of(name);
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
