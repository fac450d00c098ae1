package oo.connectors.todoist;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import oo.connectors.http.Fields;
import oo.connectors.http.JsonParts;
import oo.connectors.http.JsonParts.Part;
import oo.connectors.http.ProviderResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;

/**
 * A whole response of {@code POST /sync}. All but the items is in memory, and bounded; the items
 * stay in the response, which this closes.
 */
final class SyncAnswer implements AutoCloseable {
  private static final Set<String> LISTS = Set.of("items", "projects");
  private static final String TOKEN = "[!-~]{1,4000}";

  /** Todoist allows 500. */
  private static final int MOST_PROJECTS = 1_000;

  private final ProviderResponse response;
  private final List<Project> projects = new ArrayList<>();
  private final boolean listsItems;
  private final boolean listsProjects;
  private @Nullable String token;
  private boolean full;
  private @Nullable Account user;
  private @Nullable Fields status;
  private int unreadable;

  private SyncAnswer(ProviderResponse response) {
    this.response = response;
    var parts = new JsonParts(response.body(), LISTS);
    for (Part part = parts.next(); part != null; part = parts.next()) {
      take(part);
    }
    listsItems = parts.wasArray("items");
    listsProjects = parts.wasArray("projects");
  }

  private void take(Part part) {
    switch (part.member()) {
      case "items" -> {
        if (part.element() && item(part).isEmpty()) {
          unreadable++;
        }
      }
      case "projects" -> {
        if (part.element() && projects.size() < MOST_PROJECTS) {
          part.fields().flatMap(Project::read).ifPresent(projects::add);
        }
      }
      case "user" -> user = part.fields().flatMap(Account::read).orElse(null);
      // Anything but true is safe: nothing is then taken for gone.
      case "full_sync" -> full = part.value().filter(BooleanNode.TRUE::equals).isPresent();
      case "sync_token" ->
          token =
              part.value()
                  .filter(value -> value.isString() && value.stringValue().matches(TOKEN))
                  .map(JsonNode::stringValue)
                  .orElse(null);
      case "sync_status" -> status = part.fields().orElse(null);
      default -> {}
    }
  }

  private static Optional<Item> item(Part part) {
    return part.fields().flatMap(Item::read);
  }

  /** Reads all of it once, because a response that is cut must count as none. */
  private static Optional<SyncAnswer> read(ProviderResponse response) {
    try {
      return Optional.of(new SyncAnswer(response));
    } catch (JsonParts.Malformed e) {
      return Optional.empty();
    }
  }

  /** Empty unless it is the response to a read: items, and where the next read begins. */
  static Optional<SyncAnswer> ofRead(ProviderResponse response) {
    return read(response).filter(SyncAnswer::answersRead);
  }

  /** Empty unless it is the response to commands. */
  static Optional<SyncAnswer> ofCommands(ProviderResponse response) {
    return read(response).filter(answer -> answer.status != null);
  }

  /** Whether it answers a read. */
  boolean answersRead() {
    return token != null && listsItems;
  }

  /** Start of the next read; only when it answers one. */
  String token() {
    return Objects.requireNonNull(token);
  }

  /** All open items without deletions; else the changes since the token. */
  boolean full() {
    return full;
  }

  /** Null unless it was sent. */
  @Nullable Account user() {
    return user;
  }

  List<Project> projects() {
    return projects;
  }

  /** False when it says nothing of projects. */
  boolean listsProjects() {
    return listsProjects;
  }

  /** How many items cannot be read. */
  int unreadable() {
    return unreadable;
  }

  /** What became of a command. */
  TodoistAnswer<String> of(UUID command) {
    JsonNode said = status == null ? null : status.get(command.toString());
    return TodoistAnswer.ofCommand(said);
  }

  /** The readable items in Todoist's order, one at a time, until this is closed. */
  Iterable<Item> items() {
    return () ->
        new Iterator<>() {
          private final JsonParts parts = new JsonParts(response.body(), LISTS);
          private @Nullable Item next = following();

          private @Nullable Item following() {
            for (Part part = parts.next(); part != null; part = parts.next()) {
              if (part.element() && part.member().equals("items")) {
                Optional<Item> item = item(part);
                if (item.isPresent()) {
                  return item.get();
                }
              }
            }
            return null;
          }

          @Override
          public boolean hasNext() {
            return next != null;
          }

          @Override
          public Item next() {
            Item item = next;
            if (item == null) {
              throw new NoSuchElementException();
            }
            next = following();
            return item;
          }
        };
  }

  @Override
  public void close() {
    response.close();
  }
}
