package oo.fetchsignals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import oo.connectors.Connector;
import oo.connectors.ProviderFailure;
import oo.connectors.Providers;
import oo.host.base.Invocation;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;
import oo.host.sql.Transaction;
import oo.signals.Bus;
import oo.signals.BusEvent;
import oo.signals.ConnectionRef;
import oo.signals.NormalizedEvent;
import oo.signals.candidates.CandidatePool;
import oo.signals.connection.Connection;
import oo.signals.connection.ConnectionStore;
import oo.signals.connection.Crashes;
import oo.signals.connection.Lease;
import oo.signals.connection.Leases;
import oo.signals.connection.ReadSchedule;
import oo.signals.lifecycle.ConnectionLifecycle;
import oo.vault.Credentials;
import oo.vault.LeaseLost;
import oo.vault.TokenVault.CannotOpen;
import org.jspecify.annotations.Nullable;

/**
 * Reads one connection: takes its lease, calls its provider, and keeps events and cursor in one
 * transaction that checks the lease's fence. It is idempotent: the next run repeats what was
 * interrupted.
 */
final class FetchSignals {
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration TAKEN = Duration.ofSeconds(10);

  /** In lower case in the log. */
  enum ReadResult {
    READ,
    UNREAD,
    RECONNECT,
    NOT_DUE,
    TAKEN,
    OVERTAKEN
  }

  private record Leased(Lease lease, Connection connection) {}

  private final Database database;
  private final ConnectionStore connections;
  private final ConnectionLifecycle lifecycle;
  private final Leases leases;
  private final ReadSchedule schedule;
  private final Credentials credentials;
  private final Providers providers;
  private final CandidatePool candidates;
  private final Bus bus;
  private final FetchQueue queue;

  FetchSignals(
      Database database,
      ConnectionStore connections,
      ConnectionLifecycle lifecycle,
      Leases leases,
      ReadSchedule schedule,
      Credentials credentials,
      Providers providers,
      CandidatePool candidates,
      Bus bus,
      FetchQueue queue) {
    this.database = database;
    this.connections = connections;
    this.lifecycle = lifecycle;
    this.leases = leases;
    this.schedule = schedule;
    this.credentials = credentials;
    this.providers = providers;
    this.candidates = candidates;
    this.bus = bus;
    this.queue = queue;
  }

  /**
   * Reads it if it is due.
   *
   * @param alone no other connection is read by this process meanwhile; one whose last reading
   *     broke off is read only so, and else gets a hint for itself alone
   * @throws DatabaseUnavailable when the rows cannot be reached; every other fault is written to
   *     the row
   */
  ReadResult fetch(ConnectionRef ref, boolean alone) {
    Optional<Leased> leased =
        database.transaction(tx ->
            leases
                .takeToRead(tx, ref, LEASE, alone)
                .flatMap(
                    lease -> connections.find(tx, ref).map(found -> new Leased(lease, found))));
    if (leased.isEmpty()) {
      boolean due = database.transaction(tx -> schedule.defer(tx, ref, TAKEN));
      if (due) {
        queue.send(List.of(ref), TAKEN);
      }
      return due ? ReadResult.TAKEN : ReadResult.NOT_DUE;
    }
    return fetch(leased.get());
  }

  private ReadResult fetch(Leased leased) {
    Lease lease = leased.lease();
    Connection connection = leased.connection();
    if (connection.brokeOff()) {
      Invocation.survived(new Crashes.FifthDeath());
    }
    Optional<Connector> connector = providers.connector(connection.provider());
    if (connector.isEmpty()) {
      return failed(leased, "This provider is not set up here any more.", null);
    }
    try (Reading reading =
        credentials.use(
            lease,
            connector.get(),
            credential -> Reading.of(lease, connector.get(), credential, connection))) {
      return keep(lease, reading);
    } catch (ProviderFailure.Unauthorized e) {
      database.run(tx -> schedule.notRead(tx, lease));
      return ReadResult.RECONNECT;
    } catch (ProviderFailure.Later e) {
      return failed(leased, e.words(), e.retryAfter());
    } catch (ProviderFailure.TooLarge e) {
      database.run(tx -> schedule.tooLarge(tx, lease, e.words()));
      return ReadResult.UNREAD;
    } catch (ProviderFailure e) {
      return failed(leased, e.words(), null);
    } catch (CannotOpen e) {
      return failed(
          leased, "oO cannot open its stored permission; its operator must mend that.", null);
    } catch (LeaseLost e) {
      return ReadResult.OVERTAKEN;
    } catch (DatabaseUnavailable e) {
      throw e;
    } catch (RuntimeException e) {
      // A fault of oO with what this connection holds: it must neither stop the others nor hide.
      failed(leased, "oO could not digest what was read. Its operator must look into it.", null);
      throw new UnexpectedReadError(e);
    }
  }

  private ReadResult keep(Lease lease, Reading reading) {
    Instant seenAt = lease.now();
    boolean kept =
        database.transaction(tx -> {
          if (!leases.holdsOpen(tx, lease)) {
            leases.release(tx, lease);
            return false;
          }
          int healed = apply(tx, lease.connection(), reading, seenAt);
          lifecycle.revive(tx, lease.connection());
          schedule.read(
              tx,
              lease,
              new ReadSchedule.Read(
                  reading.cursor(), reading.full(), reading.unreadable(), healed));
          note("healed", healed);
          note("unreadable", reading.unreadable());
          return true;
        });
    return kept ? ReadResult.READ : ReadResult.OVERTAKEN;
  }

  private static void note(String name, int count) {
    if (count > 0) {
      Invocation.note(name, count);
    }
  }

  /**
   * @return differences that a full reading mended; each is a fault of an earlier reading
   */
  private int apply(Transaction tx, ConnectionRef ref, Reading reading, Instant seenAt) {
    Set<String> changed = reading.checks() ? reading.changed() : Set.of();
    var healed = new AtomicInteger();
    Consumer<BusEvent> out = bus.in(tx);
    Consumer<List<NormalizedEvent>> publish =
        batch -> {
          batch.forEach(out);
          bus.flush(tx);
        };
    // A task that could not be read is not gone.
    if (reading.full() && reading.unreadable() == 0) {
      List<NormalizedEvent> gone = candidates.gone(tx, ref, reading.open(), seenAt);
      healed.addAndGet(
          Math.toIntExact(gone.stream().filter(e -> !changed.contains(e.subject())).count()));
      publish.accept(gone);
    }
    Consumer<List<NormalizedEvent>> compare =
        batch ->
            healed.addAndGet(
                candidates.differences(
                    tx,
                    ref,
                    batch.stream().filter(event -> !changed.contains(event.subject())).toList()));
    reading.batches(reading.checks() ? compare.andThen(publish) : publish, publish);
    return reading.checks() ? healed.get() : 0;
  }

  private ReadResult failed(Leased leased, String error, @Nullable Duration retryAfter) {
    int before = leased.connection().attempts();
    database.run(tx -> schedule.failed(tx, leased.lease(), before, error, retryAfter));
    return ReadResult.UNREAD;
  }

  /** A fault of oO while it read one connection; its row says so. */
  static final class UnexpectedReadError extends RuntimeException {
    private final RuntimeException fault;

    UnexpectedReadError(RuntimeException fault) {
      super(fault);
      this.fault = fault;
    }

    RuntimeException fault() {
      return fault;
    }
  }
}
