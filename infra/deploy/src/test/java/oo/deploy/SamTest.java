package oo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SamTest {

  @Test
  void aJsonDocumentIsOneParameter() {
    assertThat(Sam.quoted("{\"keys\":[{\"x\":\"a\\b\"}]}"))
        .isEqualTo("\"{\\\"keys\\\":[{\\\"x\\\":\\\"a\\\\b\\\"}]}\"");
  }
}
