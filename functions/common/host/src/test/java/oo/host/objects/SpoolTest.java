package oo.host.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SpoolTest {

  @Test
  void whatWasWrittenIsReadFromItsBeginningEachTime() throws IOException {
    var bytes = new byte[3_000_001];
    new Random(1).nextBytes(bytes);
    try (Spool spool = Spool.open(bytes.length)) {
      OutputStream out = spool.refill();
      out.write(bytes[0]);
      out.write(bytes, 1, 2_000_000);
      out.write(bytes, 2_000_001, 1_000_000);

      assertThat(spool.length()).isEqualTo(bytes.length);
      for (int i = 0; i < 2; i++) {
        try (InputStream in = spool.open()) {
          assertThat(in.readAllBytes()).isEqualTo(bytes);
          assertThat(in.read()).isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void aRefillForgetsTheFormerContent() throws IOException {
    try (Spool spool = Spool.open(10)) {
      spool.refill().write(new byte[] {1, 2, 3});
      spool.refill().write(new byte[] {4});

      assertThat(spool.open().readAllBytes()).containsExactly(4);
    }
  }

  @Test
  void moreThanTheLimitIsRefused() throws IOException {
    try (Spool spool = Spool.open(10)) {
      OutputStream out = spool.refill();
      out.write(new byte[10]);

      assertThatThrownBy(() -> out.write(1)).isInstanceOf(Spool.TooLarge.class);
      assertThat(spool.length()).isEqualTo(10);
    }
  }
}
