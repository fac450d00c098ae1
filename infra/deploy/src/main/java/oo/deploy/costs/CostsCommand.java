package oo.deploy.costs;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./oo costs}: a table, in Markdown. */
@Command(
    name = "costs",
    description = "Computes what AWS costs a month for so many users, from assumptions of yours.")
public final class CostsCommand implements Callable<Integer> {
  private static final List<Long> DEFAULT = List.of(1_000L, 1_000_000L);

  private final PrintStream out;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--users",
      arity = "1..*",
      paramLabel = "N",
      description = "Default: 1,000 and 1,000,000.")
  private List<String> said = new ArrayList<>();

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME=VALUE",
      description = "An assumption of infra/deploy/.../assumptions.properties.")
  private List<String> assumptions = new ArrayList<>();

  public CostsCommand() {
    this(System.out);
  }

  CostsCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    try {
      // --users takes all that follows it.
      var users = new ArrayList<Long>();
      var values = new ArrayList<String>(assumptions);
      for (String each : said) {
        if (each.contains("=")) {
          values.add(each);
        } else {
          users.add(count(each));
        }
      }
      print(users.isEmpty() ? DEFAULT : users, Assumptions.with(values), out);
      return 0;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(Objects.requireNonNull(spec).commandLine(), e.getMessage(), e);
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
