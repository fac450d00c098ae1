package oo.tests.journey;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import oo.host.Wiring;
import org.junit.jupiter.api.Test;

/** Rules about dependencies that the poms cannot express. */
final class ArchitectureTest {
  private static final List<String> FUNCTIONS =
      List.of(
          "oo.auth..",
          "oo.connectcallback..",
          "oo.fetchsignals..",
          "oo.recommend..",
          "oo.completetip..");
  private static final List<String> PACKAGES =
      List.of(
          "oo.contract..",
          "oo.host..",
          "oo.policy..",
          "oo.signals..",
          "oo.connectors..",
          "oo.connectors.todoist..",
          "oo.vault..",
          "oo.maintenance..",
          "oo.telemetry..",
          "oo.server..",
          "oo.standins..",
          "oo.postgres..");

  /** What a function is made of. */
  private static final String[] PRODUCT =
      Stream.concat(
              FUNCTIONS.stream(),
              Stream.of(
                  "oo.maintenance..",
                  "oo.host..",
                  "oo.signals..",
                  "oo.connectors..",
                  "oo.vault..",
                  "oo.policy..",
                  "oo.contract.."))
          .toArray(String[]::new);

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("oo");

  @Test
  void everyPackageThatARuleNamesHasClasses() {
    for (String name : List.of(FUNCTIONS, PACKAGES).stream().flatMap(List::stream).toList()) {
      assertThat(ALL.stream().filter(resideInAnyPackage(name))).as(name).isNotEmpty();
    }
  }

  @Test
  void aFunctionModuleKnowsNoOther() {
    for (String module : FUNCTIONS) {
      String[] others = FUNCTIONS.stream().filter(o -> !o.equals(module)).toArray(String[]::new);
      noClasses()
          .that(resideInAnyPackage(module))
          .should()
          .dependOnClassesThat(resideInAnyPackage(others))
          .check(ALL);
    }
  }

  @Test
  void noFunctionKnowsWhereItRuns() {
    noClasses()
        .that(resideInAnyPackage(PRODUCT))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "oo.server..",
                "oo.standins..",
                "oo.postgres..",
                "com.amazonaws..",
                "software.amazon..",
                "com.fnproject..",
                "org.eclipse.jetty.."))
        .check(ALL);
  }

  @Test
  void aPolicyKnowsOnlyTheLanguage() {
    noClasses()
        .that(resideInAnyPackage("oo.policy.."))
        .should()
        .dependOnClassesThat(resideOutsideOfPackages("oo.policy..", "java.."))
        .check(ALL);
  }

  @Test
  void theHotPathCarriesNoVaultNoConnectorAndNoOauth() {
    noClasses()
        .that(resideInAnyPackage("oo.recommend..", "oo.signals..", "oo.host..", "oo.policy.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "oo.vault..",
                "oo.connectors..",
                "com.nimbusds.oauth2..",
                "com.nimbusds.openid..",
                "java.lang.foreign..",
                "org.flywaydb.."))
        .check(ALL);
  }

  @Test
  void onlyTheVaultCallsLibsodium() {
    noClasses()
        .that(resideOutsideOfPackages("oo.vault.."))
        .should()
        .dependOnClassesThat(resideInAnyPackage("java.lang.foreign.."))
        .check(ALL);
  }

  @Test
  void onlyTelemetryKnowsAnSdkThatSends() {
    noClasses()
        .that(resideOutsideOfPackages("oo.telemetry.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "io.opentelemetry.sdk..", "io.opentelemetry.exporter..", "io.sentry.."))
        .check(ALL);
  }

  @Test
  void aConnectorSeesNoStoreAndNoVault() {
    noClasses()
        .that(
            resideInAnyPackage(
                "oo.connectors.todoist..", "oo.connectors.oauth..", "oo.connectors.http.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "oo.vault..",
                "oo.host.sql..",
                "oo.signals.candidates..",
                "oo.signals.decisions..",
                "java.sql.."))
        .check(ALL);
  }

  @Test
  void theStandInsDependOnNothingOfOurs() {
    noClasses()
        .that(resideInAnyPackage("oo.standins.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("oo..").and(resideOutsideOfPackages("oo.standins..")))
        .check(ALL);
  }

  @Test
  void theEnvironmentIsReadInWiringsAndEntriesOnly() {
    noClasses()
        .that(resideInAnyPackage(PRODUCT))
        .and()
        .haveSimpleNameNotEndingWith("Command")
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(ALL);
  }

  @Test
  void everyModuleHasOneWiring() {
    classes().that().implement(Wiring.class).should().haveSimpleNameEndingWith("Wiring").check(ALL);
    assertThat(ALL.stream().filter(c -> c.isAssignableTo(Wiring.class) && !c.isInterface()))
        .hasSize(6);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("oo.(**)").should().beFreeOfCycles().check(ALL);
  }
}
