package oo.standins.todoist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Several hundred tasks like a real person's, from {@code persons-tasks.txt}, whose head explains
 * its format. They are always the same, with dates relative to today.
 */
final class PersonsTasks {
  private static final String COLLEAGUE = "39999999";
  private static final long SEED = 20_260_101;

  private final AccountTasks account;
  private final RandomGenerator random;
  private final Map<String, String> ids = new HashMap<>();
  private String project;
  private @Nullable String section;
  private @Nullable TodoistTask parent;
  private int order;

  private PersonsTasks(AccountTasks account) {
    this.account = account;
    // Other ids for each account: a deep link has the id only.
    this.random =
        RandomGeneratorFactory.of("L64X128MixRandom")
            .create(SEED + Long.parseLong(account.account().id()));
    this.project = account.account().inboxProjectId();
  }

  static void fill(AccountTasks account) {
    try (InputStream in = PersonsTasks.class.getResourceAsStream("persons-tasks.txt")) {
      if (in == null) {
        throw new IllegalStateException("persons-tasks.txt is missing from the jar");
      }
      new String(in.readAllBytes(), UTF_8).lines().forEach(new PersonsTasks(account)::line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void line(String line) {
    if (line.isBlank() || line.startsWith("//")) {
      return;
    }
    if (line.startsWith("# ")) {
      project = project(line.substring(2));
      section = null;
    } else if (line.startsWith("## ")) {
      section = ids.computeIfAbsent(project + line, _ -> TodoistIds.from(random));
    } else if (line.startsWith("> ")) {
      task(line.substring(2), parent);
    } else {
      parent = task(line, null);
    }
  }

  private String project(String heading) {
    String name = heading.replace(" (shared)", "");
    boolean shared = !name.equals(heading);
    return name.equals("Inbox")
        ? account.account().inboxProjectId()
        : ids.computeIfAbsent(
            name, _ -> account.putProject(TodoistIds.from(random), name, false, shared).id());
  }

  private TodoistTask task(String line, @Nullable TodoistTask above) {
    List<String> parts = List.of(line.split(" \\| ", -1));
    TodoistTask task =
        new TodoistTask(
            TodoistIds.from(random),
            account.account().id(),
            project,
            parts.getFirst().replace("\\n", "\n"));
    task.sectionId = section;
    task.parentId = above == null ? null : above.id;
    task.childOrder = order++;
    task.addedAt = account.now().minus(1 + random.nextInt(60 * 24 * 200), ChronoUnit.MINUTES);
    parts.stream().skip(1).forEach(part -> attribute(task, part.strip()));
    account.put(task);
    if (parts.contains("done")) {
      account.close(task);
    }
    return task;
  }

  private void attribute(TodoistTask task, String part) {
    String value = part.substring(part.indexOf(' ') + 1);
    switch (part.split(" ", 2)[0]) {
      case "p1", "p2", "p3" -> task.priority = 5 - (part.charAt(1) - '0');
      case "due" -> task.due = due(value);
      case "fixed" -> {
        TodoistDue due = due(value);
        LocalDateTime local = LocalDateTime.parse(due.date());
        task.due =
            TodoistDue.at(local, account.account().zoneId(), due.string(), due.isRecurring());
      }
      case "deadline" -> task.deadline = new TodoistTask.Deadline(day(value).toString(), "en");
      case "takes" ->
          task.duration =
              new TodoistTask.Duration(
                  Integer.parseInt(value.replace("d", "")), value.endsWith("d") ? "day" : "minute");
      case "labels" -> task.labels = List.of(value.split(" "));
      case "note" -> task.description = value.replace("\\n", "\n");
      case "for" -> task.responsibleUid = value.equals("me") ? account.account().id() : COLLEAGUE;
      case "done" -> {
        // Completed after it was put.
      }
      default -> throw new IllegalStateException("persons-tasks.txt: " + part);
    }
  }

  /** {@code +3}, {@code -2 18:30}, or what recurs with the present date first. */
  private TodoistDue due(String value) {
    String[] parts = value.split(" ", 2);
    LocalDate day = day(parts[0]);
    String rest = parts.length == 1 ? "" : parts[1];
    String words = rest.startsWith("every") ? rest : (day + " " + rest).strip();
    return DueString.parse(words)
        .orElseThrow(() -> new IllegalStateException("persons-tasks.txt: " + value))
        .due(account.today())
        .moveTo(day);
  }

  private LocalDate day(String offset) {
    return account.today().plusDays(Long.parseLong(offset));
  }
}
