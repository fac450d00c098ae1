package oo.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;

final class AwsAccountTest {

  @Test
  void withoutALocalStackTheAdviceIsTheCommandsOfItsPage() throws Exception {
    var nothing = new AwsAccount(Region.US_EAST_1, Optional.of(URI.create("http://127.0.0.1:1")));

    assertThatThrownBy(nothing::account)
        .isInstanceOf(CannotDeploy.class)
        .hasMessageContaining("No LocalStack answers at http://127.0.0.1:1")
        .hasMessageContaining("./oo build && docker compose -f localstack/compose.yaml up");
    assertThat(Path.of("../../localstack/compose.yaml")).exists();
    assertThat(Files.readString(Path.of("../../docs/localstack.md")))
        .as("ComposeIT starts it")
        .contains("docker compose -f localstack/compose.yaml up");
  }
}
