package oo.host.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

final class PostgresTest {
  private static final String URL = "jdbc:postgresql://db.example:6432/oo";

  @Test
  void nothingStaysPreparedAtAServerThatMayBeAnotherNextTime() {
    assertThat(source(URL, "https://oo.example").getPrepareThreshold()).isZero();
  }

  @Test
  void anAddressMaySayThatNothingIsInBetween() {
    assertThat(source(URL + "?prepareThreshold=5", "https://oo.example").getPrepareThreshold())
        .isEqualTo(5);
  }

  @Test
  void theCertificateIsCheckedWhateverTheAddressSays() {
    assertThat(source(URL + "?sslmode=disable", "https://oo.example").getSslMode())
        .isEqualTo("verify-full");
    assertThat(source(URL + "?sslmode=disable", "http://localhost:8080").getSslMode())
        .isEqualTo("disable");
  }

  @Test
  void whatIsNoAddressIsRefusedWithoutQuotingIt() {
    assertThatThrownBy(() -> source("postgres://oo:hunter2@db/oo", "https://oo.example"))
        .isInstanceOf(MissingSetting.class)
        .hasNoCause()
        .hasMessageStartingWith("DATABASE_URL: is no address of a database.")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void whatIsMissingIsNamed() {
    for (String name : new String[] {"DATABASE_URL", "DATABASE_USER", "DATABASE_PASSWORD"}) {
      var settings = settings(URL, "https://oo.example");
      settings.remove(name);
      assertThatThrownBy(() -> Postgres.dataSource(new Settings(settings), 1))
          .isInstanceOf(MissingSetting.class)
          .hasMessageContaining(name);
    }
  }

  private static PGSimpleDataSource source(String url, String site) {
    return Postgres.dataSource(new Settings(settings(url, site)), 1);
  }

  private static Map<String, String> settings(String url, String site) {
    return new HashMap<>(
        Map.of(
            "DATABASE_URL",
            url,
            "DATABASE_USER",
            "oo",
            "DATABASE_PASSWORD",
            "secret",
            "SITE_ORIGIN",
            site));
  }
}
