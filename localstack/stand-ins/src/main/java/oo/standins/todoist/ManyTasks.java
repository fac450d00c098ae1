package oo.standins.todoist;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** As many tasks as asked for, plain ones, for measuring. */
final class ManyTasks {

  private static final int PROJECTS = 10;
  private static final String[] VERBS = {
    "Write", "Check", "Send", "Plan", "Review", "Call about", "Order", "Tidy", "Read", "Fix"
  };
  private static final String[] THINGS = {
    "the report", "the invoice", "the garden", "the slides", "the draft", "the backup", "the boxes"
  };

  private final Book book;

  ManyTasks(Book book) {
    this.book = book;
  }

  void fill(int count) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(count);
    List<String> projects = new ArrayList<>();
    for (int i = 0; i < Math.min(PROJECTS, count); i++) {
      projects.add(book.putProject(Ids.random(), "Project " + (i + 1), false, false).id());
    }
    LocalDate today = book.today();
    for (int i = 0; i < count; i++) {
      Task.Edit edit =
          Task.with(
              Ids.random(),
              book.account().id(),
              projects.get(random.nextInt(projects.size())),
              VERBS[random.nextInt(VERBS.length)]
                  + " "
                  + THINGS[random.nextInt(THINGS.length)]
                  + ", number "
                  + (i + 1));
      edit.priority = 1 + random.nextInt(4);
      edit.childOrder = i;
      int kind = random.nextInt(10);
      if (kind < 4) {
        LocalDate day = today.plusDays(random.nextInt(60) - 10L);
        edit.due = Due.on(day, day.toString(), false);
      } else if (kind == 4) {
        edit.due = Due.on(today.plusDays(random.nextInt(7)), "every week", true);
      }
      book.put(edit);
    }
  }
}
