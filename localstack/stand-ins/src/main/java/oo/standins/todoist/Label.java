package oo.standins.todoist;

/** A word that tasks are marked with; tasks name it, not its id. */
record Label(String id, String userId, String name, int itemOrder, long version) implements Row {}
