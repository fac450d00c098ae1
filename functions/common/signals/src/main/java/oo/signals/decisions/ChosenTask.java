package oo.signals.decisions;

import oo.signals.ConnectionRef;
import oo.signals.Occurrence;

/**
 * The task that a decision chose.
 *
 * @param slot in its connection's set
 * @param version of its features
 * @param occurrence the round that is meant
 */
public record ChosenTask(
    ConnectionRef connection,
    int slot,
    String subject,
    long version,
    Occurrence occurrence,
    boolean recurring) {}
