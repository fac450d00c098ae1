package oo.deploy.costs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class CostsCommandTest {

  @Test
  void aBillIsItsServicesAndGrowsWithItsUsers() {
    var assumptions = Assumptions.with(List.of());
    Bill few = Bill.of(1_000, assumptions);
    Bill many = Bill.of(1_000_000, assumptions);

    assertThat(few.services().keySet()).isEqualTo(many.services().keySet());
    few.services()
        .forEach((service, amount) ->
            assertThat(many.services().get(service)).as(service).isGreaterThanOrEqualTo(amount));
    assertThat(many.total() / 1_000_000).isLessThan(few.total() / 1_000);
  }

  @Test
  void whatIsSaidTakesThePlaceOfWhatStands() {
    // One user, one day, one visit of one request, and nothing else: what it costs is known.
    var alone =
        Assumptions.with(
            List.of(
                "days=1",
                "visits=1",
                "requests_per_visit=1",
                "taps_per_visit=0",
                "connections=0",
                "price_api_request=7"));

    assertThat(Bill.of(1, alone).services().get("API Gateway")).isCloseTo(7, within(1e-9));
    assertThat(Bill.of(3, alone).services().get("API Gateway")).isCloseTo(21, within(1e-9));
  }

  @Test
  void aTableNamesTheDayOfItsPrices() {
    assertThat(said("--users", "1000", "1_000_000", "price_date=2030-01-02"))
        .contains(
            "| US dollars a month | 1,000 users | 1,000,000 users |", "2030-01-02", "**all**");
  }

  @Test
  void whatIsNoAssumptionIsRefusedByName() {
    assertThat(said("prise=1")).contains("There is no assumption prise");
    assertThat(said("days=many")).contains("days must be a number");
    assertThat(said("--users", "0")).contains("--users");
    assertThat(said("1000")).contains("--users");
  }

  private static String said(String... arguments) {
    var bytes = new ByteArrayOutputStream();
    var stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    new CommandLine(new CostsCommand(stream))
        .setErr(new PrintWriter(stream, true))
        .execute(arguments);
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
