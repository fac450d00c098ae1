package oo.template;

import static oo.template.Sections.list;
import static oo.template.Sections.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import oo.template.Template.Route;
import org.junit.jupiter.api.Test;

/** What API Gateway lets through, and what it says to the rest. */
final class GatewayTest {
  @Test
  void everyAnswerOfTheGatewayIsAProblemDocumentThatNothingKeeps() {
    Map<String, ?> answers = map(Sections.PROD.api(), "GatewayResponses");
    assertThat(answers)
        .containsKeys("DEFAULT_4XX", "DEFAULT_5XX", "THROTTLED", "INVALID_API_KEY")
        .containsKeys("MISSING_AUTHENTICATION_TOKEN", "REQUEST_TOO_LARGE", "INTEGRATION_TIMEOUT");
    var codes = new TreeSet<Object>();
    answers.forEach((type, answer) -> {
      Map<String, ?> headers = map(map(map(answer), "ResponseParameters"), "Headers");
      assertThat(headers.get("Content-Type")).as(type).isEqualTo("'application/problem+json'");
      assertThat(headers.get("Cache-Control")).as(type).isEqualTo("'no-store'");
      // JSON is YAML.
      Map<String, ?> problem =
          map(
              Intrinsics.parse(
                  map(map(answer), "ResponseTemplates").get("application/json").toString()));
      assertThat(problem).as(type).containsOnlyKeys("type", "title", "status", "code", "detail");
      assertThat(problem.get("status").toString())
          .as(type)
          .isEqualTo(map(answer).get("StatusCode"))
          .startsWith(type.equals("DEFAULT_5XX") ? "5" : type.equals("DEFAULT_4XX") ? "4" : "");
      assertThat(codes.add(problem.get("code"))).as(type).isTrue();
    });
  }

  @Test
  void withADomainTheApiAnswersCloudFrontAlone() {
    assertThat(map(Sections.PROD.api(), "Auth").get("ApiKeyRequired")).isEqualTo("oo.example");
    String key = "{{resolve:secretsmanager:OriginSecret}}";
    assertThat(Sections.PROD.properties("AWS::ApiGateway::ApiKey").get("OriginApiKey"))
        .containsEntry("Value", key)
        .containsEntry("Enabled", true);
    assertThat(Sections.PROD.properties("AWS::ApiGateway::UsagePlanKey").get("OriginPlanKey"))
        .containsEntry("KeyId", "OriginApiKey")
        .containsEntry("UsagePlanId", "OriginPlan");
    assertThat(Sections.PROD.properties("AWS::ApiGateway::UsagePlan").get("OriginPlan"))
        .containsEntry(
            "ApiStages",
            List.of(
                Map.of("ApiId", "${ServerlessRestApi}", "Stage", "${ServerlessRestApiProdStage}")));

    Node distribution = Sections.PROD.of("AWS::CloudFront::Distribution").get("Distribution");
    // A new key works before CloudFront sends it; CloudFormation takes the old one away at the end.
    assertThat(distribution.text("DependsOn")).isEqualTo("OriginPlanKey");
    Map<String, ?> configuration =
        map(map(distribution.values().get("Properties")), "DistributionConfig");
    Map<String, ?> api =
        list(configuration.get("Origins")).stream()
            .map(Sections::map)
            .filter(origin -> "api".equals(origin.get("Id")))
            .findFirst()
            .orElseThrow();
    assertThat(list(api.get("OriginCustomHeaders")).stream().map(Object::toString))
        .contains("{HeaderName=x-api-key, HeaderValue=" + key + "}");
  }

  /** Another name is another secret, another key, another header. */
  @Test
  void noPersonAndNoParameterHasTheKey() {
    for (String name : List.of("1", "2")) {
      Map<String, Object> secret =
          Sections.prodWith("OriginKey", name)
              .properties("AWS::SecretsManager::Secret")
              .get("OriginSecret");
      assertThat(secret).doesNotContainKey("SecretString");
      assertThat(secret.get("Name").toString()).endsWith("-origin-" + name);
      // API Gateway takes 20 to 128 letters and digits.
      assertThat(map(secret, "GenerateSecretString"))
          .isEqualTo(Map.of("PasswordLength", 64, "ExcludePunctuation", true));
    }
  }

  @Test
  void withoutADomainTheApiIsOpen() {
    assertThat(map(Sections.BARE.api(), "Auth").get("ApiKeyRequired")).isEqualTo("");
    assertThat(Sections.BARE.of("AWS::ApiGateway::ApiKey")).isEmpty();
  }

  @Test
  void theGatewayThrottlesAllRequestsAndThoseForEachHealthMore() {
    var throttled = new TreeSet<String>();
    for (Object each : list(Sections.PROD.api().get("MethodSettings"))) {
      Map<String, ?> setting = map(each);
      int rate = (Integer) setting.get("ThrottlingRateLimit");
      if (setting.get("ResourcePath").equals("/*")) {
        assertThat(rate).isEqualTo(300);
      } else {
        assertThat(rate).isLessThanOrEqualTo(2);
        // As the stage names a resource:
        // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-apigateway-stage-methodsetting.html
        String path = setting.get("ResourcePath").toString().substring(1).replace("~1", "/");
        throttled.add(setting.get("HttpMethod") + " " + path);
      }
    }
    var health = new TreeSet<String>();
    TemplateReader.read(Sections.TEMPLATE)
        .functions()
        .forEach(function -> {
          if (function.name().endsWith("_health")
              && function.trigger() instanceof Route(String method, String path)) {
            health.add(method + " " + path);
          }
        });
    assertThat(throttled).isEqualTo(health);
  }

  @Test
  void requestsAreTracedUnlessThatIsDisabled() {
    assertThat(Sections.PROD.function()).containsEntry("Tracing", "Active");
    assertThat(Sections.PROD.api()).containsEntry("TracingEnabled", true);
    Sections off = Sections.prodWith("Tracing", "Disabled");
    assertThat(off.function()).containsEntry("Tracing", "Disabled");
    assertThat(off.api()).containsEntry("TracingEnabled", false);
  }
}
