package oo.maintenance.purge;

/**
 * One kind of rows that expire. Its work is safe to repeat and to run twice at once, and takes
 * nothing that anybody may still ask for.
 */
interface PurgeRule {

  /** For the log, e.g. {@code sessions}. */
  String name();

  /**
   * @return how many rows it deleted itself, those of cascades not counted
   */
  int purge(Batches batches);
}
