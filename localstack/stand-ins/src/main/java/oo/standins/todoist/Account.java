package oo.standins.todoist;

import java.time.ZoneId;

/**
 * A Todoist user.
 *
 * @param zone decides what "today" is
 * @param personalToken what {@code GET /user} gives away besides; opens nothing here
 * @param syncEpoch sync tokens of an earlier epoch are answered with a full read
 */
record Account(
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

  Account nextEpoch() {
    return new Account(id, email, name, zone, inboxProjectId, personalToken, syncEpoch + 1);
  }
}
