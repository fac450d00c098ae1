package oo.dev.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

final class LicencesTest {
  private static final String OURS =
      "<component><group>oo</group><name>auth</name><version>1</version></component>";

  @Test
  void aLibraryThatMayBeShippedIsListedUnderItsLicences() throws Exception {
    var out = new ByteArrayOutputStream();

    assertThat(
            list(
                OURS + library("a", id("EPL-2.0") + id("Apache-2.0")) + library("b", id("MIT")),
                out))
        .isTrue();
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "EPL-2.0 or Apache-2.0", "  org.example:a 1.2", "MIT", "  org.example:b 1.2");
  }

  @Test
  void aLibraryWithoutALicenceOrWithOneThatBindsTheServiceIsRefused() throws Exception {
    for (String licences :
        new String[] {"", id("AGPL-3.0-only"), "<license><name>Ours, ask us</name></license>"}) {
      assertThat(list(library("a", licences), new ByteArrayOutputStream())).as(licences).isFalse();
    }
    assertThat(
            list(
                library("a", "<expression>GPL-2.0-only OR MIT</expression>"),
                new ByteArrayOutputStream()))
        .isTrue();
  }

  @Test
  void anSbomOfNothingIsNoProof() throws Exception {
    assertThat(list(OURS, new ByteArrayOutputStream())).isFalse();
  }

  private static String library(String name, String licences) {
    return "<component><group>org.example</group><name>"
        + name
        + "</name><version>1.2</version><licenses>"
        + licences
        + "</licenses></component>";
  }

  private static String id(String id) {
    return "<license><id>" + id + "</id></license>";
  }

  private static boolean list(String components, ByteArrayOutputStream out) throws Exception {
    var sbom = "<bom><components>" + components + "</components></bom>";
    return Licences.list(
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(sbom.getBytes(StandardCharsets.UTF_8))),
        new PrintStream(out, true, StandardCharsets.UTF_8));
  }
}
