package oo.connectors.todoist;

import java.util.Optional;
import oo.connectors.http.Fields;

/**
 * The person's account. Todoist also sends tokens, which are neither read nor stored.
 *
 * @param name for people: the e-mail address, else the full name
 */
record Account(String id, String name) {
  /** The longest e-mail address (RFC 5321), and Todoist's longest full name. */
  private static final int LONGEST_NAME = 255;

  /** Empty without an id or a name: it is then no account of Todoist. */
  static Optional<Account> read(Fields fields) {
    try {
      String id = fields.id("id");
      String email = fields.text("email", LONGEST_NAME);
      String name =
          email == null || email.isBlank() ? fields.text("full_name", LONGEST_NAME) : email;
      return id == null || name == null ? Optional.empty() : Optional.of(new Account(id, name));
    } catch (Fields.Unreadable e) {
      return Optional.empty();
    }
  }
}
