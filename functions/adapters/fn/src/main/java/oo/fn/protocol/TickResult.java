package oo.fn.protocol;

/** What a schedule's or a deployment's function outside of the server answers, as JSON. */
public record TickResult(boolean ok) {}
