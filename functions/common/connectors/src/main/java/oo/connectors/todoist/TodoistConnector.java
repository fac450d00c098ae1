package oo.connectors.todoist;

import java.net.URI;
import java.util.ArrayList;
import java.util.Optional;
import oo.connectors.Attempt;
import oo.connectors.Call;
import oo.connectors.Command;
import oo.connectors.Connector;
import oo.connectors.Credential;
import oo.connectors.Delivered;
import oo.connectors.Exchange;
import oo.connectors.Fetched;
import oo.connectors.Granted;
import oo.connectors.Provider;
import oo.connectors.ProviderFailure;
import oo.connectors.oauth.OauthClient;
import oo.signals.ConnectionRef;
import oo.signals.NormalizedEvent;
import org.jspecify.annotations.Nullable;

/** Todoist: OAuth, reading by sync token, and the commands of {@link TodoistCommands}. */
final class TodoistConnector implements Connector {
  private final Provider provider;
  private final OauthClient oauth;
  private final TodoistApi api;
  private final TodoistTasks tasks;
  private final TodoistCommands commands;

  TodoistConnector(Provider provider, OauthClient oauth, TodoistApi api, TodoistTasks tasks) {
    this.provider = provider;
    this.oauth = oauth;
    this.api = api;
    this.tasks = tasks;
    this.commands = new TodoistCommands(api, tasks);
  }

  @Override
  public Provider provider() {
    return provider;
  }

  @Override
  public URI beginOauth(Attempt attempt) {
    return oauth.authorize(attempt);
  }

  @Override
  public Granted finishOauth(Exchange exchange, Call call) {
    long begun = System.nanoTime();
    Credential credential = oauth.exchange(exchange, call);
    Account account = api.user(credential, call.after(begun));
    String id = account.id();
    if (id == null || id.isBlank()) {
      throw new ProviderFailure.Down("Todoist did not say whose account it is.", true);
    }
    String email = account.email();
    return new Granted(credential, id, email == null ? account.fullName() : email);
  }

  @Override
  public Fetched fetchSignals(
      ConnectionRef connection, Credential credential, @Nullable String cursor, Call call) {
    long begun = System.nanoTime();
    TodoistCursor before = TodoistCursor.parse(cursor).orElse(null);
    SyncAnswer answer = api.read(credential, before == null ? null : before.token(), call);
    if (before != null && !answer.fullSync() && before.outdatedBy(answer)) {
      answer = api.read(credential, null, call.after(begun));
    }
    TodoistCursor after = TodoistCursor.after(before, answer, tokenOf(answer));
    var events = new ArrayList<NormalizedEvent>();
    for (Item item : answer.allItems()) {
      events.add(tasks.event(connection, item, after, call.now()));
    }
    return new Fetched(events, after.text(), false, answer.fullSync());
  }

  static String tokenOf(SyncAnswer answer) {
    return Optional.ofNullable(answer.syncToken())
        .orElseThrow(
            () ->
                new ProviderFailure.Down(
                    "Todoist answered with something that oO does not understand.", true));
  }

  @Override
  public Delivered complete(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      Call call) {
    return commands.complete(connection, credential, cursor, command, call);
  }

  @Override
  public Delivered reopen(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      Call call) {
    return commands.reopen(connection, credential, cursor, command, call);
  }

  @Override
  public Credential refresh(Credential credential, Call call) {
    return oauth.refresh(credential, call);
  }

  @Override
  public void revoke(Credential credential, Call call) {
    oauth.revoke(credential, call);
  }
}
