package oo.standins.todoist;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/** Opaque ids that look like Todoist's: sixteen letters and digits that cannot be misread. */
final class TodoistIds {
  private static final String LETTERS = "23456789CFGHJMPQRVWXcfghjmpqrvwx";
  private static final SecureRandom RANDOM = new SecureRandom();

  private TodoistIds() {}

  static String random() {
    return from(RANDOM);
  }

  /** The same ids for the same generator. */
  static String from(RandomGenerator random) {
    StringBuilder id = new StringBuilder("6");
    for (int i = 1; i < 16; i++) {
      id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return id.toString();
  }
}
