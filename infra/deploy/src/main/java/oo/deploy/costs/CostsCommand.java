package oo.deploy.costs;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
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
    description = "Computes what AWS costs a month for so many users, and whether they are served.")
public final class CostsCommand implements Callable<Integer> {
  private static final List<Long> DEFAULT = List.of(1_000L, 1_000_000L);

  private final PrintStream out;
  private final Path infra;

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
    this(System.out, Path.of("infra"));
  }

  CostsCommand(PrintStream out, Path infra) {
    this.out = out;
    this.infra = infra;
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
      print(users.isEmpty() ? DEFAULT : users, Assumptions.with(values));
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

  private void print(List<Long> users, Assumptions assumptions) {
    Deployed deployed = Deployed.read(infra);
    List<Bill> bills = users.stream().map(count -> Bill.of(count, assumptions, deployed)).toList();
    List<List<Capacity>> capacities =
        users.stream().map(count -> Capacity.of(count, assumptions, deployed)).toList();
    List<Boolean> served =
        capacities.stream().map(all -> all.stream().allMatch(Capacity::enough)).toList();
    row("US dollars a month", bills.stream().map(bill -> number(bill.users()) + " users").toList());
    row("---", bills.stream().map(bill -> "---:").toList());
    for (String service : bills.getFirst().services().keySet()) {
      amounts(service, bills, served, bill -> bill.services().getOrDefault(service, 0.0));
    }
    amounts("**all**", bills, served, Bill::total);
    amounts("all, with an HTTP API", bills, served, Bill::totalWithHttpApi);
    amounts("a user", bills, served, bill -> bill.total() / bill.users());
    out.println();
    row(
        "in the busiest second",
        bills.stream().map(bill -> number(bill.users()) + " users").toList());
    row("---", bills.stream().map(bill -> "---:").toList());
    for (int i = 0; i < capacities.getFirst().size(); i++) {
      int at = i;
      row(
          capacities.getFirst().get(at).what(),
          capacities.stream()
              .map(all -> all.get(at))
              .map(one -> amount(one.needed()) + " of " + number(Math.round(one.there())))
              .toList());
    }
    out.println();
    for (int i = 0; i < bills.size(); i++) {
      long count = bills.get(i).users();
      capacities.get(i).stream()
          .filter(one -> !one.enough())
          .forEach(one ->
              out.println(
                  "- "
                      + number(count)
                      + " users are not served, so not priced: "
                      + one.what()
                      + ". Raise "
                      + one.raise()
                      + "."));
    }
    out.println(
        "Prices of "
            + assumptions.text("price_date")
            + ", "
            + assumptions.text("price_region")
            + ", without free tier. Those of Lambda, API Gateway, custom metrics and WAF were compared with published lists, not with"
            + " AWS's own pages; the others are remembered. Habits are not measured. `NAME=VALUE` replaces one:");
    out.println();
    assumptions.values().keySet().stream()
        .filter(name -> name.startsWith("price_") && !name.matches("price_(date|region)"))
        .sorted()
        .forEach(name ->
            out.println(
                "- `"
                    + name
                    + "="
                    + assumptions.text(name)
                    + "`: "
                    + assumptions.text("source_" + name.split("_", -1)[1])));
  }

  private void amounts(
      String name, List<Bill> bills, List<Boolean> served, ToDoubleFunction<Bill> amount) {
    var cells = new ArrayList<String>();
    for (int i = 0; i < bills.size(); i++) {
      double value = amount.applyAsDouble(bills.get(i));
      String cell =
          name.equals("a user") ? String.format(Locale.ROOT, "%.4f", value) : money(value);
      cells.add(served.get(i) ? cell : "not served");
    }
    row(name, cells);
  }

  private void row(String name, List<String> cells) {
    out.println("| " + name + " | " + String.join(" | ", cells) + " |");
  }

  private static String money(double amount) {
    return String.format(Locale.ROOT, amount < 100 ? "%,.2f" : "%,.0f", amount);
  }

  private static String amount(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.0f", value);
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
