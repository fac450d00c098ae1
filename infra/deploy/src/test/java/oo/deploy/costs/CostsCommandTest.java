package oo.deploy.costs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class CostsCommandTest {

  private static final Path INFRA = Path.of("..");
  private static final Deployed DEPLOYED = Deployed.read(INFRA);

  @Test
  void aBillIsItsServicesAndGrowsWithItsUsers() {
    var assumptions = Assumptions.with(List.of());
    Bill few = Bill.of(1_000, assumptions, DEPLOYED);
    Bill many = Bill.of(1_000_000, assumptions, DEPLOYED);

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
                "price_gateway_rest_request=7",
                "price_gateway_http_request=2"));

    Bill one = Bill.of(1, alone, DEPLOYED);
    assertThat(one.services().get(Bill.GATEWAY)).isCloseTo(7, within(1e-9));
    assertThat(one.totalWithHttpApi()).isCloseTo(one.total() - 5, within(1e-9));
    assertThat(Bill.of(3, alone, DEPLOYED).services().get(Bill.GATEWAY))
        .isCloseTo(21, within(1e-9));
  }

  @Test
  void metricsAlarmsAndSecretsAreCountedInTheTemplate() throws Exception {
    String template = Files.readString(INFRA.resolve("sam-template.yaml"));
    Bill bill = Bill.of(1, Assumptions.with(List.of()), DEPLOYED);

    int functions = template.split("FUNCTION_NAME: ", -1).length - 1;
    int filters = template.split("AWS::Logs::MetricFilter", -1).length - 1;
    assertThat(bill.services().get("CloudWatch: metrics"))
        .isCloseTo((2 * functions + filters + 7) * 0.30, within(1e-9));
    int alarms = template.split("AWS::CloudWatch::Alarm,", -1).length - 1;
    assertThat(DEPLOYED.alarmMetrics()).isGreaterThan(alarms);
    assertThat(DEPLOYED.secrets())
        .isEqualTo(template.split("AWS::SecretsManager::Secret\\b(?!TargetAtt)", -1).length);
    assertThat(DEPLOYED.reserved()).as("below the pooler's limit").isBetween(150.0, 200.0);
    assertThat(DEPLOYED.webRules()).isEqualTo(4);
  }

  @Test
  void whatTheTemplateCannotServeIsNotPricedAndSaysWhatToRaise() {
    assertThat(said("--users", "1_000_000"))
        .contains("| **all** | not served |", "Raise deliver_concurrency=", "DeliverConcurrency")
        .doesNotContain("| **all** | 9");
    assertThat(said("--users", "1000")).doesNotContain("not served");
    assertThat(said("--users", "1000", "account_concurrency=0"))
        .contains("not served", "Service Quotas");
    assertThat(said("--users", "1000", "deliver_concurrency=0"))
        .contains("Raise deliver_concurrency");
  }

  @Test
  void eachPriceHasItsDateItsRegionAndItsPage() {
    String all = said("--users", "1000", "price_date=2030-01-02", "price_region=eu-central-1");
    assertThat(all).contains("2030-01-02, eu-central-1").contains("| **all** |");
    Assumptions.with(List.of()).values().keySet().stream()
        .filter(name -> name.startsWith("price_") && !name.matches("price_(date|region)"))
        .forEach(name -> assertThat(all).containsPattern("`" + name + "=[0-9.]+`: https://aws"));
  }

  @Test
  void thePageOfCostsHasTheTablesThatTheCommandPrints() throws Exception {
    String page = Files.readString(INFRA.resolve("../docs/costs.md"));
    int commands = 0;
    var blocks = Pattern.compile("(?m)^\\./oo costs(.*)$").matcher(page);
    while (blocks.find()) {
      commands++;
      String[] arguments = blocks.group(1).strip().split(" +", -1);
      said(arguments)
          .lines()
          .filter(line -> line.startsWith("|") || line.contains("not served"))
          .forEach(line -> assertThat(page).as("./oo costs" + blocks.group(1)).contains(line));
    }
    assertThat(commands).isEqualTo(2);
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
    new CommandLine(new CostsCommand(stream, INFRA))
        .setErr(new PrintWriter(stream, true))
        .execute(arguments);
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
