package oo.policy;

/**
 * The candidates in a fixed order, never as a list: there may be 100,000. {@link #at} costs one
 * look-up.
 */
public interface Candidates {

  int size();

  /**
   * @param index from 0 to {@code size() - 1}
   */
  Candidate at(int index);
}
