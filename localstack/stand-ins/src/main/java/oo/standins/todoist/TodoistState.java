package oo.standins.todoist;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import oo.standins.oauth.SecretStrings;
import oo.standins.store.RowStore;

/** Todoist's tables. Use it in a transaction. */
final class TodoistState {
  /** A sync command. */
  record ExecutedCommand(String userId, String uuid) {}

  private static final long FIRST_USER = 40_000_001;

  final InstantSource clock;
  final RowStore.Table<TodoistTask> tasks;
  final RowStore.Table<TodoistProject> projects;
  final RowStore.Table<ExecutedCommand> commands;
  private final RowStore.Table<TodoistAccount> accounts;
  final TodoistTokens tokens;
  private long version;

  /** A new state that survives a restart begins with the account that looks like a person's. */
  TodoistState(RowStore store, InstantSource clock) {
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
    if (accounts.size() == 0 && !store.isInMemory()) {
      store.transaction(() -> create("robin@example.com", "Robin Sommer", PersonsTasks::fill));
    }
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
        .filter(one -> one.account().email().equalsIgnoreCase(email))
        .findFirst();
  }

  /** The account of this address, made and filled if new. */
  AccountTasks create(String email, Consumer<AccountTasks> fill) {
    return create(email, email.substring(0, email.indexOf('@')), fill);
  }

  private AccountTasks create(String email, String name, Consumer<AccountTasks> fill) {
    return byEmail(email)
        .orElseGet(() -> {
          long number = FIRST_USER + accounts.size();
          while (accounts.get(Long.toString(number)).isPresent()) {
            number++;
          }
          TodoistAccount account =
              new TodoistAccount(
                  Long.toString(number),
                  email,
                  name,
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
}
