package oo.auth;

import java.time.Duration;
import java.util.ArrayList;
import oo.auth.google.Discovery;
import oo.auth.google.GoogleCalls;
import oo.auth.google.GoogleHttp;
import oo.auth.google.GoogleProbe;
import oo.auth.google.GoogleSettings;
import oo.auth.google.GoogleSignIn;
import oo.auth.mail.OpenMailStopFunction;
import oo.auth.mail.StopMail;
import oo.auth.mail.StopMailFunction;
import oo.auth.report.ReportErrorFunction;
import oo.auth.report.ReportViolationFunction;
import oo.auth.session.EndSession;
import oo.auth.session.EndSessionFunction;
import oo.auth.session.FormerSession;
import oo.auth.session.KeyProbes;
import oo.auth.session.RefreshKeys;
import oo.auth.session.RefreshSession;
import oo.auth.session.RefreshSessionFunction;
import oo.auth.session.SessionIssuer;
import oo.auth.session.SessionKeys;
import oo.auth.session.SessionReuse;
import oo.auth.session.SessionStore;
import oo.auth.session.SignOut;
import oo.auth.session.SignOutFunction;
import oo.auth.signin.BeginSignIn;
import oo.auth.signin.BeginSignInFunction;
import oo.auth.signin.FinishSignIn;
import oo.auth.signin.FinishSignInFunction;
import oo.auth.signin.SignInAttemptStore;
import oo.auth.user.ChangeProfile;
import oo.auth.user.ChangeProfileFunction;
import oo.auth.user.DeleteProfile;
import oo.auth.user.DeleteProfileFunction;
import oo.auth.user.EnsureUser;
import oo.auth.user.ExportProfile;
import oo.auth.user.ExportProfileFunction;
import oo.auth.user.IdentityStore;
import oo.auth.user.ProfileFunction;
import oo.auth.user.ReadProfile;
import oo.host.FunctionRegistrar;
import oo.host.Guard;
import oo.host.Platform;
import oo.host.Wiring;
import oo.host.base.Lazy;
import oo.host.base.Settings;
import oo.host.base.SiteOrigin;
import oo.host.health.Probe;
import oo.host.health.Probes;
import oo.host.health.Pulses;
import oo.host.queue.HintQueue;
import oo.host.session.AccessTokens;
import oo.host.sql.Database;
import oo.signals.connection.ConnectionStore;
import oo.signals.decisions.NoticeStore;
import oo.signals.lifecycle.ConnectionLifecycle;
import oo.signals.lifecycle.Outbox;
import oo.signals.outbox.EventOutbox;
import oo.signals.user.UserStore;

/** Holds every {@code new} of auth. */
public final class AuthWiring implements Wiring {

  @Override
  public String module() {
    return "auth";
  }

  @Override
  public void wire(FunctionRegistrar functions, Settings settings, Platform platform) {
    SiteOrigin site = settings.siteOrigin();
    var database = new Database(platform.dataSource(settings));
    var attempts = new SignInAttemptStore(database);
    var users = new UserStore();
    var identities = new IdentityStore();
    var sessionStore = new SessionStore();
    var reuse = new SessionReuse(sessionStore, new NoticeStore());
    var formerSession = new FormerSession(database, sessionStore, reuse);
    var client = new Lazy<>(() -> GoogleSettings.from(settings));
    var calls = new GoogleCalls(database);
    var google = new Lazy<>(() -> google(client.get(), calls));
    var refreshKeys = new Lazy<>(() -> RefreshKeys.from(settings));
    var sessionKeys = new Lazy<>(() -> SessionKeys.from(settings));
    var keys =
        new Lazy<>(() -> {
          var probes =
              new KeyProbes(
                  database, refreshKeys.get(), sessionKeys.get(), AccessTokens.from(settings));
          // Store the probes before the keys make the first token.
          functions.prime(probes::store);
          return probes;
        });
    var sessions =
        new Lazy<>(() -> {
          keys.get();
          return new SessionIssuer(sessionStore, refreshKeys.get(), sessionKeys.get());
        });

    functions
        .prime(() -> Probes.database(database).check())
        .navigation(
            "begin_sign_in",
            Guard.PUBLIC,
            "/",
            () ->
                new BeginSignInFunction(
                    site,
                    refreshKeys.get(),
                    new BeginSignIn(database, google.get(), attempts, formerSession, identities)))
        .navigation(
            "finish_sign_in",
            Guard.ATTEMPT,
            "/",
            () ->
                new FinishSignInFunction(
                    site,
                    new FinishSignIn(
                        database,
                        attempts,
                        google.get(),
                        new EnsureUser(users, identities),
                        sessions.get(),
                        formerSession,
                        keys.get())))
        .http(
            "refresh_session",
            Guard.REFRESH,
            () ->
                new RefreshSessionFunction(
                    refreshKeys.get(), new RefreshSession(database, users, sessions.get(), reuse)))
        .http(
            "sign_out",
            Guard.REFRESH,
            () ->
                new SignOutFunction(refreshKeys.get(), new SignOut(database, sessionStore, reuse)))
        .http(
            "profile",
            Guard.SESSION,
            () ->
                new ProfileFunction(
                    new ReadProfile(
                        database, users, sessionStore, settings.optional("MAIL_FROM").isPresent())))
        .http(
            "change_profile",
            Guard.SESSION,
            () -> new ChangeProfileFunction(new ChangeProfile(database, users)))
        .navigation(
            "open_mail_stop", Guard.PUBLIC, "/mail.html", () -> new OpenMailStopFunction(site))
        .http("stop_mail", Guard.LINK, () -> new StopMailFunction(new StopMail(database, users)))
        .http(
            "end_session",
            Guard.SESSION,
            () -> new EndSessionFunction(new EndSession(database, sessionStore)))
        .http(
            "export_profile",
            Guard.SESSION,
            () ->
                new ExportProfileFunction(
                    new ExportProfile(database, users, platform.objects(settings))))
        .http(
            "delete_profile",
            Guard.SESSION,
            () ->
                new DeleteProfileFunction(
                    new DeleteProfile(
                        database,
                        users,
                        identities,
                        sessionStore,
                        new ConnectionStore(),
                        new ConnectionLifecycle(),
                        new Outbox(
                            new HintQueue(
                                platform.queue(settings),
                                settings.queue("DELIVER_QUEUE", "deliver_completions"))),
                        EventOutbox.from(settings),
                        new HintQueue(
                            platform.queue(settings),
                            settings.queue("REVOKE_QUEUE", "revoke_grants")),
                        platform.objects(settings))))
        .http("report_violation", Guard.REPORT, ReportViolationFunction::new)
        .http("report_error", Guard.PUBLIC, ReportErrorFunction::new)
        .health(
            "auth_health",
            () -> {
              var pulses = new Pulses(database);
              var probes = new ArrayList<Probe>(Probes.ofDatabase(database));
              probes.add(keys.get()::refreshKeys);
              probes.add(keys.get()::sessionKeys);
              probes.add(new GoogleProbe(client.get(), calls));
              probes.add(
                  pulses.ran("last purge", "purge_expired", Duration.ofDays(2), "PurgeSilent"));
              probes.add(pulses.outbox("mails", "mails", Duration.ofHours(1), "MailLate"));
              probes.add(pulses.deadLetters("send_mail", "MailDeadLetters"));
              probes.addAll(platform.probes(database));
              return probes;
            });
  }

  private static GoogleSignIn google(GoogleSettings client, GoogleCalls calls) {
    var http = new GoogleHttp();
    return new GoogleSignIn(
        client, new Discovery(client, http, calls, System::nanoTime), http, calls);
  }
}
