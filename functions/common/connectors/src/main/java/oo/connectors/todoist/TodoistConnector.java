package oo.connectors.todoist;

import java.net.URI;
import java.util.ArrayList;
import java.util.Optional;
import oo.connectors.CallDeadline;
import oo.connectors.CodeExchange;
import oo.connectors.Command;
import oo.connectors.Connector;
import oo.connectors.Credential;
import oo.connectors.DeliveryResult;
import oo.connectors.FetchResult;
import oo.connectors.Grant;
import oo.connectors.OauthAttempt;
import oo.connectors.Provider;
import oo.connectors.ProviderFailure;
import oo.connectors.oauth.OauthClient;
import oo.signals.ConnectionRef;
import oo.signals.NormalizedEvent;
import org.jspecify.annotations.Nullable;

/** Todoist: OAuth, reads by sync token, and {@link TodoistCommands}. */
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
  public URI beginOauth(OauthAttempt attempt) {
    return oauth.authorize(attempt);
  }

  @Override
  public Grant finishOauth(CodeExchange exchange, CallDeadline deadline) {
    long begun = System.nanoTime();
    Credential credential = oauth.exchange(exchange, deadline);
    Account account = api.user(credential, deadline.after(begun));
    String id = account.id();
    if (id == null || id.isBlank()) {
      throw new ProviderFailure.Down("Todoist did not say whose account it is.", true);
    }
    String email = account.email();
    return new Grant(credential, id, email == null ? account.fullName() : email);
  }

  @Override
  public FetchResult fetchSignals(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      CallDeadline deadline) {
    long begun = System.nanoTime();
    TodoistCursor before = TodoistCursor.parse(cursor).orElse(null);
    SyncResponse answer = api.read(credential, before == null ? null : before.token(), deadline);
    if (before != null && !answer.fullSync() && before.outdatedBy(answer)) {
      answer = api.read(credential, null, deadline.after(begun));
    }
    TodoistCursor after = TodoistCursor.after(before, answer, tokenOf(answer));
    var events = new ArrayList<NormalizedEvent>();
    for (Item item : answer.allItems()) {
      events.add(tasks.event(connection, item, after, deadline.now()));
    }
    return new FetchResult(events, after.text(), false, answer.fullSync());
  }

  static String tokenOf(SyncResponse answer) {
    return Optional.ofNullable(answer.syncToken())
        .orElseThrow(() ->
            new ProviderFailure.Down(
                "Todoist answered with something that oO does not understand.", true));
  }

  @Override
  public DeliveryResult complete(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline) {
    return commands.complete(connection, credential, cursor, command, deadline);
  }

  @Override
  public DeliveryResult reopen(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      Command command,
      CallDeadline deadline) {
    return commands.reopen(connection, credential, cursor, command, deadline);
  }

  @Override
  public Credential refresh(Credential credential, CallDeadline deadline) {
    return oauth.refresh(credential, deadline);
  }

  @Override
  public void revoke(Credential credential, CallDeadline deadline) {
    oauth.revoke(credential, deadline);
  }
}
