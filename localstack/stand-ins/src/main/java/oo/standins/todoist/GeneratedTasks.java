package oo.standins.todoist;

import java.time.LocalDate;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/** Any number of plain tasks, for measurements. */
final class GeneratedTasks {
  private static final int PROJECTS = 10;

  private GeneratedTasks() {}

  static void fill(AccountTasks account, int count) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(count);
    LocalDate today = account.today();
    List<String> projects =
        IntStream.rangeClosed(1, Math.min(PROJECTS, count))
            .mapToObj(
                n -> account.putProject(TodoistIds.random(), "Project " + n, false, false).id())
            .toList();
    for (int i = 0; i < count; i++) {
      TodoistTask task =
          new TodoistTask(
              TodoistIds.random(),
              account.account().id(),
              projects.get(random.nextInt(projects.size())),
              "Task number " + (i + 1));
      task.priority = 1 + random.nextInt(4);
      task.childOrder = i;
      int kind = random.nextInt(10);
      if (kind < 4) {
        LocalDate day = today.plusDays(random.nextInt(60) - 10L);
        task.due = TodoistDue.on(day, day.toString(), false);
      } else if (kind == 4) {
        task.due = TodoistDue.on(today.plusDays(random.nextInt(7)), "every week", true);
      }
      account.put(task);
    }
  }
}
