package oo.standins.todoist;

/** Something that sync tells of: it has a version, which is new after each change. */
sealed interface Row permits Task, Project, Section, Label {

  String id();

  String userId();

  long version();
}
