package oo.deploy.costs;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code ./oo costs [--users N...] [NAME=VALUE...]}: a table, in Markdown. */
public final class CostsCommand {
  private static final List<Long> OTHERWISE = List.of(1_000L, 1_000_000L);

  private CostsCommand() {}

  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    try {
      var users = new ArrayList<Long>();
      var said = new ArrayList<String>();
      boolean counting = false;
      for (String argument : arguments) {
        if (argument.equals("--users")) {
          counting = true;
        } else if (argument.contains("=")) {
          said.add(argument);
        } else if (counting) {
          users.add(count(argument));
        } else {
          throw new IllegalArgumentException(
              "./oo costs [--users N...] [NAME=VALUE...], not " + argument);
        }
      }
      print(users.isEmpty() ? OTHERWISE : users, Assumptions.with(said), out);
      return 0;
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      return 1;
    }
  }

  private static long count(String text) {
    try {
      long count = Long.parseLong(text.replace("_", "").replace(",", ""));
      if (count > 0) {
        return count;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException("--users takes whole numbers from 1 on, not " + text + ".");
  }

  private static void print(List<Long> users, Assumptions assumptions, PrintStream out) {
    List<Bill> bills = users.stream().map(count -> Bill.of(count, assumptions)).toList();
    row(
        out,
        "US dollars a month",
        bills.stream().map(bill -> number(bill.users()) + " users").toList());
    row(out, "---", bills.stream().map(bill -> "---:").toList());
    for (String service : bills.getFirst().services().keySet()) {
      row(
          out,
          service,
          bills.stream().map(bill -> money(bill.services().getOrDefault(service, 0.0))).toList());
    }
    row(out, "**all**", bills.stream().map(bill -> "**" + money(bill.total()) + "**").toList());
    row(
        out,
        "a user",
        bills.stream()
            .map(bill -> String.format(Locale.ROOT, "%.4f", bill.total() / bill.users()))
            .toList());
    out.println();
    out.println(
        "Prices and habits are inputs (infra/deploy/.../assumptions.properties), the prices of "
            + assumptions.text("price_date")
            + " and not checked: look them up before you rely on this.");
  }

  private static void row(PrintStream out, String name, List<String> cells) {
    out.println("| " + name + " | " + String.join(" | ", cells) + " |");
  }

  private static String money(double amount) {
    return String.format(Locale.ROOT, amount < 100 ? "%,.2f" : "%,.0f", amount);
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
