package oo.policy;

/**
 * The candidates in a fixed order. There may be 100,000; each {@link #at} costs one database read.
 */
public interface Candidates {

  int size();

  /**
   * @param index from 0 to {@code size() - 1}
   */
  Candidate at(int index);
}
