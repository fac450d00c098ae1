package oo.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import oo.host.base.MissingSetting;
import org.junit.jupiter.api.Test;

final class SecretReferencesTest {
  private final List<String> asked = new ArrayList<>();
  private final Map<String, String> kept =
      Map.of(
          "arn:aws:secretsmanager:eu-central-1:1:secret:db-x",
          "{\"url\": \"jdbc:postgresql://db/oo\", \"password\": \"hush\", \"port\": 5432}",
          "plain",
          "hush");
  private final SecretReferences references =
      new SecretReferences(
          () ->
              (setting, id) -> {
                asked.add(id);
                if (!kept.containsKey(id)) {
                  throw new MissingSetting(setting, "is not to be had.");
                }
                return kept.get(id);
              },
          () -> (setting, wrapped) -> "unwrapped " + wrapped);

  @Test
  void aReferenceIsReplacedByWhatItStandsFor() {
    String arn = "secret:arn:aws:secretsmanager:eu-central-1:1:secret:db-x";

    assertThat(
            references.in(
                Map.of(
                    "DATABASE_URL", arn + "#url",
                    "DATABASE_PASSWORD", arn + "#password",
                    "GOOGLE_CLIENT_SECRET", "secret:plain",
                    "VAULT_KEYS", "kms:AQID",
                    "FUNCTION_NAME", "recommend")))
        .containsOnly(
            Map.entry("DATABASE_URL", "jdbc:postgresql://db/oo"),
            Map.entry("DATABASE_PASSWORD", "hush"),
            Map.entry("GOOGLE_CLIENT_SECRET", "hush"),
            Map.entry("VAULT_KEYS", "unwrapped AQID"),
            Map.entry("FUNCTION_NAME", "recommend"));
    assertThat(asked).as("a secret with two fields is read once").hasSize(2);
  }

  @Test
  void whatLeadsNowhereIsNamedAndNotTold() {
    for (String bad :
        List.of(
            "secret:nowhere",
            "secret:plain#field",
            "secret:arn:aws:secretsmanager:eu-central-1:1:secret:db-x#other",
            "secret:arn:aws:secretsmanager:eu-central-1:1:secret:db-x#port")) {
      assertThatThrownBy(() -> references.in(Map.of("DATABASE_PASSWORD", bad)))
          .as(bad)
          .isInstanceOf(MissingSetting.class)
          .hasMessageContaining("DATABASE_PASSWORD")
          .hasMessageNotContaining("hush")
          .hasNoCause();
    }
  }

  @Test
  void withoutAReferenceNothingIsAskedAndNoClientIsMade() {
    var none =
        new SecretReferences(
            () -> {
              throw new AssertionError();
            },
            () -> {
              throw new AssertionError();
            });

    assertThat(none.in(Map.of("POLICY", "random"))).containsEntry("POLICY", "random");
  }
}
