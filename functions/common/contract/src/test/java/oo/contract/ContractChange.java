package oo.contract;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import java.io.ByteArrayOutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openapitools.openapidiff.core.OpenApiCompare;
import org.openapitools.openapidiff.core.compare.OpenApiDiffOptions;
import org.openapitools.openapidiff.core.model.ChangedOpenApi;
import org.openapitools.openapidiff.core.model.ChangedSchema;
import org.openapitools.openapidiff.core.output.ConsoleRender;

/**
 * The difference of two versions of openapi.yaml, by openapi-diff. In addition to its breaking
 * changes, these break: another operation name, because clients are generated from it; a removed
 * property, even an optional one, because the schemas are closed; another guard.
 */
final class ContractChange {
  private static final OpenApiDiffOptions OPTIONS =
      OpenApiDiffOptions.builder()
          .configProperty("incompatible.operation.id.changed", "true")
          .build();

  private final ChangedOpenApi changed;

  private ContractChange(ChangedOpenApi changed) {
    this.changed = changed;
  }

  static ContractChange between(String published, String today) {
    return new ContractChange(OpenApiCompare.fromContents(published, today, List.of(), OPTIONS));
  }

  /** The changes that break a client of the published version. */
  List<String> breaks() {
    var breaks = new ArrayList<String>();
    for (ChangedSchema schema : changed.getChangedSchemas()) {
      for (String property : schema.getMissingProperties().keySet()) {
        breaks.add("The property " + property + " is gone.");
      }
    }
    Map<String, Object> guards = guards(changed.getNewSpecOpenApi());
    guards(changed.getOldSpecOpenApi())
        .forEach((operation, guard) -> {
          Object now = guards.getOrDefault(operation, guard);
          if (!now.equals(guard) && !now.equals("public")) {
            breaks.add(operation + " is for " + now + ", no longer for " + guard + ".");
          }
        });
    if (changed.isIncompatible()) {
      breaks.add(words());
    }
    return breaks;
  }

  /** All changes, as text for a person. */
  String words() {
    var words = new ByteArrayOutputStream();
    new ConsoleRender().render(changed, new OutputStreamWriter(words, StandardCharsets.UTF_8));
    return words.toString(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> guards(OpenAPI api) {
    var guards = new TreeMap<String, Object>();
    api.getPaths().values().stream()
        .flatMap(path -> path.readOperations().stream())
        .forEach(operation -> guards.put(operation.getOperationId(), guard(operation)));
    return guards;
  }

  private static Object guard(Operation operation) {
    return operation.getExtensions().get("x-guard");
  }
}
