package oo.host.sql;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** An open transaction, and hooks that run before and after its commit. */
public final class Transaction extends Sql {
  private final Map<Object, Object> attached = new LinkedHashMap<>();
  private final List<Runnable> beforeCommit = new ArrayList<>();
  private final List<Runnable> afterCommit = new ArrayList<>();

  Transaction(Connection connection) {
    super(connection);
  }

  /**
   * A value that is kept with the transaction under a key, made on first use; e.g. a buffer that is
   * written before the commit.
   */
  @SuppressWarnings("unchecked")
  public <T> T attached(Object key, Function<Transaction, T> make) {
    return (T) attached.computeIfAbsent(key, k -> make.apply(this));
  }

  /** Runs as the last step before the commit, within it; an exception rolls everything back. */
  public void beforeCommit(Runnable work) {
    beforeCommit.add(work);
  }

  /**
   * Runs after a successful commit. It must not throw, and does not run when the process ends
   * between the two.
   */
  public void afterCommit(Runnable work) {
    afterCommit.add(work);
  }

  void finish() {
    // A hook may add further hooks.
    for (int i = 0; i < beforeCommit.size(); i++) {
      beforeCommit.get(i).run();
    }
  }

  void committed() {
    afterCommit.forEach(Runnable::run);
  }
}
