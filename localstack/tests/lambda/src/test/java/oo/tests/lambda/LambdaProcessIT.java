package oo.tests.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import oo.images.lambda.FunctionConfig;
import oo.images.lambda.Invocation;
import oo.images.lambda.LambdaProcess;
import oo.images.lambda.Outcome;
import oo.images.lambda.Outcome.Exited;
import oo.images.lambda.Outcome.Failed;
import oo.images.lambda.Outcome.TimedOut;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class LambdaProcessIT {
  private static final FunctionConfig SAMPLE =
      FunctionConfig.of("sample", classes(), "oo.tests.lambda.Sample::handle")
          .environment(Map.of("GREETING", "hello"))
          .timeout(Duration.ofSeconds(30));
  private static LambdaProcess process;

  @BeforeAll
  static void start() {
    process = LambdaProcess.start(SAMPLE);
  }

  @AfterAll
  static void stop() {
    process.close();
  }

  @Test
  void anEventIsAnsweredAsItWasSent() {
    Invocation call = process.invoke("{\"x\": \"✓\"}");

    assertThat(call.text()).isEqualTo("{\"x\": \"✓\"}");
    assertThat(call.took()).isPositive().isLessThanOrEqualTo(call.sinceStart());
    assertThat(process.awaitInitialised()).isPositive().isLessThan(call.sinceStart());
  }

  @Test
  void aCallKnowsItselfItsFunctionAndItsDeadline() {
    Invocation call = process.invoke("context");

    String[] told = call.text().split(" ");
    assertThat(told[0]).isEqualTo(call.requestId());
    assertThat(told[1]).isEqualTo("arn:aws:lambda:eu-central-1:000000000000:function:sample");
    assertThat(told[2]).isEqualTo("sample");
    assertThat(Integer.parseInt(told[3])).isBetween(1, 30);
  }

  @Test
  void theEnvironmentIsLambdasAndTheFunctionsAndNothingOfThisProcess() {
    List<String> names = List.of(process.invoke("environment").text().split(","));

    assertThat(names).contains("GREETING", "_HANDLER", "AWS_LAMBDA_FUNCTION_NAME", "AWS_REGION");
    assertThat(names).doesNotContain("HOME", "JAVA_HOME", "MAVEN_OPTS", "USER");
    assertThat(process.invoke("variable GREETING").text()).isEqualTo("hello");
  }

  @Test
  void whatAFunctionThrowsIsItsFailureAndItServesOn() {
    Outcome outcome = process.invoke("throw with \"reason\"").outcome();

    assertThat(outcome).isInstanceOf(Failed.class);
    var failed = (Failed) outcome;
    assertThat(failed.type()).isEqualTo("java.lang.IllegalArgumentException");
    assertThat(failed.message()).isEqualTo("with \"reason\"");
    assertThat(failed.stack()).first().asString().contains("Sample.handle");
    assertThat(process.invoke("still here").text()).isEqualTo("still here");
  }

  @Test
  void whatACallWroteIsInItsLogAndNotInTheNextOnes() {
    assertThat(process.invoke("say Grüße").log()).contains("Grüße");
    assertThat(process.invoke("quiet").log()).doesNotContain("Grüße");
    assertThat(process.log()).contains("Grüße");
  }

  @Test
  void tooLargeAnAnswerIsAFailureThatTheProcessDoesNotSurvive() {
    try (var function = new LambdaFunction(SAMPLE)) {
      assertThat(function.invoke(bytes("large")).outcome())
          .isInstanceOfSatisfying(
              Failed.class,
              failed -> assertThat(failed.type()).isEqualTo("Function.ResponseSizeTooLarge"));
      assertThat(function.invoke(bytes("again")).text()).isEqualTo("again");
    }
  }

  @Test
  void tooLargeAnEventIsRefused() {
    assertThatThrownBy(() -> process.invoke(new byte[7 * 1024 * 1024]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("6 MB");
  }

  @Test
  void whoseTimeIsOverIsKilledAndTheNextCallIsServedByAnother() {
    try (var function = new LambdaFunction(SAMPLE.timeout(Duration.ofSeconds(2)))) {
      assertThat(function.invoke(bytes("sleep")).outcome())
          .isEqualTo(new TimedOut(Duration.ofSeconds(2)));
      assertThat(function.invoke(bytes("again")).text()).isEqualTo("again");
    }
  }

  @Test
  void aProcessThatEndsInACallHasExitedAndServesNoMore() {
    try (LambdaProcess other = LambdaProcess.start(SAMPLE)) {
      assertThat(other.invoke("exit").outcome()).isEqualTo(new Exited(7));
      assertThat(other.invoke("again").outcome()).isEqualTo(new Exited(7));
      assertThat(other.alive()).isFalse();
    }
  }

  @Test
  void whatCannotBeInitialisedSaysWhyToItsFirstCaller() {
    try (LambdaProcess broken = LambdaProcess.start(SAMPLE.environment(Map.of("BROKEN", "true")))) {
      Outcome outcome = broken.invoke("hello").outcome();

      assertThat(outcome).isInstanceOf(Failed.class);
      assertThat(((Failed) outcome).message()).contains("cannot begin");
      assertThatThrownBy(broken::awaitInitialised).hasMessageContaining("cannot begin");
    }
  }

  @Test
  void anUnknownHandlerFailsEveryCall() {
    var config = FunctionConfig.of("nothing", classes(), "oo.tests.lambda.Nothing::handle");
    try (LambdaProcess nothing = LambdaProcess.start(config)) {
      Outcome outcome = nothing.invoke("hello").outcome();

      assertThat(outcome).isInstanceOf(Failed.class);
      assertThat(((Failed) outcome).message()).contains("oo.tests.lambda.Nothing");
    }
  }

  @Test
  void severalStartAtOnce() {
    var processes = new ArrayList<LambdaProcess>();
    try {
      for (int i = 0; i < 3; i++) {
        processes.add(LambdaProcess.start(SAMPLE));
      }
      for (LambdaProcess each : processes) {
        assertThat(each.invoke("here").text()).isEqualTo("here");
      }
    } finally {
      processes.forEach(LambdaProcess::close);
    }
  }

  @Test
  void asSnapStartStartsItTheHooksAreCalledAroundTheCheckpoint() {
    try (LambdaProcess snapshot = LambdaProcess.start(SAMPLE.checkpointed(true))) {
      assertThat(snapshot.awaitCheckpoint()).isPositive();
      snapshot.restore();
      assertThat(snapshot.invoke("hooks").text()).isEqualTo("closed,opened");
    }
    assertThat(process.invoke("hooks").text()).isEmpty();
  }

  @Test
  void stoppedItEndsByItself() {
    try (LambdaProcess other = LambdaProcess.start(SAMPLE)) {
      other.awaitInitialised();
      // 128 and SIGTERM: its shutdown hooks ran.
      assertThat(other.stop(Duration.ofMinutes(1))).isEqualTo(143);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Path classes() {
    try {
      return Path.of(
          LambdaProcessIT.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
