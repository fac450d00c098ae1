package oo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SamCliTest {

  @Test
  void aJsonDocumentIsOneParameter() {
    assertThat(SamCli.quoted("{\"keys\":[{\"x\":\"a\\b\"}]}"))
        .isEqualTo("\"{\\\"keys\\\":[{\\\"x\\\":\\\"a\\\\b\\\"}]}\"");
  }
}
