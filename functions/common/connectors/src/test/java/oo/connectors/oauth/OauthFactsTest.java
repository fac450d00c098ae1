package oo.connectors.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import oo.connectors.ConnectorFactory;
import org.junit.jupiter.api.Test;

final class OauthFactsTest {
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(text(ConnectorFactory.class, "oauth-facts.schema.json"), InputFormat.JSON);

  @Test
  void everyProvidersRowIsAsTheSchemaSays() {
    var factories = ServiceLoader.load(ConnectorFactory.class).stream().toList();

    assertThat(factories).isNotEmpty();
    for (var factory : factories) {
      String row = text(factory.type(), "oauth.json");
      assertThat(SCHEMA.validate(row, InputFormat.JSON)).as("%s", factory.type()).isEmpty();
      OauthFacts facts = OauthFacts.beside(factory.type(), "oauth.json");
      assertThat(facts.toProvider()).isEqualTo(factory.get().provider());
    }
  }

  @Test
  void aRowThatIsMisspeltOrInsecureIsRefused() {
    String row = text(oo.connectors.todoist.TodoistFactory.class, "oauth.json");

    assertThat(SCHEMA.validate(row.replace("\"revoke\"", "\"revok\""), InputFormat.JSON))
        .isNotEmpty();
    assertThat(SCHEMA.validate(row.replace("https://api", "http://api"), InputFormat.JSON))
        .isNotEmpty();
  }

  private static String text(Class<?> beside, String file) {
    try (InputStream in = beside.getResourceAsStream(file)) {
      assertThat(in).as(file).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
