package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import oo.tests.journey.MavenModule.Dependency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Ten libraries of oO: each is used where the table of docs/platform.md says and nowhere else, and
 * no module declares it without using it.
 */
final class PackagesTest {
  private static final List<MavenModule> MODULES = MavenModule.all();

  enum Library {
    SPRING_CLOUD_FUNCTION(
        "Spring Cloud Function",
        "org.springframework.cloud:spring-cloud-function-",
        "org.springframework.cloud.function."),
    LAMBDA_CORE(
        "Lambda core",
        "com.amazonaws:aws-lambda-java-core",
        "com.amazonaws.services.lambda.runtime."),
    FN_FDK("Fn FDK", "com.fnproject.fn:", "com.fnproject.fn."),
    AWS_SDK("AWS SDK for Java 2", "software.amazon.awssdk:", "software.amazon.awssdk."),
    NIMBUS_OAUTH(
        "Nimbus OAuth 2.0 SDK",
        "com.nimbusds:oauth2-oidc-sdk",
        "com.nimbusds.oauth2.",
        "com.nimbusds.openid."),
    PGJDBC("PgJDBC", "org.postgresql:postgresql", "org.postgresql."),
    LIBSODIUM("libsodium", "com.goterl:lazysodium-java", "java.lang.foreign."),
    POWERTOOLS("Powertools", "software.amazon.lambda:", "software.amazon.lambda.powertools."),
    TESTCONTAINERS(
        "Testcontainers' LocalStack",
        "org.testcontainers:testcontainers-localstack",
        "org.testcontainers."),
    JUNIT("JUnit 5", "org.junit.jupiter:", "org.junit.jupiter.");

    final String name;
    final String artefact;
    final List<String> packages;

    Library(String name, String artefact, String... packages) {
      this.name = name;
      this.artefact = artefact;
      this.packages = List.of(packages);
    }

    boolean ofTests() {
      return this == TESTCONTAINERS || this == JUNIT;
    }

    boolean declaredBy(Dependency dependency) {
      return dependency.artefact().startsWith(artefact);
    }

    /**
     * The packages of one of the library's artefacts. The two libraries with many derive them from
     * its name.
     */
    List<String> packagesOf(Dependency dependency) {
      String name = dependency.artefact().substring(dependency.artefact().indexOf(':') + 1);
      return switch (this) {
        case AWS_SDK ->
            List.of(
                name.equals("url-connection-client")
                    ? "software.amazon.awssdk.http.urlconnection."
                    : "software.amazon.awssdk.services." + name + ".");
        case POWERTOOLS -> List.of("software.amazon.lambda.powertools." + name.split("-")[1] + ".");
        default -> packages;
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void isUsedWhereTheTableSaysAndNowhereElse(Library library) {
    Set<String> used =
        MODULES.stream()
            .filter(module ->
                library.ofTests()
                    ? module.testsUse(library.packages)
                    : module.uses(library.packages))
            .map(MavenModule::name)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(used).as("modules that use it").isNotEmpty();
    String where = LibrariesTable.whereIs(library.name);
    if (!where.equals("tests")) {
      assertThat(used).containsExactlyInAnyOrder(where.split(", "));
    }
    if (library.ofTests()) {
      assertThat(MODULES).noneMatch(module -> module.uses(library.packages));
    }
  }

  @ParameterizedTest
  @EnumSource
  void isDeclaredNowhereInVain(Library library) {
    var inVain = new ArrayList<String>();
    for (MavenModule module : MODULES) {
      for (Dependency dependency : module.dependencies()) {
        if (library.declaredBy(dependency)
            && !isUsed(module, dependency, library.packagesOf(dependency))) {
          inVain.add(module.name() + " declares " + dependency);
        }
      }
    }
    assertThat(inVain).isEmpty();
  }

  /** True when the module uses it, or, for scope runtime, a module of ours on which it depends. */
  private static boolean isUsed(MavenModule module, Dependency dependency, List<String> packages) {
    return switch (dependency.scope()) {
      case "test" -> module.testsUse(packages);
      case "runtime" ->
          MODULES.stream()
              .filter(other ->
                  module.dependencies().stream()
                      .anyMatch(
                          one -> one.artefact().equals("oo:" + other.name().replaceAll(".*/", ""))))
              .anyMatch(other -> other.uses(packages));
      default -> module.uses(packages);
    };
  }

  @Test
  void everyModuleOfTheTreeIsLookedAt() {
    assertThat(MODULES)
        .extracting(MavenModule::name)
        .contains("auth", "common/host", "localstack/tests/journey", "infra/images");
  }
}
