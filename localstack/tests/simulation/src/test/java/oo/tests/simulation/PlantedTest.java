package oo.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** The planted bugs still fit the product's code; {@code ./oo simulate --planted} runs them. */
final class PlantedTest {
  @Test
  void eachPatchAppliesToTheTree() throws IOException, InterruptedException {
    var wrong = new ArrayList<String>();
    for (Path patch : Planted.all()) {
      String error = Planted.apply(Machine.tree(), patch, true);
      if (!error.isEmpty()) {
        wrong.add(error);
      }
      assertThat(Planted.seed(patch)).as("The seed that finds %s", patch).isPresent();
    }
    assertThat(Planted.all()).hasSizeGreaterThanOrEqualTo(25);
    assertThat(wrong).as("Write these again, against the code as it is").isEmpty();
  }
}
