package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.sql.DataSource;
import oo.host.FunctionHost;
import oo.host.FunctionHost.Registered;
import oo.host.FunctionHost.Trigger;
import oo.host.Platform;
import oo.host.Wiring;
import oo.host.base.Settings;
import oo.host.objects.ObjectStore;
import oo.host.queue.MessageQueue;
import oo.host.sql.Postgres;
import oo.template.Template;
import oo.template.TemplateReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** openapi.yaml, the template and the code name the same functions, routes and guards. */
final class ContractTest {
  @RegisterExtension static final SharedOo shared = SharedOo.withoutBrowser();

  /** For the entry and the JVM. SETTINGS_VERSION only makes Lambda read settings again. */
  private static final Set<String> NOT_FOR_WIRINGS =
      Set.of("FUNCTION_NAME", "JAVA_TOOL_OPTIONS", "SETTINGS_VERSION");

  private static final List<String> MODULES =
      Stream.concat(Oo.MODULES.stream(), Stream.of("maintenance")).toList();
  private static final String ASSIGNMENT = "(# ?)?[A-Z0-9_]+=.*";

  private final OpenApi openApi = OpenApi.read();
  private final Template template = TemplateReader.read(Oo.TREE.resolve("infra/sam-template.yaml"));

  @Test
  void theTemplatesRoutesAreTheContracts() {
    var routes = new TreeMap<String, String>();
    for (Template.FunctionResource function : template.functions()) {
      if (function.trigger() instanceof Template.Route(String method, String path)) {
        routes.put(method + " " + path, function.name());
      }
    }
    assertThat(routes).isEqualTo(openApi.functions());
  }

  @Test
  void theCodesGuardsAreTheContracts() {
    var guards = new TreeMap<String, String>();
    for (Registered function : shared.oo().server.host().functions().values()) {
      if (function.trigger() == Trigger.HTTP) {
        guards.put(function.name(), String.valueOf(function.guard()).toLowerCase(Locale.ROOT));
      }
    }
    assertThat(guards).isEqualTo(openApi.guards());
  }

  @Test
  void theTemplatesFunctionsAreTheCodes() {
    var names = new TreeSet<String>();
    template.functions().forEach(function -> names.add(function.name()));
    assertThat(names).isEqualTo(new TreeSet<>(shared.oo().server.host().functions().keySet()));
  }

  /** Wiring, template and .env.example of a module name the same settings. */
  @Test
  void settingsAreTheSameInWiringTemplateAndExample() throws IOException {
    for (String module : MODULES) {
      var asked = new TreeSet<>(shared.oo().server.settings().apply(module).asked());
      var given = new TreeSet<>(template.environment(module).keySet());
      if (given.contains("EXPORT_BUCKET")) {
        // Read by the object store of a platform with buckets.
        asked.addAll(List.of("EXPORT_BUCKET", "OBJECTS_ENDPOINT"));
      }
      given.removeAll(NOT_FOR_WIRINGS);
      assertThat(given).as("template and wiring of " + module).isEqualTo(asked);
      assertThat(example(module)).as(".env.example of " + module).isEqualTo(asked);
    }
  }

  /** No function holds a secret of another one. */
  @Test
  void aFunctionGetsTheSettingsThatItReadsAndNoOthers() {
    for (Template.FunctionResource function : template.functions()) {
      var given = new TreeMap<>(function.environment());
      given.replaceAll(shared.oo().settings()::getOrDefault);
      var settings = new Settings(given);
      FunctionHost.start(
              List.of(wiring(function.module())),
              module -> settings,
              new CloudPlatform(),
              line -> {},
              function.name()::equals)
          .close();
      given.keySet().removeAll(NOT_FOR_WIRINGS);
      assertThat(settings.asked()).as(function.name()).isEqualTo(given.keySet());
    }
  }

  private static Wiring wiring(String module) {
    return ServiceLoader.load(Wiring.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(wiring -> wiring.module().equals(module))
        .findFirst()
        .orElseThrow();
  }

  /** Reads the settings that a cloud platform reads. */
  private static final class CloudPlatform implements Platform {
    @Override
    public DataSource dataSource(Settings settings) {
      return Postgres.dataSource(settings, 1);
    }

    @Override
    public MessageQueue queue(Settings settings) {
      return (queue, messages) -> {};
    }

    @Override
    public ObjectStore objects(Settings settings) {
      settings.required("EXPORT_BUCKET", "The bucket.");
      settings.optional("OBJECTS_ENDPOINT");
      return ObjectStore.none();
    }
  }

  private static TreeSet<String> example(String module) throws IOException {
    try (Stream<String> lines =
        Files.lines(Oo.TREE.resolve("functions").resolve(module).resolve(".env.example"))) {
      var names = new TreeSet<String>();
      lines
          .map(line -> line.replaceFirst("^# ?(?=[A-Z0-9_]+=)", ""))
          .filter(line -> line.matches("[A-Z0-9_]+=.*"))
          .forEach(line -> names.add(line.substring(0, line.indexOf('='))));
      return names;
    }
  }

  @Test
  void everyExampleExplainsEachOfItsVariables() throws IOException {
    for (String module : MODULES) {
      List<String> lines =
          Files.readAllLines(Oo.TREE.resolve("functions").resolve(module).resolve(".env.example"));
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).matches(ASSIGNMENT)) {
          int above = i - 1;
          while (above >= 0 && lines.get(above).matches(ASSIGNMENT)) {
            above--; // one comment may explain several variables
          }
          assertThat(above >= 0 && lines.get(above).startsWith("# "))
              .as(module + ": a comment above " + lines.get(i))
              .isTrue();
        }
      }
    }
  }

  /** Generated clients return the problem for every status, not nothing. */
  @Test
  void everyOperationAnswersAProblemByDefault() {
    assertThat(openApi.defaults().keySet()).isEqualTo(openApi.functions().keySet());
    assertThat(openApi.defaults().values())
        .containsOnly(Map.of("application/problem+json", "Problem"));
  }

  /** The record of each schema has the properties of the schema, and no others. */
  @Test
  void theRecordsAreTheSchemas() {
    Map<String, Class<?>> records = OpenApi.records();
    assertThat(records.keySet()).isEqualTo(openApi.schemas().keySet());
    records.forEach((schema, record) ->
        assertThat(OpenApi.properties(record)).as(schema).isEqualTo(openApi.schemas().get(schema)));
  }
}
