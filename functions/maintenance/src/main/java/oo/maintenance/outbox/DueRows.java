package oo.maintenance.outbox;

import java.util.List;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.sql.Transaction;

/** The rows of one table that are due and whose hint seems lost. */
interface DueRows {
  /** A hint that is this old counts as lost. */
  int LOST_AFTER_SECONDS = 60;

  /** For the log, e.g. {@code deliveries}. */
  String name();

  /** The address of the queue whose reader they are for. */
  String queue();

  /**
   * Takes up to {@code limit} rows that no other sweep holds, the longest due first, and records
   * that they are hinted. Must not send: hints are sent after the commit.
   *
   * @return how many it took, the hints to send for them, and whether rows are left for later
   */
  Taken take(Transaction tx, int limit);

  /**
   * @param rows how many; their hints may be fewer, as one can name several
   * @param backlog others are due that this sweep must come back for
   */
  record Taken(int rows, List<Outgoing> hints, boolean backlog) {}
}
