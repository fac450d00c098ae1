package oo.deploy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import oo.template.Architecture;
import oo.template.FreshKeys;
import oo.template.Template;
import oo.template.TemplateReader;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.State;

/**
 * One deployment. Until its functions are switched to, what served before serves on: its migration
 * comes first, as old code runs on a new schema. Each step can be repeated, so a deployment that
 * failed or died at any point goes on with the next one.
 */
final class Deployment {
  private static final List<String> SESSION =
      List.of("SESSION_PRIVATE_KEYS", "SESSION_PUBLIC_KEYS", "REFRESH_KEYS");
  private static final String VAULT = "VAULT_KEYS";
  // What the template reserves at most, and what AWS requires to stay unreserved.
  private static final int AT_ONCE = 200 + 100;
  private static final String BEFORE = "The version before serves on.";
  private static final String NEW_FUNCTIONS = "The new functions serve, with the pages of before.";
  private static final String TOPIC = "AlarmTopic";
  private static final String WEB_ACL = "WebAclArn";
  private static final String ROUTES =
      "\nLocalStack cannot change the routes of an API: start it again, empty, and deploy to that.";

  private final Path tree;
  private final DeployOptions asked;
  private final Map<String, String> environment;
  private final Aws aws;
  private final Sam sam;
  private final Steps steps;
  private final PrintStream out;
  private Template described = new Template(List.of(), List.of());

  Deployment(
      Path tree,
      DeployOptions asked,
      Map<String, String> environment,
      Aws aws,
      Sam sam,
      Steps steps,
      PrintStream out) {
    this.tree = tree;
    this.asked = asked;
    this.environment = environment;
    this.aws = aws;
    this.sam = sam;
    this.steps = steps;
    this.out = out;
  }

  /**
   * @throws CannotDeploy when a step failed; it says what serves, and the next deployment goes on
   */
  void run() throws InterruptedException {
    try (var stacks = aws.stacks(aws.region());
        var global = aws.stacks(Region.US_EAST_1);
        var manager = aws.secrets();
        var functions = aws.functions()) {
      new Run(
              new Stack(stacks, asked.stack(), aws),
              new Stack(global, asked.stack() + "-waf", aws),
              new Stack(global, asked.stack() + "-edge", aws),
              new Secrets(manager),
              functions,
              new Versions(functions),
              new ModuleHealth(functions))
          .steps();
    }
  }

  /** Needs all clients; what one step finds, a later one uses. */
  private final class Run {
    private final Stack stack;
    private final Stack waf;
    private final Stack edge;
    private final Secrets secrets;
    private final LambdaClient functions;
    private final Versions versions;
    private final ModuleHealth health;
    private final Map<String, String> parameters = new LinkedHashMap<>(asked.parameters());
    private final boolean emulated = aws.endpoint().isPresent();

    /** Empty at the first deployment. */
    private Map<String, String> outputs = Map.of();

    /** Those that served when a deployment was last found well, by function's name. */
    private Map<String, String> healthy = Map.of();

    /** Those to go back to: the healthy ones, or what served without having been asked. */
    private Map<String, String> before = Map.of();

    private Path uploaded = tree;

    /** Whether the old functions can migrate: a new database is known to the new ones only. */
    private boolean early;

    Run(
        Stack stack,
        Stack waf,
        Stack edge,
        Secrets secrets,
        LambdaClient functions,
        Versions versions,
        ModuleHealth health) {
      this.stack = stack;
      this.waf = waf;
      this.edge = edge;
      this.secrets = secrets;
      this.functions = functions;
      this.versions = versions;
      this.health = health;
    }

    void steps() throws InterruptedException {
      steps.run("check", this::check);
      if (!emulated) {
        steps.run("web ACL", this::webAcl);
      }
      steps.run("keys and secrets", this::keys);
      steps.run("upload the functions", this::upload);
      if (early) {
        steps.run("migrate the database", () -> migrate(true));
      }
      steps.run("change the stack", this::change);
      if (!early) {
        steps.run("migrate the database", () -> migrate(false));
      }
      steps.run("switch to the functions", this::activate);
      steps.run("upload the pages", this::pages);
      if (outputs.containsKey("Distribution")) {
        steps.run("tell CloudFront", this::invalidate);
      }
      steps.serves("The new version serves.");
      if (outputs.containsKey("Distribution")) {
        steps.run("watch CloudFront", this::watch);
      }
      steps.run(
          "delete old versions", () -> versions.prune(stack.functions().values()) + " deleted");
      out.println();
      out.println("oO is at " + address(outputs));
    }

    private String check() throws InterruptedException {
      String version = sam.check();
      described = TemplateReader.read(tree.resolve("infra/sam-template.yaml"));
      artefacts();
      known(parameters.keySet());
      Commit.of(tree).ifPresent(commit -> parameters.putIfAbsent("SentryRelease", commit));
      String account = aws.account();
      if (stack.exists()) {
        outputs = stack.outputs();
      }
      if (outputs.isEmpty()) {
        steps.serves("Nothing serves yet.");
        complete();
        if (!emulated) {
          parameters.putIfAbsent("Reservations", reservations(functions));
        }
      } else {
        steps.serves(BEFORE);
        if (!outputs.containsKey("SessionSecret")) {
          throw new CannotDeploy(otherWay());
        }
      }
      if (emulated) {
        parameters.putIfAbsent("Architecture", Architecture.ofThisMachine());
        return "LocalStack, " + version;
      }
      return "account " + account + ", " + version;
    }

    /** The one that oO makes, unless the operator has another or wants none. */
    private String webAcl() throws InterruptedException {
      if (asked.has(WEB_ACL)) {
        return "yours";
      }
      String now = stack.parameters().getOrDefault(WEB_ACL, "");
      boolean ours = waf.exists() && now.equals(waf.outputs().get("WebAcl"));
      if (asked.waf().orElse(outputs.isEmpty() || ours)) {
        waf.bring(read(tree.resolve("infra/waf-template.yaml")), Map.of());
        parameters.put(WEB_ACL, need(waf.outputs(), "WebAcl"));
        return ours ? "kept" : "made";
      }
      if (asked.waf().isPresent()) {
        parameters.put(WEB_ACL, "");
        return "none; the stack " + asked.stack() + "-waf in us-east-1 can be deleted afterwards";
      }
      return now.isEmpty() ? "none; --waf makes one" : "yours";
    }

    private String keys() throws InterruptedException {
      boolean first = outputs.isEmpty();
      database(secrets, first).ifPresent(arn -> parameters.put("DatabaseSecret", arn));
      if (first) {
        stack.bring(RetainedResources.of(template()), parameters);
        outputs = stack.outputs();
      }
      fill(secrets, outputs, parameters);
      return first ? "made" : "kept";
    }

    private String upload() throws InterruptedException {
      layer();
      Path template = SettingsVersion.written(tree, template(), secrets.versions(), parameters);
      if (emulated) {
        write(template, ConstantVersions.in(read(template)));
      }
      uploaded = sam.upload(template, asked.stack());
      early = outputs.containsKey("Migrate") && !changes("DatabaseSecret");
      return described.modules().size() + " artefacts";
    }

    /** Before the functions, which name it. */
    private void layer() {
      var all = new LinkedHashMap<>(stack.parameters());
      all.putAll(parameters);
      if (TelemetryLayer.isNeeded(all)) {
        byte[] zip = bytes(tree.resolve("functions/adapters/telemetry/target/telemetry.zip"));
        parameters.put(
            TelemetryLayer.PARAMETER,
            TelemetryLayer.version(functions, asked.stack() + "-telemetry", zip));
      } else if (!all.getOrDefault(TelemetryLayer.PARAMETER, "").isEmpty()) {
        parameters.put(TelemetryLayer.PARAMETER, "");
      }
    }

    private boolean changes(String parameter) {
      String now = stack.parameters().getOrDefault(parameter, "");
      return !parameters.getOrDefault(parameter, now).equals(now);
    }

    /**
     * Calls the newest code of the function, which no alias names: what serves is untouched.
     *
     * @param early whether the code must be put there first. It runs with the settings of what
     *     serves, as those of a deployment that failed may be why it failed
     */
    private String migrate(boolean early) throws InterruptedException {
      String function = need(outputs, "Migrate");
      if (!early) {
        return migrate(function);
      }
      byte[] code = bytes(tree.resolve("functions/maintenance/target/maintenance.zip"));
      functions.updateFunctionCode(
          of -> of.functionName(function).zipFile(SdkBytes.fromByteArrayUnsafe(code)));
      Map<String, String> left = ready(function).environment().variables();
      // By its number, as LocalStack finds no configuration by an alias.
      String live = versions.at(Versions.LIVE, List.of(function)).getOrDefault(function, "$LATEST");
      Map<String, String> good =
          functions
              .getFunctionConfiguration(of -> of.functionName(function).qualifier(live))
              .environment()
              .variables();
      if (good.equals(left)) {
        return migrate(function);
      }
      try {
        settings(function, good);
        return migrate(function);
      } finally {
        settings(function, left);
      }
    }

    private void settings(String function, Map<String, String> variables)
        throws InterruptedException {
      functions.updateFunctionConfiguration(
          of -> of.functionName(function).environment(to -> to.variables(variables)));
      ready(function);
    }

    private String migrate(String function) throws InterruptedException {
      ready(function);
      InvokeResponse answer =
          functions.invoke(call ->
              call.functionName(function)
                  .logType(LogType.TAIL)
                  .payload(SdkBytes.fromUtf8String("{}")));
      if (answer.functionError() != null) {
        var lines = LogTail.of(answer.logResult());
        steps.log().println(lines.text());
        throw new CannotDeploy(lines.errors().orElse(answer.payload().asUtf8String()));
      }
      return "the schema is new";
    }

    /** Waits until a change of it is done. */
    private GetFunctionConfigurationResponse ready(String function) throws InterruptedException {
      while (true) {
        var now = functions.getFunctionConfiguration(of -> of.functionName(function));
        if (now.lastUpdateStatus() == LastUpdateStatus.FAILED) {
          throw new CannotDeploy(function + " takes no new code: " + now.lastUpdateStatusReason());
        }
        if (now.lastUpdateStatus() != LastUpdateStatus.IN_PROGRESS
            && now.state() != State.PENDING) {
          return now;
        }
        Thread.sleep(aws.pause());
      }
    }

    private String change() throws InterruptedException {
      Collection<String> names = stack.functions().values();
      healthy = versions.at(Versions.HEALTHY, names);
      before = versions.at(Versions.LIVE, names);
      if (!emulated) {
        // CodeDeploy takes an alias from where CloudFormation left it, and from nowhere else.
        boolean asLeft = before.equals(stack.versions());
        parameters.put("Canary", String.valueOf(asked.canary() && asLeft));
      }
      before.putAll(healthy);
      String last = stack.lastEvent();
      try {
        sam.deploy(uploaded, asked.stack(), parameters);
      } catch (CannotDeploy e) {
        String reason = stack.failure(last).orElse(String.valueOf(e.getMessage()));
        throw new CannotDeploy(
            emulated && reason.contains("Stage already exists") ? reason + ROUTES : reason);
      }
      if (!emulated) {
        steps.serves(NEW_FUNCTIONS);
      }
      outputs = stack.outputs();
      return stack.functions().size() + " functions";
    }

    /**
     * Asks the new versions whether they are well, and makes them serve; otherwise those before.
     */
    private String activate() {
      Map<String, String> names = stack.functions();
      Map<String, String> target = emulated ? versions.published(names.values()) : stack.versions();
      try {
        wellBeing(names, target);
        versions.point(Versions.LIVE, target);
      } catch (CannotDeploy | SdkException e) {
        back(e);
        throw e;
      }
      steps.serves(NEW_FUNCTIONS);
      versions.point(Versions.HEALTHY, target);
      return target.size() + " versions";
    }

    private void back(RuntimeException why) {
      if (before.isEmpty()) {
        return;
      }
      try {
        versions.point(Versions.LIVE, before);
        steps.serves(BEFORE);
      } catch (SdkException e) {
        steps.serves("New functions may serve: they could not be taken back.");
        why.addSuppressed(e);
      }
    }

    private void wellBeing(Map<String, String> names, Map<String, String> target) {
      var faults = new ArrayList<String>();
      for (Template.FunctionResource function : described.functions()) {
        if (function.trigger() instanceof Template.Route route
            && route.path().endsWith("/health")) {
          String name = need(names, function.id());
          String version = need(target, name);
          health
              .faults(name, route.path(), version, healthy.getOrDefault(name, version))
              .forEach(fault -> faults.add(function.module() + ": " + fault));
        }
      }
      if (!faults.isEmpty()) {
        throw new CannotDeploy(String.join("\n", faults));
      }
    }

    private String pages() {
      try (var buckets = aws.buckets()) {
        return new SiteUpload(buckets)
                .upload(tree.resolve("static-site"), need(outputs, "SiteBucket"))
            + " files";
      }
    }

    /** CloudFront tells its log and its failures in us-east-1; an alarm and its topic share one. */
    private String watch() throws InterruptedException {
      String said = parameters.getOrDefault(TOPIC, stack.parameters().getOrDefault(TOPIC, ""));
      String kept = edge.exists() ? edge.parameters().getOrDefault(TOPIC, "") : "";
      String topic = said.contains(":us-east-1:") ? said : kept;
      edge.bring(
          read(tree.resolve("infra/edge-template.yaml")),
          Map.of("Distribution", need(outputs, "Distribution"), TOPIC, topic));
      return topic.isEmpty() ? "its alarm has no topic in us-east-1" : "ok";
    }

    private String invalidate() {
      try (var distributions = aws.distributions()) {
        distributions.createInvalidation(which ->
            which
                .distributionId(outputs.get("Distribution"))
                .invalidationBatch(batch ->
                    batch
                        .callerReference(Instant.now().toString())
                        .paths(paths -> paths.items("/*").quantity(1))));
        return "ok";
      }
    }
  }

  private String otherWay() {
    return "The stack "
        + asked.stack()
        + " was not made by ./oo deploy. When localstack/compose.yaml made it, this deploys another build:\n"
        + "  ./oo build && docker compose -f localstack/compose.yaml restart localstack";
  }

  private void artefacts() {
    for (String module : described.modules()) {
      Path artefact = tree.resolve("functions/" + module + "/target/" + module + ".zip");
      if (!Files.isRegularFile(artefact)) {
        throw new CannotDeploy(tree.relativize(artefact) + " is not there: ./oo build makes it.");
      }
    }
  }

  /** Checks that a first deployment has what it needs. */
  private void complete() {
    need("GoogleClientId", "GOOGLE_CLIENT_ID in the environment");
    need("TodoistClientId", "TODOIST_CLIENT_ID in the environment");
    for (String name : List.of("GOOGLE_CLIENT_SECRET", "TODOIST_CLIENT_SECRET")) {
      if (given(name).isEmpty()) {
        throw new CannotDeploy(
            "The first deployment needs " + name + " in the environment.\n" + DeployOptions.USAGE);
      }
    }
    if (asked.local()) {
      return;
    }
    need("Domain", "--domain DOMAIN: what people will open");
    need("CertificateArn", "--certificate ARN: ACM's certificate for it, in us-east-1");
  }

  /** A new account runs ten functions at once, and can reserve none of them. */
  private String reservations(LambdaClient functions) {
    int free = functions.getAccountSettings().accountLimit().unreservedConcurrentExecutions();
    return free < AT_ONCE ? "none" : "full";
  }

  /** Refuses what the template does not have, and secrets: arguments are seen by others. */
  private void known(Set<String> names) {
    for (String name : names) {
      Matcher parameter =
          Pattern.compile("(?m)^  " + Pattern.quote(name) + ":(.*\\R(?:    .*\\R)*)")
              .matcher(template());
      if (!parameter.find() || parameter.group(1).contains("NoEcho")) {
        throw new CannotDeploy(
            "The template has no parameter "
                + name
                + " that may be given: infra/sam-template.yaml lists them.");
      }
    }
  }

  private void need(String parameter, String what) {
    if (!asked.has(parameter)) {
      throw new CannotDeploy("The first deployment needs " + what + ".\n" + DeployOptions.USAGE);
    }
  }

  /** The secret with the database's address, when one is given. */
  private Optional<String> database(Secrets secrets, boolean first) {
    String said = asked.parameters().getOrDefault("DatabaseSecret", "");
    if (!said.isBlank()) {
      secrets.read(said);
      return Optional.of(said);
    }
    String url = given("DATABASE_URL");
    if (!url.isEmpty()) {
      String arn =
          secrets.named(asked.stack() + "-database", "The database of oO: url, username, password");
      secrets.put(
          arn,
          Map.of(
              "url", url,
              "username", given("DATABASE_USER"),
              "password", given("DATABASE_PASSWORD")));
      return Optional.of(arn);
    }
    if (first) {
      throw new CannotDeploy(
          "The first deployment needs the database: --database-secret ARN, or DATABASE_URL, DATABASE_USER and DATABASE_PASSWORD in the environment.");
    }
    return Optional.empty();
  }

  /** Gives every secret of the stack its value, unless it has one. */
  private void fill(Secrets secrets, Map<String, String> outputs, Map<String, String> parameters) {
    String session = need(outputs, "SessionSecret");
    String vault = need(outputs, "VaultSecret");
    Map<String, String> fresh = FreshKeys.fresh();
    Map<String, String> sessionKeys = kept(secrets, session, SESSION, fresh);
    kept(secrets, vault, List.of(VAULT), fresh);
    provider(secrets, need(outputs, "GoogleSecret"), "GOOGLE_CLIENT_SECRET");
    provider(secrets, need(outputs, "TodoistSecret"), "TODOIST_CLIENT_SECRET");
    parameters.put("SessionPublicKeys", sessionKeys.getOrDefault("SESSION_PUBLIC_KEYS", ""));
  }

  /** The existing keys, otherwise those of the environment, otherwise new ones. */
  private Map<String, String> kept(
      Secrets secrets, String id, List<String> names, Map<String, String> fresh) {
    Map<String, String> there = secrets.read(id);
    var missing = new LinkedHashMap<String, String>();
    boolean given = names.stream().allMatch(name -> !given(name).isEmpty());
    for (String name : names) {
      if (!there.containsKey(name)) {
        missing.put(name, given ? given(name) : fresh.getOrDefault(name, ""));
      }
    }
    if (!missing.isEmpty() && missing.size() != names.size()) {
      throw new CannotDeploy(
          "The secret "
              + id
              + " has some of "
              + String.join(", ", names)
              + ", and must have all: they belong together.");
    }
    return secrets.put(id, missing);
  }

  private void provider(Secrets secrets, String id, String name) {
    String value = given(name);
    if (!value.isEmpty()) {
      secrets.put(id, Map.of(name, value));
    } else if (secrets.read(id).isEmpty()) {
      // With stand-ins for sign-in, an empty secret does.
      secrets.put(id, Map.of(name, ""));
    }
  }

  private String address(Map<String, String> outputs) {
    String site = outputs.get("Site");
    if (site != null) {
      return site + "   (its DNS must lead to " + outputs.get("DistributionDomain") + ")";
    }
    String at = aws.endpoint().map(Object::toString).orElse("");
    return at
        + "/_aws/execute-api/"
        + need(outputs, "ApiId")
        + "/Prod/api/auth/health   (the API; the pages are in the bucket "
        + need(outputs, "SiteBucket")
        + ", and a front must put both on one origin)";
  }

  private static String need(Map<String, String> outputs, String name) {
    String value = outputs.get(name);
    if (value == null) {
      throw new CannotDeploy(
          "The stack does not say its " + name + ": was it made by ./oo deploy?");
    }
    return value;
  }

  private String given(String name) {
    return environment.getOrDefault(name, "").strip();
  }

  private String template() {
    return read(tree.resolve("infra/sam-template.yaml"));
  }

  private static String read(Path file) {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CannotDeploy(file + " cannot be read: " + e.getMessage());
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new CannotDeploy(file + " cannot be written: " + e.getMessage());
    }
  }
}
