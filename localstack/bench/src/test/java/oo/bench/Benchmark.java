package oo.bench;

/** One thing that can be measured of a revision of oO. */
interface Benchmark {

  /** Starts what is measured, with the data that it needs. */
  Subject prepare(Revision revision) throws Exception;

  /** How many rounds are measured unless {@code --rounds} says otherwise. */
  int rounds();

  /** What is measured, round by round, in turns with the other subjects of a comparison. */
  interface Subject extends AutoCloseable {

    /** Measures one round. Every round adds the same measures. */
    void measure(Samples samples) throws Exception;

    @Override
    default void close() throws Exception {}
  }
}
