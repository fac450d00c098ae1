package oo.standins.todoist;

import java.time.ZoneId;

/**
 * A Todoist user.
 *
 * @param zone decides which day is today
 * @param personalToken in {@code GET /user}; opens nothing here
 * @param syncEpoch a sync token of an earlier epoch is answered with a full read
 */
record TodoistAccount(
    String id,
    String email,
    String name,
    String zone,
    String inboxProjectId,
    String personalToken,
    long syncEpoch) {
  ZoneId zoneId() {
    return ZoneId.of(zone);
  }

  TodoistAccount nextEpoch() {
    return new TodoistAccount(id, email, name, zone, inboxProjectId, personalToken, syncEpoch + 1);
  }
}
