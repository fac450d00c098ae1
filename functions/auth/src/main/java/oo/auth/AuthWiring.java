package oo.auth;

import java.util.List;
import oo.auth.google.BackChannel;
import oo.auth.google.Discovery;
import oo.auth.google.Google;
import oo.auth.google.GoogleClient;
import oo.auth.google.GoogleProbe;
import oo.auth.google.ProviderCalls;
import oo.auth.session.KeyProbes;
import oo.auth.session.RefreshKeys;
import oo.auth.session.RefreshSession;
import oo.auth.session.RefreshSessionFunction;
import oo.auth.session.SessionKeys;
import oo.auth.session.SessionStore;
import oo.auth.session.Sessions;
import oo.auth.session.SignOut;
import oo.auth.session.SignOutFunction;
import oo.auth.signin.AttemptStore;
import oo.auth.signin.BeginSignIn;
import oo.auth.signin.BeginSignInFunction;
import oo.auth.signin.FinishSignIn;
import oo.auth.signin.FinishSignInFunction;
import oo.auth.user.DeleteProfile;
import oo.auth.user.DeleteProfileFunction;
import oo.auth.user.ExportProfile;
import oo.auth.user.ExportProfileFunction;
import oo.auth.user.ProfileFunction;
import oo.auth.user.UserStore;
import oo.host.Functions;
import oo.host.Guard;
import oo.host.Platform;
import oo.host.Settings;
import oo.host.SiteOrigin;
import oo.host.Wiring;
import oo.host.health.Probes;
import oo.host.session.AccessTokens;
import oo.host.sql.Database;
import oo.signals.connection.Connections;

/** Signing in, the session and the profile. */
public final class AuthWiring implements Wiring {

  @Override
  public String module() {
    return "auth";
  }

  @Override
  public void wire(Functions functions, Settings settings, Platform platform) {
    SiteOrigin site = settings.siteOrigin();
    var refreshKeys = RefreshKeys.from(settings);
    var sessionKeys = SessionKeys.from(settings);
    var client = GoogleClient.from(settings);
    String revokeQueue =
        settings.required("REVOKE_QUEUE", "It is the address of the queue of revoke_grants.");

    var database = new Database(platform.dataSource(settings));
    var calls = new ProviderCalls(database);
    var http = new BackChannel();
    var google =
        new Google(client, new Discovery(client, http, calls, System::nanoTime), http, calls);
    var attempts = new AttemptStore(database);
    var users = new UserStore();
    var sessionStore = new SessionStore();
    var sessions = new Sessions(sessionStore, refreshKeys, sessionKeys);
    var keys = new KeyProbes(database, refreshKeys, sessionKeys, AccessTokens.from(settings));

    functions
        .navigation(
            "begin_sign_in",
            Guard.PUBLIC,
            "/",
            new BeginSignInFunction(site, new BeginSignIn(google, attempts)))
        .navigation(
            "finish_sign_in",
            Guard.ATTEMPT,
            "/",
            new FinishSignInFunction(
                site, new FinishSignIn(database, attempts, google, users, sessions, keys)))
        .http(
            "refresh_session",
            Guard.REFRESH,
            new RefreshSessionFunction(
                refreshKeys, new RefreshSession(database, sessionStore, sessions)))
        .http(
            "sign_out",
            Guard.REFRESH,
            new SignOutFunction(refreshKeys, new SignOut(database, sessionStore)))
        .http("profile", Guard.SESSION, new ProfileFunction(database, users, sessionStore))
        .http(
            "export_profile",
            Guard.SESSION,
            new ExportProfileFunction(new ExportProfile(database, platform.objects(settings))))
        .http(
            "delete_profile",
            Guard.SESSION,
            new DeleteProfileFunction(
                new DeleteProfile(
                    database,
                    users,
                    sessionStore,
                    new Connections(),
                    platform.queue(settings),
                    revokeQueue)))
        .health(
            "auth_health",
            List.of(
                Probes.database(database),
                keys::refreshKeys,
                keys::sessionKeys,
                new GoogleProbe(client, calls)))
        // Leaves the keys' probes before the first token is made with them.
        .prime(keys::leave);
  }
}
