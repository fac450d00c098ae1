package oo.signals.decisions;

import oo.signals.ConnectionRef;

/**
 * The task that a decision chose.
 *
 * @param slot in its connection's set
 * @param version of its features
 * @param occurrence its due date as the provider had sent it
 */
public record ChosenTask(
    ConnectionRef connection,
    int slot,
    String subject,
    long version,
    String occurrence,
    boolean recurring) {}
