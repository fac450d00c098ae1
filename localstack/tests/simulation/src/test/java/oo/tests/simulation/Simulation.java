package oo.tests.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One seed: a week of some people, then calm, then the invariants. */
final class Simulation {
  private static final int ACTIONS = 100;
  private static final Duration MINUTE = Duration.ofSeconds(61);

  private final World world;
  private final int actions;
  private final List<Person> people = new ArrayList<>();
  private Instant swept = Instant.EPOCH;
  private Instant scheduled = Instant.EPOCH;
  private Instant purged;

  private Simulation(World world, int actions) {
    this.world = world;
    this.actions = actions;
    this.purged = world.now();
  }

  /**
   * @param hash of the history, the same for the same seed
   */
  record Outcome(long seed, String hash, List<String> violations, List<String> history) {}

  /** The first seed of a JVM draws other numbers: classes that load draw some, too. */
  static void warmUp(Machine machine, LyingProvider provider) {
    run(machine, provider, 0, Set.of(), 30);
  }

  static Outcome run(Machine machine, LyingProvider provider, long seed, Set<Fault> without) {
    return run(machine, provider, seed, without, ACTIONS);
  }

  private static Outcome run(
      Machine machine, LyingProvider provider, long seed, Set<Fault> without, int actions) {
    try (var world = new World(machine, provider, seed, without)) {
      var simulation = new Simulation(world, actions);
      try {
        simulation.week();
        simulation.calm();
        new Invariants(world, simulation.people).check();
      } catch (RuntimeException | Error e) {
        StackTraceElement[] at = e.getStackTrace();
        world.violation("the simulation ends", e + (at.length == 0 ? "" : " at " + at[0]));
      }
      return new Outcome(
          seed, world.history.hash(), world.history.violations(), world.history.lines());
    }
  }

  private void week() {
    int count = 2 + world.random.nextInt(3);
    for (int i = 0; i < count; i++) {
      var person = new Person(world, Person.NAMES.get(i));
      people.add(person);
      person.begin();
    }
    world.nested(this::nested);
    world.weather();
    boolean rotates = world.enabled(Fault.KEYS) && world.chance(0.5);
    int rotation = world.random.nextInt(actions);
    for (int action = 0; action < actions; action++) {
      if (world.chance(0.08)) {
        world.weather();
      }
      if (rotates && (action == rotation || action == rotation + 8)) {
        world.rotateKeys();
      }
      act(world.one(people));
      advance(pause());
    }
  }

  /** Mostly seconds, at times hours: a week. */
  private Duration pause() {
    int kind = world.random.nextInt(100);
    if (kind < 45) {
      return Duration.ofMillis(world.random.nextInt(6_000));
    }
    if (kind < 70) {
      return Duration.ofSeconds(5 + world.random.nextInt(40));
    }
    if (kind < 86) {
      return Duration.ofSeconds(60 + world.random.nextInt(900));
    }
    return Duration.ofMinutes(60 + world.random.nextInt(900));
  }

  private void act(Person person) {
    int what = world.random.nextInt(100);
    if (what < 24) {
      person.look();
    } else if (what < 46) {
      person.done();
    } else if (what < 56) {
      person.undo();
    } else if (what < 62) {
      person.notNow();
    } else if (what < 68) {
      person.flush();
    } else if (what < 71) {
      person.again();
    } else if (what < 75) {
      if (world.chance(0.3)) {
        person.connect();
      } else {
        person.fetchNow();
      }
    } else if (what < 79) {
      person.mend();
    } else if (what < 80) {
      person.travel();
    } else if (what < 94) {
      if (world.enabled(Fault.OTHER_APP)) {
        person.useOtherApp();
      }
    } else if (what < 95) {
      if (world.enabled(Fault.SIGN_OUT)) {
        person.signOut();
      }
    } else if (what < 98) {
      if (world.enabled(Fault.DISCONNECT)) {
        person.disconnect();
      }
    } else if (what == 98 && world.chance(0.5)) {
      if (world.enabled(Fault.DELETE)) {
        person.deleteProfile();
      }
    } else if (what < 99) {
      if (world.enabled(Fault.UNAUTHORIZED)) {
        world.withdrawn(person.account);
      }
    } else {
      world.source.forgetSyncTokens(person.account);
    }
  }

  /** What another instance does in the middle of an invocation. */
  private void nested() {
    if (world.chance(0.6) && world.queue.deliver(1) > 0) {
      return;
    }
    Person person = world.one(people);
    int what = world.random.nextInt(10);
    if (what < 3) {
      person.undo();
    } else if (what < 5) {
      person.done();
    } else if (what < 6) {
      person.look();
    } else if (what < 7) {
      person.notNow();
    } else if (what < 8) {
      person.flush();
    } else {
      world.tick("sweep_outbox");
    }
  }

  /** Lets time pass, with messages and schedules. */
  private void advance(Duration by) {
    Instant until = world.now().plus(by);
    Duration stride = by.dividedBy(3).compareTo(MINUTE) < 0 ? MINUTE : by.dividedBy(3);
    while (world.now().isBefore(until)) {
      Instant next = world.queue.next(earlier(until, swept.plus(stride)));
      Duration ahead = Duration.between(world.now(), earlier(next, until));
      world.pass(ahead.toMillis() > 0 ? ahead : Duration.ofSeconds(1));
      world.queue.deliver(world.random.nextInt(4));
      if (!swept.plus(stride).isAfter(world.now())) {
        background(stride);
      }
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private void background(Duration stride) {
    swept = world.now();
    world.tick("sweep_outbox");
    if (!scheduled.plus(Duration.ofMinutes(5)).isAfter(world.now())) {
      scheduled = world.now();
      world.tick("schedule_fetches");
    }
    if (!purged.plus(Duration.ofDays(1)).isAfter(world.now())) {
      purged = world.now();
      world.tick("purge_expired");
    }
  }

  // Calm.

  private void calm() {
    world.calmDown();
    for (int i = 0; i < 20 && !people.stream().allMatch(Person::flushed); i++) {
      people.forEach(Person::flush);
      quiet(Duration.ofMinutes(2));
    }
    for (int round = 0; round < 200 && pending() > 0; round++) {
      if (round % 4 == 0) {
        people.forEach(Person::mend);
      }
      quiet(Duration.ofMinutes(round < 20 ? 5 : 60));
    }
    if (!world.omitted) {
      people.forEach(Person::fetchNow);
      quiet(Duration.ofMinutes(2));
      new Invariants(world, people).candidates();
      // Days begin at other times for each of them.
      for (int i = 0; i < 4; i++) {
        quiet(Duration.ofHours(5));
        people.forEach(Person::look);
        new Invariants(world, people).candidates();
      }
    }
    // A full read is due once a week; the people come back after it.
    quiet(Duration.ofDays(8));
    people.forEach(Person::mend);
    people.forEach(Person::fetchNow);
    quiet(Duration.ofMinutes(2));
    for (int i = 0; i < 50 && pending() > 0; i++) {
      quiet(Duration.ofMinutes(10));
    }
    people.forEach(Person::look);
    quiet(Duration.ofMinutes(1));
  }

  private long pending() {
    return world.count("delivery where state in ('waiting', 'sending')")
        + world.count("revocation")
        + world.count("connection where state = 'reconnect'")
        + world.count(
            "connection where state = 'live' and (read_at is null or due_at <= oo_now())");
  }

  private void quiet(Duration by) {
    world.pass(by);
    for (int i = 0; i < 3; i++) {
      background(MINUTE);
      world.queue.deliver(1_000);
      world.pass(MINUTE);
    }
  }
}
