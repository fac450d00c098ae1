package oo.host.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** W3C Trace Context, level 1. */
final class TraceTest {
  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "00",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-zz",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01,00-0af7651916cd43dd8448eb211c80319c"
            + "-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c8031-b7ad6b7169203331cc-01",
        "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n",
        "00-../../../../etc/passwd0000000000-b7ad6b7169203331-01",
      })
  void whatIsMalformedIsNoTrace(String traceparent) {
    assertThat(Trace.parse(traceparent, "a=1").isValid()).isFalse();
  }

  @Test
  void theDecisionToSampleIsPassedOn() {
    for (String flags : new String[] {"00", "01"}) {
      String traceparent = PARENT.substring(0, PARENT.length() - 2) + flags;
      assertThat(Trace.traceparent(Trace.parse(traceparent, null))).isEqualTo(traceparent);
    }
  }

  @Test
  void aLaterVersionIsReadAsFarAsItIsKnown() {
    assertThat(Trace.traceparent(Trace.parse("cc" + PARENT.substring(2) + "-later", null)))
        .isEqualTo(PARENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=1", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", "tenant@vendor=x"})
  void theStateIsPassedOnAsItCame(String tracestate) {
    assertThat(Trace.tracestate(Trace.parse(PARENT, tracestate))).isEqualTo(tracestate);
  }

  @Test
  void aStateThatIsTooLongOrMalformedIsDroppedAlone() {
    String manyEntries =
        IntStream.range(0, 33).mapToObj(i -> "k" + i + "=1").collect(Collectors.joining(","));
    for (String tracestate :
        new String[] {"", "a", "=", "A=1", "a=1\u0000", "a=" + "x".repeat(600), manyEntries}) {
      var trace = Trace.parse(PARENT, tracestate);
      assertThat(Trace.traceparent(trace)).as(tracestate).isEqualTo(PARENT);
      assertThat(Trace.tracestate(trace)).as(tracestate).isEmpty();
    }
  }

  @Test
  void aTraceThatBeginsHereIsValidAndNotSampled() {
    var trace = Trace.begin();

    assertThat(trace.isValid()).isTrue();
    assertThat(Trace.parse(Trace.traceparent(trace), null))
        .isEqualTo(Trace.parse(Trace.traceparent(trace), ""));
    assertThat(Trace.traceparent(trace)).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
  }
}
