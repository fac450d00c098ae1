package oo.connectors;

/**
 * @param id in routes and rows, e.g. {@code todoist}
 * @param name for people, e.g. {@code Todoist}
 */
public record Provider(String id, String name) {}
