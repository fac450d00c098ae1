package oo.standins.todoist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Several hundred tasks like those of a real person, the same ones each time but for their dates,
 * which are relative to today. They are written in {@code persons-tasks.txt}, whose head explains
 * its form.
 */
final class PersonsTasks {

  /** The other member of the shared project. */
  static final String COLLEAGUE = "39999999";

  private static final long SEED = 20_260_101;

  private final Book book;
  private final RandomGenerator random;
  private final Map<String, String> projects = new HashMap<>();
  private final Map<String, String> sections = new HashMap<>();
  private String project;
  private @Nullable String section;
  private @Nullable Task parent;
  private int order;

  PersonsTasks(Book book) {
    this.book = book;
    // Ids differ from account to account, or a deep link would have two tasks.
    this.random =
        RandomGeneratorFactory.of("L64X128MixRandom")
            .create(SEED + Long.parseLong(book.account().id()));
    this.project = book.account().inboxProjectId();
  }

  void fill() {
    try (InputStream in = PersonsTasks.class.getResourceAsStream("persons-tasks.txt")) {
      if (in == null) {
        throw new IllegalStateException("persons-tasks.txt is missing from the jar");
      }
      new BufferedReader(new InputStreamReader(in, UTF_8)).lines().forEach(this::line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void line(String line) {
    if (line.isBlank() || line.startsWith("//")) {
      return;
    }
    if (line.startsWith("# ")) {
      heading(line.substring(2));
    } else if (line.startsWith("## ")) {
      String name = line.substring(3);
      section = sections.computeIfAbsent(project + name, _ -> newSection(name));
    } else if (line.startsWith("> ")) {
      task(line.substring(2), parent);
    } else {
      parent = task(line, null);
    }
  }

  private void heading(String name) {
    section = null;
    if (name.equals("Inbox")) {
      project = book.account().inboxProjectId();
      return;
    }
    boolean shared = name.endsWith(" (shared)");
    String plain = name.replace(" (shared)", "");
    project =
        projects.computeIfAbsent(
            plain, _ -> book.putProject(Ids.from(random), plain, false, shared).id());
  }

  private String newSection(String name) {
    return book.putSection(Ids.from(random), project, name).id();
  }

  private Task task(String line, @Nullable Task above) {
    List<String> parts = List.of(line.split(" \\| ", -1));
    Task.Edit edit =
        Task.with(
            Ids.from(random), book.account().id(), project, parts.getFirst().replace("\\n", "\n"));
    edit.sectionId = section;
    edit.parentId = above == null ? null : above.id();
    edit.childOrder = order++;
    edit.addedAt = book.now().minus(1 + random.nextInt(60 * 24 * 200), ChronoUnit.MINUTES);
    parts.stream().skip(1).forEach(part -> attribute(edit, part.strip()));
    Task task = book.put(edit);
    if (parts.contains("done")) {
      book.complete(task);
    }
    return task;
  }

  private void attribute(Task.Edit edit, String part) {
    String value = part.substring(part.indexOf(' ') + 1);
    switch (part.split(" ", 2)[0]) {
      case "p1", "p2", "p3" -> edit.priority = 5 - (part.charAt(1) - '0');
      case "due" -> edit.due = due(value);
      case "fixed" -> edit.due = fixed(value);
      case "deadline" -> edit.deadline = new Task.Deadline(day(value).toString(), "en");
      case "takes" ->
          edit.duration =
              value.endsWith("d")
                  ? new Task.Duration(number(value), "day")
                  : new Task.Duration(number(value), "minute");
      case "labels" -> {
        edit.labels = new ArrayList<>(List.of(value.split(" ")));
        edit.labels.forEach(book::useLabel);
      }
      case "note" -> edit.description = value.replace("\\n", "\n");
      case "for" -> edit.responsibleUid = value.equals("me") ? book.account().id() : COLLEAGUE;
      case "done" -> {
        // After it was put.
      }
      default -> throw new IllegalStateException("persons-tasks.txt: " + part);
    }
  }

  /**
   * {@code +3}, {@code -2 18:30}, or a recurrence whose present date is so far from today: {@code
   * -1 every day}.
   */
  private Due due(String words) {
    String[] parts = words.split(" ", 2);
    LocalDate day = day(parts[0]);
    String rest = parts.length == 1 ? "" : parts[1];
    if (rest.startsWith("every")) {
      return DueWords.parse(rest, book.today())
          .orElseThrow(() -> new IllegalStateException("persons-tasks.txt: " + rest))
          .moveTo(day);
    }
    return DueWords.parse((day + " " + rest).strip(), book.today())
        .orElseThrow(() -> new IllegalStateException("persons-tasks.txt: " + words));
  }

  /** The same, as an instant in the account's zone. */
  private Due fixed(String words) {
    Due floating = due(words);
    return Due.at(
        java.time.LocalDateTime.parse(floating.date()),
        book.account().zoneId(),
        floating.string(),
        floating.isRecurring());
  }

  private LocalDate day(String offset) {
    return book.today().plusDays(Long.parseLong(offset));
  }

  private static int number(String text) {
    return Integer.parseInt(text.replaceAll("\\D", ""));
  }
}
