package oo.signals.candidates;

import oo.signals.Task;

/**
 * A task as it was in a set.
 *
 * @param version of its features, counted from 1 for each task
 */
public record Candidate(String subject, long version, Task task) {}
