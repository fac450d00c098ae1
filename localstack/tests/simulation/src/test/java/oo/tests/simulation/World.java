package oo.tests.simulation;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import oo.contract.Json;
import oo.host.FunctionHost;
import oo.host.base.Uuid7;
import oo.standins.http.StandInRequest;
import oo.standins.http.StandInResponse;
import oo.tests.simulation.Instance.Running;
import org.jspecify.annotations.Nullable;

/** One seed's time, chance, processes, queue and source. One thread works at any time. */
final class World implements AutoCloseable {
  static final Instant MONDAY = Instant.parse("2026-11-23T05:30:00Z");

  final Machine machine;
  final Random random;
  final SimulatedQueue queue;
  final Source source;
  final Deque<Running> running = new ArrayDeque<>();
  final List<Instance> instances = new ArrayList<>();
  final History history = new History();

  /** Grants that no program could have revoked, by account. */
  final Map<String, Integer> lostGrants = new HashMap<>();

  /** How often the provider lied, and processes died. */
  int lies;

  int deaths;

  /** An answer left something out, so that only a full reading can heal it. */
  boolean omitted;

  /** An answer had an item that is not at the source, which oO may have read. */
  boolean invented;

  /** How many more requests are refused. */
  int refusals;

  /** Accounts by refresh token, and those whose tokens may be lost. */
  private final Map<String, String> owners = new HashMap<>();

  private final Set<String> doubted = new HashSet<>();
  private final Set<Fault> without;
  private final LyingProvider provider;
  private volatile Instant now = MONDAY;
  private boolean calm;
  private double trouble;
  private @Nullable Runnable nested;
  private @Nullable String connecting;

  World(Machine machine, LyingProvider provider, long seed, Set<Fault> without) {
    this.machine = machine;
    this.provider = provider;
    this.without = without;
    random = new Random(seed * 0x9E3779B97F4A7C15L);
    SeededRandomness.reset(seed);
    queue = new SimulatedQueue(this);
    source = new Source(this);
    pass(Duration.ofSeconds(random.nextInt(3 * 86_400)));
    Duration apart =
        enabled(Fault.CLOCKS) ? Duration.ofMinutes(random.nextInt(21) - 10) : Duration.ZERO;
    Map<String, String> settings = machine.settings(provider.base(), false);
    instances.add(new Instance(this, "A", Duration.ZERO, settings));
    instances.add(new Instance(this, "B", apart, settings));
    Uuid7.clock(this::instancesTime);
    provider.serve(this);
  }

  Instant now() {
    return now;
  }

  private Instant instancesTime() {
    Running current = running.peek();
    return current == null ? now : now.plus(current.instance.ahead);
  }

  void pass(Duration by) {
    now = now.plus(by).truncatedTo(ChronoUnit.MILLIS);
  }

  void history(String line) {
    history.add(now, line);
  }

  void violation(String invariant, String what) {
    history.violation(now, invariant, what);
  }

  // Chance.

  boolean enabled(Fault fault) {
    return !without.contains(fault);
  }

  /** Whether a fault happens here. */
  boolean happens(Fault fault, double probability) {
    return !calm && enabled(fault) && random.nextDouble() < probability;
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** How much the provider lies from now on. */
  void weather() {
    trouble = chance(0.5) ? 0.03 : chance(0.7) ? 0.2 : 0.7;
  }

  boolean troubled() {
    return !calm && random.nextDouble() < trouble;
  }

  /** Refusals come in a row. */
  boolean refuses() {
    return !calm && refusals > 0 && refusals-- > 0;
  }

  void calmDown() {
    calm = true;
    history("-- the faults stop");
  }

  // Processes.

  Instance anyInstance() {
    return instances.get(random.nextInt(instances.size()));
  }

  /** New processes with the new keys first. */
  void rotateKeys() {
    Map<String, String> rotated = machine.settings(provider.base(), true);
    Instance one = instances.stream().filter(i -> !isRunning(i)).findFirst().orElseThrow();
    one.restart(rotated);
    history("keys rotated on " + one.name);
  }

  private boolean isRunning(Instance instance) {
    return running.stream().anyMatch(one -> one.instance == instance);
  }

  <T> Instance.Ran<T> on(Instance instance, String what, Function<FunctionHost, T> call) {
    history("  ".repeat(running.size()) + instance.name + " " + what);
    Instance.Ran<T> ran = instance.run(call);
    if (ran.died()) {
      history("  ".repeat(running.size()) + instance.name + " died in " + what);
    }
    if (instance.healed()) {
      history("  ".repeat(running.size()) + "a full reading healed something");
    }
    lastLog = instance.lastLog();
    return ran;
  }

  private String lastLog = "";

  String lastLog() {
    return lastLog;
  }

  boolean tick(String name) {
    Instance.Ran<Boolean> ran = on(anyInstance(), name, host -> host.tick(name));
    if (Boolean.FALSE.equals(ran.result()) && !ran.faulty()) {
      violation("no failure without a fault", name + " failed: " + lastLog);
    }
    return Boolean.TRUE.equals(ran.result());
  }

  int deathAt() {
    return happens(Fault.DEATH, 0.06) ? random.nextInt(14) : Integer.MAX_VALUE;
  }

  /** One of the places where a process can end. */
  void effect(String where) {
    Running current = running.peek();
    if (current == null) {
      return;
    }
    if (!current.dead && current.left-- <= 0) {
      current.dead = true;
      current.faulty = true;
      deaths++;
      doubted.addAll(current.refreshed);
      history("  ".repeat(running.size()) + "death " + where);
    }
    if (current.dead) {
      throw new Death(where);
    }
  }

  void databaseFault(String where) throws SQLException {
    Running current = running.peek();
    if (current != null && happens(Fault.DATABASE, 0.004)) {
      current.faulty = true;
      doubted.addAll(current.refreshed);
      history("  ".repeat(running.size()) + "the database is lost " + where);
      throw new SQLException("The connection is lost", "08006");
    }
  }

  // Two at once.

  void nested(Runnable step) {
    nested = step;
  }

  /** Between two transactions of an invocation. */
  void between() {
    interleave(0.03, false);
  }

  /** Within a transaction: the other one may find what is locked. */
  void within(double probability) {
    interleave(probability, true);
  }

  void insideProviderCall() {
    interleave(0.2, false);
  }

  private void interleave(double probability, boolean locked) {
    Runnable step = nested;
    if (step == null || running.size() != 1 || !happens(Fault.INTERLEAVING, probability)) {
      return;
    }
    Running outer = running.peek();
    outer.locking = locked;
    history("  meanwhile" + (locked ? ", within a transaction" : ""));
    boolean before = outer.faulty;
    step.run();
    outer.faulty = before;
    outer.locking = false;
  }

  /** Whether the other instance holds locks that end only after this one. */
  boolean locked() {
    return running.stream().anyMatch(outer -> outer.locking);
  }

  // Grants.

  void connecting(@Nullable String account) {
    connecting = account;
  }

  /**
   * The token endpoint acted.
   *
   * @param lost oO never saw the tokens
   */
  void tokens(StandInRequest request, StandInResponse response, boolean lost) {
    if (response.status() != 200) {
      return;
    }
    Optional<String> spent = request.form().get("refresh_token");
    String owner = spent.map(owners::get).orElse(connecting);
    if (owner == null) {
      return;
    }
    var tokens = Json.mapper().readTree(response.body().bytes());
    owners.put(tokens.path("refresh_token").asString(""), owner);
    if (!lost) {
      running.forEach(one -> one.refreshed.add(owner));
    } else if (spent.isPresent()) {
      doubted.add(owner);
    } else {
      grantLost();
    }
  }

  /** The person withdrew the consent, or tokens were lost: only the person can mend that. */
  boolean doubted(String account) {
    return doubted.contains(account);
  }

  void withdrawn(String account) {
    doubted.add(account);
    source.revokeTokens(account);
  }

  /** A grant that oO could not revoke. */
  void grantLost() {
    if (connecting != null) {
      lostGrants.merge(connecting, 1, Integer::sum);
    }
  }

  // The database.

  <T> T ask(Query<T> query) {
    try {
      Connection connection = machine.borrow(now);
      try {
        return query.of(connection);
      } finally {
        machine.giveBack(connection);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  interface Query<T> {
    T of(Connection connection) throws SQLException;
  }

  /** All rows as texts by column. */
  List<Map<String, String>> rows(String sql) {
    return ask(connection -> {
      try (var statement = connection.createStatement();
          var result = statement.executeQuery(sql)) {
        var rows = new ArrayList<Map<String, String>>();
        while (result.next()) {
          var row = new HashMap<String, String>();
          for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            String value = result.getString(i);
            row.put(result.getMetaData().getColumnLabel(i), value == null ? "" : value);
          }
          rows.add(row);
        }
        return rows;
      }
    });
  }

  long count(String fromWhere) {
    return Long.parseLong(rows("select count(*) as n from " + fromWhere).getFirst().get("n"));
  }

  @Override
  public void close() {
    provider.serve(null);
    instances.forEach(Instance::end);
    machine.clear();
  }
}
