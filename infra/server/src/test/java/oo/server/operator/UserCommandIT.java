package oo.server.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class UserCommandIT {
  private final Commands oo = new Commands();

  @AfterEach
  void close() {
    oo.close();
  }

  @Test
  void itShowsWhatIsHeldAndNothingSecret() {
    UUID ada = oo.user("ada@example.org");
    oo.user("bob@example.org");
    UUID session = oo.session(ada);
    oo.change("update session set user_agent = 'Firefox on Linux'");
    oo.change(
        "insert into session select user_id, gen_random_uuid(), created_at, last_seen_at, expires_at, oo_now() from session");
    UUID connection = oo.connection(ada);
    oo.change(
        "update connection set open_tasks = 3, account_name = 'Adas secret', cursor = 'secret'");
    oo.change(
        """
        insert into credential (user_id, connection_id, key_id, sealed, stored_at)
        values (?, ?, 'secret', 'secret', oo_now())
        """,
        ada,
        connection);
    oo.change(
        """
        insert into candidate (user_id, connection_id, subject, version, task)
        values (?, ?, 'secret', 1, '{"title": "secret"}')
        """,
        ada,
        connection);

    for (String[] arguments :
        new String[][] {{"user", "ADA@example.org"}, {"user", ada.toString(), "--json"}}) {
      Commands.Outcome shown = oo.run(arguments);
      assertThat(shown.code()).as(shown.err()).isZero();
      assertThat(shown.out())
          .contains(ada.toString(), session.toString(), "Firefox on Linux", connection.toString())
          .containsPattern("(?s)candidate.*connection.*credential.*session")
          .doesNotContain("secret", "decision_input", "bob");
    }
    assertThat(oo.run("user", ada.toString()).out())
        .containsPattern("(?m)^session +2 +[1-9][0-9]+$")
        .containsPattern("todoist +live +less than a minute ago +never +3");
  }

  @Test
  void everyTableOfAPersonIsCounted() throws Exception {
    Pattern table = Pattern.compile("(?ms)^create table (\\w+) \\((.*?)^\\)");
    UUID ada = oo.user("ada@example.org");
    oo.change("create table brand_new (user_id uuid primary key)");
    oo.change("insert into brand_new values (?)", ada);
    assertThat(oo.run("user", ada.toString()).out()).containsPattern("(?m)^brand_new +1 ");

    Path migrations = Path.of("../../functions/maintenance/src/main/resources/db/migration");
    try (Stream<Path> files = Files.list(migrations)) {
      for (Path file : files.toList()) {
        table
            .matcher(Files.readString(file))
            .results()
            .filter(found -> found.group(2).contains("references app_user"))
            .forEach(found ->
                assertThat(found.group(2)).as(found.group(1)).containsPattern("\\buser_id +uuid"));
      }
    }
  }

  @Test
  void aDeletedUserIsFoundByIdOnly() {
    UUID ada = oo.user("ada@example.org");
    oo.change("update app_user set email = null, deleted_at = oo_now()");

    assertThat(oo.run("user", "ada@example.org").err())
        .startsWith("No user has this address or id. A deleted user's address is not kept")
        .hasLineCount(1);
    assertThat(oo.run("user", ada.toString()).out())
        .containsPattern("deleted.*\\R.*less than a minute ago +less than a minute ago +less");
  }

  @Test
  void ofTwoUsersWithOneAddressBothAreShown() {
    oo.user("ada@example.org");
    oo.user("Ada@example.org");

    assertThat(oo.run("user", "ada@example.org", "--json").out()).hasLineCount(2);
  }
}
