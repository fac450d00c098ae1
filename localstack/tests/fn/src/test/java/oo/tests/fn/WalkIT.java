package oo.tests.fn;

import org.junit.jupiter.api.Test;

/** The journey with one process a function. */
final class WalkIT {
  @Test
  void aPersonsWholeWayGoesThroughEveryFunction() throws Exception {
    try (var walk = new Walk(FnDeployment::process)) {
      walk.goThroughEveryFunction();
    }
  }
}
