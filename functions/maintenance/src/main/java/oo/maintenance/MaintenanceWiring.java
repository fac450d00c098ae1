package oo.maintenance;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import oo.host.FunctionRegistrar;
import oo.host.Platform;
import oo.host.Wiring;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.host.health.PulseStore;
import oo.host.queue.Message;
import oo.host.sql.Database;
import oo.maintenance.events.EventPublisher;
import oo.maintenance.events.NatsAddress;
import oo.maintenance.mail.MailSettings;
import oo.maintenance.mail.SendMail;
import oo.maintenance.mail.SendMailFunction;
import oo.maintenance.mail.SmtpServer;
import oo.maintenance.outbox.DueConnections;
import oo.maintenance.outbox.DueDeliveries;
import oo.maintenance.outbox.DueMails;
import oo.maintenance.outbox.DueRevocations;
import oo.maintenance.outbox.MeasuredSweep;
import oo.maintenance.outbox.SweepOutboxFunction;
import oo.maintenance.purge.PurgeExpiredFunction;
import oo.signals.candidates.CandidatePool;
import oo.signals.mail.MailStore;
import oo.signals.outbox.EventOutbox;

/** Makes what the module's functions consist of. */
public final class MaintenanceWiring implements Wiring {
  // Shorter than the functions' Timeout in the template, which would stop them midway.
  private static final Duration SWEEPS_FOR = Duration.ofSeconds(50);
  private static final Duration PURGES_FOR = Duration.ofSeconds(240);
  private static final int ROWS_AT_ONCE = 1_000;

  @Override
  public String module() {
    return "maintenance";
  }

  @Override
  public void wire(FunctionRegistrar functions, Settings settings, Platform platform) {
    var dataSource = platform.dataSource(settings);
    var database = new Database(dataSource);
    functions
        .deploy("migrate", () -> new MigrateFunction(dataSource))
        .schedule(
            "sweep_outbox",
            () -> {
              var queue = platform.queue(settings);
              var sweep =
                  new SweepOutboxFunction(
                      database,
                      queue,
                      new CandidatePool(),
                      new DueConnections(settings.queue("FETCH_QUEUE", "fetch_signals")),
                      new DueDeliveries(settings.queue("DELIVER_QUEUE", "deliver_completions")),
                      new DueRevocations(settings.queue("REVOKE_QUEUE", "revoke_grants")),
                      new DueMails(settings.queue("MAIL_QUEUE", "send_mail"), mailIsOn(settings)),
                      NatsAddress.from(settings)
                          .map(address -> new EventPublisher(database, address))
                          .orElse(null),
                      SWEEPS_FOR);
              return PulseStore.noting(
                  database,
                  "sweep_outbox",
                  new MeasuredSweep(database, queue, deadLetters(settings), sweep));
            })
        .queue("send_mail", () -> sendMail(database, settings))
        .schedule(
            "purge_expired",
            () ->
                PulseStore.noting(
                    database,
                    "purge_expired",
                    new PurgeExpiredFunction(
                        database, EventOutbox.from(settings), ROWS_AT_ONCE, PURGES_FOR)));
  }

  /** The addresses of the queues of dead letters, by the function that gave up. */
  private static Map<String, String> deadLetters(Settings settings) {
    var queues = new TreeMap<String, String>();
    Map.of(
            "FETCH_DEAD_QUEUE", "fetch_signals",
            "DELIVER_DEAD_QUEUE", "deliver_completions",
            "REVOKE_DEAD_QUEUE", "revoke_grants",
            "MAIL_DEAD_QUEUE", "send_mail")
        .forEach((name, function) ->
            settings.optional(name).ifPresent(queue -> queues.put(function, queue)));
    return queues;
  }

  /** Without mail, nothing of it is loaded, and a hint of before does nothing. */
  private static Consumer<Message> sendMail(Database database, Settings settings) {
    boolean on = mailIsOn(settings);
    if (settings.optional("SMTP_URL").isPresent() != on) {
      throw new MissingSetting(
          on ? "SMTP_URL" : "MAIL_FROM", "is missing. Set both to send mail, or neither.");
    }
    if (!on) {
      return message -> {};
    }
    return new SendMailFunction(
        new SendMail(
            database,
            new MailStore(),
            new SmtpServer(MailSettings.from(settings)),
            settings.siteOrigin()));
  }

  private static boolean mailIsOn(Settings settings) {
    return settings.optional("MAIL_FROM").isPresent();
  }
}
