package oo.standins.todoist;

import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import oo.standins.oauth.SecretStrings;
import oo.standins.store.RowStore;
import org.jspecify.annotations.Nullable;

/** Todoist's tables. Everything but {@link #transaction} needs one. */
final class TodoistState {

  /**
   * A sync command that was executed.
   *
   * @param tempId the client's name of the task that it made; null when it made none
   * @param taskId the id of that task
   */
  record ExecutedCommand(
      String userId, String uuid, @Nullable String tempId, @Nullable String taskId) {}

  private record Secret(String value) {}

  static final String EMAIL = "[^@\\s]{1,64}@[^@\\s]{1,190}";

  private static final long FIRST_USER = 40_000_001;

  private final RowStore store;
  final Clock clock;
  final RowStore.Table<TodoistTask> tasks;
  final RowStore.Table<TodoistProject> projects;
  final RowStore.Table<ExecutedCommand> commands;
  private final RowStore.Table<TodoistAccount> accounts;
  private final TodoistTokens tokens;
  private final String syncSecret;
  private long version;

  /**
   * @param seeded whether a new state begins with the account that looks like a real person's
   */
  TodoistState(RowStore store, Clock clock, boolean seeded) {
    this.store = store;
    this.clock = clock;
    tasks = store.table("task", TodoistTask.class);
    projects = store.table("project", TodoistProject.class);
    commands = store.table("command", ExecutedCommand.class);
    accounts = store.table("account", TodoistAccount.class);
    tokens = new TodoistTokens(store, clock);
    version =
        Stream.concat(
                tasks.stream().map(task -> task.version),
                projects.stream().map(TodoistProject::version))
            .mapToLong(Long::longValue)
            .max()
            .orElse(0);
    RowStore.Table<Secret> secrets = store.table("secret", Secret.class);
    syncSecret =
        transaction(
                () ->
                    secrets
                        .get("sync")
                        .orElseGet(
                            () -> {
                              if (seeded) {
                                create("robin@example.com", "Robin Sommer", PersonsTasks::fill);
                              }
                              return secrets.put("sync", new Secret(SecretStrings.random()));
                            }))
            .value();
  }

  /** Runs one at a time; what it changes survives a restart when this returns. */
  <T> T transaction(Supplier<T> work) {
    return store.transaction(work);
  }

  TodoistTokens tokens() {
    return tokens;
  }

  String syncSecret() {
    return syncSecret;
  }

  /** The number of the last change. */
  long version() {
    return version;
  }

  long nextVersion() {
    return ++version;
  }

  List<AccountTasks> accounts() {
    return accounts.stream().map(account -> new AccountTasks(this, account)).toList();
  }

  Optional<AccountTasks> account(String userId) {
    return accounts.get(userId).map(account -> new AccountTasks(this, account));
  }

  /** The account of a task that is not deleted. */
  Optional<AccountTasks> ofTask(String taskId) {
    return tasks.get(taskId).filter(task -> !task.isDeleted).flatMap(task -> account(task.userId));
  }

  /** Ignores case. */
  Optional<AccountTasks> byEmail(String email) {
    return accounts().stream()
        .filter(one -> one.account().email().equalsIgnoreCase(email.strip()))
        .findFirst();
  }

  /**
   * The account of this address, made and filled if new.
   *
   * @param name blank for the address's own
   */
  AccountTasks create(String email, String name, Consumer<AccountTasks> fill) {
    return byEmail(email)
        .orElseGet(
            () -> {
              long number = FIRST_USER + accounts.size();
              while (accounts.get(Long.toString(number)).isPresent()) {
                number++;
              }
              TodoistAccount account =
                  new TodoistAccount(
                      Long.toString(number),
                      email.strip(),
                      name.isBlank() ? email.substring(0, email.indexOf('@')) : name.strip(),
                      ZoneId.systemDefault().getId(),
                      TodoistIds.random(),
                      SecretStrings.random(),
                      0);
              AccountTasks made = new AccountTasks(this, accounts.put(account.id(), account));
              made.putProject(account.inboxProjectId(), "Inbox", true, false);
              fill.accept(made);
              return made;
            });
  }

  /** Answers all sync tokens so far with a full read. */
  void forgetSyncTokens(TodoistAccount account) {
    accounts.put(account.id(), account.nextEpoch());
  }

  /** Removes an account with its tasks and tokens. */
  void remove(TodoistAccount account) {
    String user = account.id();
    tokens.revokeAll(user);
    tasks.stream().filter(row -> row.userId.equals(user)).toList().forEach(t -> tasks.remove(t.id));
    projects.stream()
        .filter(row -> row.userId().equals(user))
        .toList()
        .forEach(row -> projects.remove(row.id()));
    commands.stream()
        .filter(row -> row.userId().equals(user))
        .toList()
        .forEach(row -> commands.remove(user + "/" + row.uuid()));
    accounts.remove(user);
  }
}
