package oo.connectors.todoist;

import java.net.URI;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.StreamSupport;
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
    return oauth.grant(
        exchange,
        deadline,
        (credential, rest) -> {
          Account account = api.user(credential, rest).orThrow();
          return new Grant(credential, account.id(), account.name());
        });
  }

  @Override
  public FetchResult fetchSignals(
      ConnectionRef connection,
      Credential credential,
      @Nullable String cursor,
      CallDeadline deadline) {
    long begun = System.nanoTime();
    TodoistCursor before = TodoistCursor.parse(cursor).orElse(null);
    SyncAnswer answer =
        api.read(credential, before == null ? null : before.token(), deadline).orThrow();
    if (before != null && !answer.full() && before.outdatedBy(answer.projects())) {
      answer.close();
      answer = api.read(credential, null, deadline.after(begun)).orThrow();
    }
    TodoistCursor after = TodoistCursor.after(before, answer);
    return new FetchResult(
        new ItemEvents(answer, item -> tasks.event(connection, item, after, deadline.now())),
        after.text(),
        false,
        answer.full(),
        answer.unreadable());
  }

  /** One event for each readable item, while it is iterated. */
  private record ItemEvents(SyncAnswer answer, Function<Item, NormalizedEvent> event)
      implements FetchResult.Events {
    @Override
    public Iterator<NormalizedEvent> iterator() {
      return StreamSupport.stream(answer.items().spliterator(), false).map(event).iterator();
    }

    @Override
    public void close() {
      answer.close();
    }
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
