package oo.standins.todoist;

import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import oo.standins.fault.StandInClock;
import oo.standins.http.Json;
import oo.standins.oauth.Secrets;
import oo.standins.store.Ledger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Todoist's memory: accounts with their books, codes and tokens. One lock; whatever changed inside
 * of it is in the ledger before it is let go, so nothing is answered for that a kill could undo.
 */
final class Books implements AutoCloseable {

  /** How a new account is filled. */
  enum Filling {
    EMPTY,
    PERSON
  }

  private static final int ROWS_A_LINE = 2_000;

  private record ClockRow(long aheadSeconds) {}

  private record SecretRow(String value) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Ledger ledger;
  private final StandInClock clock;
  private final Map<String, Book> books = new LinkedHashMap<>();
  private final Tokens tokens;
  private String syncSecret = "";

  Books(Ledger ledger, StandInClock clock, boolean seeded) {
    this.ledger = ledger;
    this.clock = clock;
    this.tokens = new Tokens(clock);
    Map<String, JsonNode> rows = ledger.takeLoaded();
    // Accounts first: a row of an account follows it in no particular order.
    rows.forEach(
        (key, row) -> {
          if (key.startsWith("account/")) {
            Account account = Json.read(row, Account.class);
            books.put(account.id(), new Book(account, clock));
          }
        });
    rows.forEach(this::load);
    boolean isNew = syncSecret.isEmpty();
    if (isNew) {
      syncSecret = Secrets.random();
      ledger.commit(Map.of("secret/sync", new SecretRow(syncSecret)));
    }
    if (isNew && seeded) {
      create("robin@example.com", "Robin Sommer", Filling.PERSON);
    }
  }

  private void load(String key, JsonNode row) {
    switch (key.substring(0, key.indexOf('/'))) {
      case "account" -> {
        // Made before.
      }
      case "task" -> keep(Json.read(row, Task.class));
      case "project" -> keep(Json.read(row, Project.class));
      case "section" -> keep(Json.read(row, Section.class));
      case "label" -> keep(Json.read(row, Label.class));
      case "command" -> {
        Book.Executed command = Json.read(row, Book.Executed.class);
        Book book = books.get(command.userId());
        if (book != null) {
          book.keep(command);
        }
      }
      case "clock" ->
          clock.setAhead(Duration.ofSeconds(Json.read(row, ClockRow.class).aheadSeconds()));
      case "secret" -> syncSecret = Json.read(row, SecretRow.class).value();
      case "code", "access", "refresh" -> tokens.load(key, row);
      default -> throw new IllegalStateException("unknown row " + key);
    }
  }

  private void keep(Row row) {
    Book book = books.get(row.userId());
    if (book != null) {
      // Of an account whose making was cut short there is nothing to keep.
      book.keep(row);
    }
  }

  /**
   * Runs under the lock with one account's book, then commits; empty when there is no such account.
   */
  <T> Optional<T> with(String userId, Function<Book, T> work) {
    return locked(() -> Optional.ofNullable(books.get(userId)).map(work));
  }

  /** Runs under the lock with the tokens, then commits. */
  <T> T withTokens(Function<Tokens, T> work) {
    return locked(() -> work.apply(tokens));
  }

  /** Runs under the lock with the book that holds this task, then commits. */
  <T> Optional<T> withTask(String taskId, Function<Book, T> work) {
    return locked(
        () ->
            books.values().stream()
                .filter(book -> book.task(taskId).isPresent())
                .findFirst()
                .map(work));
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      T result = work.get();
      flush();
      return result;
    } finally {
      lock.unlock();
    }
  }

  private void flush() {
    Map<String, @Nullable Object> rows = tokens.takeDirty();
    books.values().forEach(book -> rows.putAll(book.takeDirty()));
    if (rows.size() <= ROWS_A_LINE) {
      ledger.commit(rows);
      return;
    }
    // An account being made: its own row comes last, so that a half-made one does not count.
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    for (Map.Entry<String, @Nullable Object> row : rows.entrySet()) {
      line.put(row.getKey(), row.getValue());
      if (line.size() == ROWS_A_LINE) {
        ledger.append(line);
        line = new LinkedHashMap<>();
      }
    }
    ledger.commit(line);
  }

  List<Account> accounts() {
    return locked(() -> books.values().stream().map(Book::account).toList());
  }

  Optional<Account> byEmail(String email) {
    String wanted = email.strip().toLowerCase(Locale.ROOT);
    return accounts().stream()
        .filter(account -> account.email().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }

  /** The account of this address, made when it is new. */
  Account create(String email, String name, Filling filling) {
    return create(
        email,
        name,
        book -> {
          if (filling == Filling.PERSON) {
            new PersonsTasks(book).fill();
          }
        });
  }

  /** The account of this address, made with so many tasks when it is new. */
  Account create(String email, String name, int generated) {
    return create(email, name, book -> new ManyTasks(book).fill(generated));
  }

  private Account create(String email, String name, Consumer<Book> fill) {
    return locked(
        () -> {
          Optional<Account> known = byEmail(email);
          if (known.isPresent()) {
            return known.get();
          }
          long number = 40_000_000L + books.size() + 1;
          while (books.containsKey(Long.toString(number))) {
            number++;
          }
          String inbox = Ids.random();
          Account account =
              new Account(
                  Long.toString(number),
                  email.strip(),
                  name.isBlank() ? email.substring(0, email.indexOf('@')) : name.strip(),
                  ZoneId.systemDefault().getId(),
                  inbox,
                  Secrets.random(),
                  0);
          Book book = new Book(account, clock);
          book.putProject(inbox, "Inbox", true, false);
          fill.accept(book);
          book.created();
          books.put(account.id(), book);
          return account;
        });
  }

  /** The account, its tasks and its tokens are gone. */
  boolean remove(String userId) {
    return locked(
        () -> {
          Book book = books.remove(userId);
          if (book == null) {
            return false;
          }
          tokens.revokeAll(userId);
          Map<String, @Nullable Object> rows = new LinkedHashMap<>();
          book.keys().forEach(key -> rows.put(key, null));
          ledger.commit(rows);
          return true;
        });
  }

  void setAhead(Duration ahead) {
    locked(
        () -> {
          clock.setAhead(ahead);
          ledger.commit(Map.of("clock/ahead", new ClockRow(ahead.toSeconds())));
          return 0;
        });
  }

  String syncSecret() {
    return syncSecret;
  }

  @Override
  public void close() {
    locked(
        () -> {
          ledger.close();
          return 0;
        });
  }
}
