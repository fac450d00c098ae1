package oo.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import oo.contract.Health;
import oo.contract.HealthCheck;
import oo.contract.Json;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks a module's health function, at one version of it and without the API. */
final class ModuleHealth {
  private final LambdaClient functions;

  ModuleHealth(LambdaClient functions) {
    this.functions = functions;
  }

  /**
   * What is wrong at a version, as sentences. A check that is red at the version before too does
   * not count: a provider that is down must not forbid a deployment.
   *
   * @param path of the function's route
   * @param before the version that served, or the same one when there is none
   */
  List<String> faults(String function, String path, String version, String before) {
    var faults = new ArrayList<String>();
    List<HealthCheck> red = red(function, path, version, faults);
    if (red.isEmpty() || before.equals(version)) {
      red.forEach(check -> faults.add(sentence(check)));
      return faults;
    }
    Set<String> known =
        red(function, path, before, new ArrayList<>()).stream()
            .map(HealthCheck::name)
            .collect(Collectors.toSet());
    red.stream()
        .filter(check -> !known.contains(check.name()))
        .forEach(check -> faults.add(sentence(check)));
    return faults;
  }

  private List<HealthCheck> red(String function, String path, String version, List<String> broken) {
    var event = Json.mapper().createObjectNode().put("httpMethod", "GET").put("path", path);
    var answer =
        functions.invoke(call ->
            call.functionName(function)
                .qualifier(version)
                .payload(SdkBytes.fromUtf8String(event.toString())));
    String payload = answer.payload().asUtf8String();
    try {
      JsonNode said = Json.mapper().readTree(payload);
      if (answer.functionError() != null) {
        broken.add("it does not start or crashes: " + said.path("errorMessage").asString(payload));
        return List.of();
      }
      Health health = Json.mapper().readValue(said.path("body").asString(""), Health.class);
      return health.checks().stream().filter(check -> !check.ok()).toList();
    } catch (JacksonException e) {
      broken.add("its health is not readable");
      return List.of();
    }
  }

  private static String sentence(HealthCheck check) {
    return check.name()
        + " is red: "
        + check.detail()
        + (check.mend() == null ? "" : " " + check.mend());
  }
}
