package oo.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import oo.template.Template;
import oo.template.TemplateReader;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.ListStackResourcesResponse;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackResponse;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CreateInvalidationResponse;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsResponse;
import software.amazon.awssdk.services.lambda.model.GetAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetAliasResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.LayerVersionsListItem;
import software.amazon.awssdk.services.lambda.model.ListAliasesRequest;
import software.amazon.awssdk.services.lambda.model.ListAliasesResponse;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsRequest;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsResponse;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionRequest;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionResponse;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.UpdateAliasRequest;
import software.amazon.awssdk.services.lambda.model.UpdateAliasResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/**
 * AWS and the SAM CLI in memory, as far as a deployment asks them. An artefact's content is its
 * code's name. One call may fail instead of being answered.
 */
final class FakeAws implements Aws, Sam {
  /** The process died. */
  static final class Killed extends Error {}

  private static final class Function {
    String latest = "";
    Map<String, String> settings = Map.of();
    final Map<String, String> versions = new TreeMap<>();
    final Map<String, String> aliases = new TreeMap<>();
    int published;
  }

  private final Path tree;
  private final boolean emulated;
  final Map<String, Map<String, String>> stacks = new LinkedHashMap<>();
  final Map<String, Map<String, String>> parameters = new HashMap<>();
  private final Map<String, String> functionIds = new LinkedHashMap<>();
  private final Map<String, Function> functions = new LinkedHashMap<>();
  private final Map<String, String> secrets = new HashMap<>();
  final Map<String, String> objects = new TreeMap<>();
  private final Map<String, Instant> written = new HashMap<>();
  final List<String> calls = new ArrayList<>();

  /** Codes whose migration fails, that do not start, and whose health is red. */
  final Set<String> brokenMigrations = new HashSet<>();

  final Set<String> startless = new HashSet<>();
  final Set<String> red = new HashSet<>();

  /** Why CloudFormation refuses, with the resource. */
  @Nullable String refusal;

  private boolean refused;
  String schema = "none";
  StackStatus status = StackStatus.CREATE_COMPLETE;
  int busy;
  final List<LayerVersionsListItem> layers = new ArrayList<>();
  int quota = 1000;
  private int fatal;
  private @Nullable Throwable fault;
  private Map<String, String> uploaded = Map.of();
  private int clock;

  private final Template described;

  FakeAws(Path tree, boolean emulated) {
    this.tree = tree;
    this.described = TemplateReader.read(tree.resolve("infra/sam-template.yaml"));
    this.emulated = emulated;
  }

  /** Throws instead of answering a call: the first from now, the second ... */
  void failsAt(int call, Throwable with) {
    fatal = calls.size() + call;
    fault = with;
  }

  /** The code that serves, by function. */
  Map<String, String> serving() {
    var serving = new TreeMap<String, String>();
    functions.forEach((name, function) ->
        serving.put(name, function.versions.getOrDefault(function.aliases.get("live"), "none")));
    return serving;
  }

  /** What a failed deployment left of the function's newest settings. */
  void leave(String name, Map<String, String> settings) {
    function(name).settings = settings;
  }

  int versions() {
    return functions.values().stream().mapToInt(each -> each.versions.size()).max().orElse(0);
  }

  @Override
  public Region region() {
    return Region.EU_CENTRAL_1;
  }

  @Override
  public Optional<URI> endpoint() {
    return emulated ? Optional.of(URI.create("http://localhost:4566")) : Optional.empty();
  }

  @Override
  public String account() {
    call("account");
    return "123456789012";
  }

  @Override
  public Duration pause() {
    return Duration.ofMillis(1);
  }

  @Override
  public String check() {
    return "SAM CLI 1";
  }

  @Override
  public Path upload(Path template, String stack) {
    call("upload");
    var codes = new HashMap<String, String>();
    for (Template.FunctionResource function : described.functions()) {
      codes.put(function.id(), code(function.module()));
    }
    uploaded = codes;
    return template;
  }

  /** Creates and updates functions; CloudFormation moves aliases, an emulator's does not. */
  @Override
  public void deploy(Path template, String stack, Map<String, String> changed) {
    call("deploy");
    if (refusal != null) {
      refused = true;
      throw new CannotDeploy("SAM could not change the stack.");
    }
    parameters.computeIfAbsent(stack, name -> new HashMap<>()).putAll(changed);
    uploaded.forEach((id, code) -> {
      String name = functionIds.computeIfAbsent(id, each -> stack + "-" + each);
      boolean isNew = !functions.containsKey(name);
      Function function = functions.computeIfAbsent(name, each -> new Function());
      function.latest = code;
      if (isNew || !emulated) {
        function.aliases.put("live", publish(function));
      }
    });
    Map<String, String> outputs = Objects.requireNonNull(stacks.get(stack));
    outputs.putAll(Map.of("Migrate", stack + "-Migrate", "SiteBucket", "site", "ApiId", "api"));
    if (!emulated) {
      outputs.putAll(
          Map.of("Distribution", "E1", "Site", "https://oo.example", "DistributionDomain", "d1"));
    }
  }

  private static String publish(Function function) {
    for (Map.Entry<String, String> version : function.versions.entrySet()) {
      if (Integer.parseInt(version.getKey()) == function.published
          && version.getValue().equals(function.latest)) {
        return version.getKey();
      }
    }
    String number = String.valueOf(++function.published);
    function.versions.put(number, function.latest);
    return number;
  }

  private String code(String module) {
    try {
      return Files.readString(tree.resolve("functions/" + module + "/target/" + module + ".zip"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CloudFormationClient stacks(Region region) {
    return client(
        CloudFormationClient.class,
        (name, request) ->
            switch (request) {
              case DescribeStacksRequest asked -> described(asked.stackName());
              case CreateStackRequest asked -> {
                stacks.put(asked.stackName(), outputs(asked.stackName()));
                asked.parameters().forEach(each -> remember(asked.stackName(), each));
                busy = 1;
                yield CreateStackResponse.builder().build();
              }
              case UpdateStackRequest asked -> {
                asked.parameters().forEach(each -> remember(asked.stackName(), each));
                yield UpdateStackResponse.builder().build();
              }
              default ->
                  name.equals("describeStackEvents")
                      ? DescribeStackEventsResponse.builder().stackEvents(events()).build()
                      : ListStackResourcesResponse.builder()
                          .stackResourceSummaries(resources())
                          .build();
            });
  }

  private static Map<String, String> outputs(String stack) {
    return new HashMap<>(
        stack.endsWith("-waf")
            ? Map.of("WebAcl", "arn:aws:wafv2:us-east-1:123456789012:global/webacl/oo/1")
            : Map.of(
                "SessionSecret", "session",
                "VaultSecret", "vault",
                "GoogleSecret", "google",
                "TodoistSecret", "todoist"));
  }

  private void remember(String stack, Parameter parameter) {
    parameters
        .computeIfAbsent(stack, each -> new HashMap<>())
        .put(parameter.parameterKey(), parameter.parameterValue());
  }

  private DescribeStacksResponse described(String stack) {
    Map<String, String> outputs = stacks.get(stack);
    if (outputs == null) {
      throw CloudFormationException.builder()
          .message("Stack with id " + stack + " does not exist")
          .build();
    }
    StackStatus now = busy-- > 0 ? StackStatus.UPDATE_IN_PROGRESS : status;
    return DescribeStacksResponse.builder()
        .stacks(each ->
            each.stackStatus(now)
                .parameters(
                    parameters.getOrDefault(stack, Map.of()).entrySet().stream()
                        .map(one ->
                            Parameter.builder()
                                .parameterKey(one.getKey())
                                .parameterValue(one.getValue())
                                .build())
                        .toList())
                .outputs(
                    outputs.entrySet().stream()
                        .map(one ->
                            Output.builder()
                                .outputKey(one.getKey())
                                .outputValue(one.getValue())
                                .build())
                        .toList()))
        .build();
  }

  /** The newest first. */
  private List<StackEvent> events() {
    var events = new ArrayList<StackEvent>();
    if (refused) {
      events.add(event("3", "Other", "UPDATE_FAILED", "Resource update cancelled"));
      events.add(event("2", "Recommend", "UPDATE_FAILED", refusal));
    }
    events.add(event("1", "Recommend", "CREATE_FAILED", "of long ago"));
    return events;
  }

  private static StackEvent event(String id, String resource, String status, String reason) {
    return StackEvent.builder()
        .eventId(id)
        .logicalResourceId(resource)
        .resourceType("AWS::Lambda::Function")
        .resourceStatus(status)
        .resourceStatusReason(reason)
        .build();
  }

  private List<StackResourceSummary> resources() {
    var resources = new ArrayList<StackResourceSummary>();
    functionIds.forEach((id, name) -> {
      Function function = Objects.requireNonNull(functions.get(name));
      resources.add(resource("AWS::Lambda::Function", id, name));
      resources.add(
          resource(
              "AWS::Lambda::Version",
              id + "Version",
              "arn:aws:lambda:eu-central-1:123456789012:function:"
                  + name
                  + ":"
                  + function.published));
    });
    return resources;
  }

  private static StackResourceSummary resource(String type, String id, String physical) {
    return StackResourceSummary.builder()
        .resourceType(type)
        .logicalResourceId(id)
        .physicalResourceId(physical)
        .build();
  }

  @Override
  public SecretsManagerClient secrets() {
    return client(
        SecretsManagerClient.class,
        (name, request) ->
            switch (request) {
              case GetSecretValueRequest asked ->
                  GetSecretValueResponse.builder()
                      .versionId("1")
                      .secretString(known(asked.secretId()))
                      .build();
              case DescribeSecretRequest asked -> {
                known(asked.secretId());
                yield DescribeSecretResponse.builder().arn(asked.secretId()).build();
              }
              case CreateSecretRequest asked -> {
                secrets.put(asked.name(), "{}");
                yield CreateSecretResponse.builder().arn(asked.name()).build();
              }
              case PutSecretValueRequest asked -> {
                secrets.put(asked.secretId(), asked.secretString());
                yield PutSecretValueResponse.builder().versionId("2").build();
              }
              default -> throw new AssertionError(name);
            });
  }

  private String known(String secret) {
    String value = secrets.get(secret);
    if (value == null) {
      throw ResourceNotFoundException.builder().message("no " + secret).build();
    }
    return value;
  }

  @Override
  public LambdaClient functions() {
    return client(
        LambdaClient.class,
        (name, request) ->
            switch (request) {
              case ListLayerVersionsRequest asked ->
                  ListLayerVersionsResponse.builder()
                      .layerVersions(layers.reversed().stream().limit(1).toList())
                      .build();
              case PublishLayerVersionRequest asked -> {
                String arn = asked.layerName() + ":" + (layers.size() + 1);
                layers.add(
                    LayerVersionsListItem.builder()
                        .layerVersionArn(arn)
                        .description(asked.description())
                        .build());
                yield PublishLayerVersionResponse.builder().layerVersionArn(arn).build();
              }
              case InvokeRequest asked -> invoked(asked);
              case GetAliasRequest asked -> aliased(asked);
              case CreateAliasRequest asked -> {
                function(asked.functionName()).aliases.put(asked.name(), asked.functionVersion());
                yield CreateAliasResponse.builder().build();
              }
              case UpdateAliasRequest asked -> {
                function(asked.functionName()).aliases.put(asked.name(), asked.functionVersion());
                yield UpdateAliasResponse.builder().build();
              }
              case ListAliasesRequest asked ->
                  ListAliasesResponse.builder()
                      .aliases(
                          function(asked.functionName()).aliases.values().stream()
                              .map(version ->
                                  software.amazon.awssdk.services.lambda.model.AliasConfiguration
                                      .builder()
                                      .functionVersion(version)
                                      .build())
                              .toList())
                      .build();
              case ListVersionsByFunctionRequest asked ->
                  ListVersionsByFunctionResponse.builder()
                      .versions(
                          function(asked.functionName()).versions.keySet().stream()
                              .map(version ->
                                  software.amazon.awssdk.services.lambda.model.FunctionConfiguration
                                      .builder()
                                      .version(version)
                                      .build())
                              .toList())
                      .build();
              case PublishVersionRequest asked ->
                  PublishVersionResponse.builder()
                      .version(publish(function(asked.functionName())))
                      .build();
              case DeleteFunctionRequest asked -> {
                function(asked.functionName()).versions.remove(asked.qualifier());
                yield DeleteFunctionResponse.builder().build();
              }
              case UpdateFunctionCodeRequest asked -> {
                function(asked.functionName()).latest = asked.zipFile().asUtf8String();
                yield UpdateFunctionCodeResponse.builder().build();
              }
              case UpdateFunctionConfigurationRequest asked -> {
                function(asked.functionName()).settings =
                    Map.copyOf(asked.environment().variables());
                yield UpdateFunctionConfigurationResponse.builder().build();
              }
              case GetFunctionConfigurationRequest asked -> {
                String of = asked.qualifier();
                if (of != null && !of.matches("[0-9]+|[$]LATEST")) {
                  throw software.amazon.awssdk.services.lambda.model.ResourceNotFoundException
                      .builder()
                      .message("LocalStack finds no alias")
                      .build();
                }
                yield GetFunctionConfigurationResponse.builder()
                    .state(State.ACTIVE)
                    .lastUpdateStatus(LastUpdateStatus.SUCCESSFUL)
                    .environment(to ->
                        to.variables(
                            of == null || of.equals("$LATEST")
                                ? function(asked.functionName()).settings
                                : Map.of()))
                    .build();
              }
              default ->
                  GetAccountSettingsResponse.builder()
                      .accountLimit(limit -> limit.unreservedConcurrentExecutions(quota))
                      .build();
            });
  }

  private Function function(String name) {
    return Objects.requireNonNull(functions.get(name), name);
  }

  private GetAliasResponse aliased(GetAliasRequest asked) {
    String version = function(asked.functionName()).aliases.get(asked.name());
    if (version == null) {
      throw software.amazon.awssdk.services.lambda.model.ResourceNotFoundException.builder()
          .message("no alias")
          .build();
    }
    return GetAliasResponse.builder().functionVersion(version).build();
  }

  private InvokeResponse invoked(InvokeRequest asked) {
    Function function = function(asked.functionName());
    String code =
        asked.qualifier() == null ? function.latest : function.versions.get(asked.qualifier());
    if (asked.functionName().endsWith("-Migrate")) {
      if (!function.settings.isEmpty()) {
        return failed("it does not start with these settings");
      }
      if (brokenMigrations.contains(code)) {
        return failed("relation nowhere does not exist");
      }
      schema = code;
      return answered("{}");
    }
    if (startless.contains(code)) {
      return failed("no such function");
    }
    String checks =
        red.contains(code)
            ? "[{\\\"name\\\":\\\"google\\\",\\\"ok\\\":false,\\\"detail\\\":\\\"It is down.\\\",\\\"mend\\\":null}]"
            : "[]";
    return answered(
        "{\"statusCode\":200,\"body\":\"{\\\"module\\\":\\\"m\\\",\\\"ok\\\":true,\\\"checks\\\":"
            + checks
            + "}\"}");
  }

  private static InvokeResponse failed(String message) {
    return InvokeResponse.builder()
        .functionError("Unhandled")
        .payload(SdkBytes.fromUtf8String("{\"errorMessage\":\"" + message + "\"}"))
        .build();
  }

  private static InvokeResponse answered(String payload) {
    return InvokeResponse.builder().payload(SdkBytes.fromUtf8String(payload)).build();
  }

  @Override
  public S3Client buckets() {
    return client(
        S3Client.class,
        (name, request) ->
            switch (request) {
              case DeleteObjectRequest asked -> {
                objects.remove(asked.key());
                yield DeleteObjectResponse.builder().build();
              }
              default ->
                  ListObjectsV2Response.builder()
                      .contents(
                          objects.keySet().stream()
                              .map(key ->
                                  S3Object.builder()
                                      .key(key)
                                      .lastModified(written.get(key))
                                      .build())
                              .toList())
                      .build();
            });
  }

  private PutObjectResponse put(PutObjectRequest asked, RequestBody body) {
    try (var content = body.contentStreamProvider().newStream()) {
      objects.put(asked.key(), new String(content.readAllBytes(), StandardCharsets.UTF_8));
      written.put(asked.key(), Instant.EPOCH.plusSeconds(++clock));
      return PutObjectResponse.builder().build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CloudFrontClient distributions() {
    return client(
        CloudFrontClient.class, (name, request) -> CreateInvalidationResponse.builder().build());
  }

  private void call(String name) {
    calls.add(name);
    if (fault != null && calls.size() == fatal) {
      switch (fault) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new AssertionError(fault);
      }
    }
  }

  /** The methods with a request are answered; the others are the interface's own. */
  private <C> C client(Class<C> type, BiFunction<String, Object, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              String name = method.getName();
              if (name.equals("close")) {
                return null;
              }
              boolean asked =
                  arguments != null
                      && arguments[0] instanceof SdkRequest
                      && !name.endsWith("Paginator");
              if (!asked) {
                return InvocationHandler.invokeDefault(proxy, method, arguments);
              }
              call(name);
              return arguments[0] instanceof PutObjectRequest put
                  ? put(put, (RequestBody) arguments[1])
                  : answers.apply(name, arguments[0]);
            }));
  }
}
