package oo.deploy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import oo.template.FreshKeys;
import oo.template.Template;
import oo.template.TemplateReader;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/**
 * One deployment: secrets, functions, schema, pages. Each step needs those before it. A repetition
 * is an update that keeps the keys.
 */
final class Deployment {
  private static final List<String> SESSION =
      List.of("SESSION_PRIVATE_KEYS", "SESSION_PUBLIC_KEYS", "REFRESH_KEYS");
  private static final String VAULT = "VAULT_KEYS";
  // What the template reserves at most, and what AWS requires to stay unreserved.
  private static final int AT_ONCE = 200 + 100;

  private final Path tree;
  private final DeployOptions asked;
  private final Map<String, String> environment;
  private final Aws aws;
  private final PrintStream out;

  Deployment(
      Path tree, DeployOptions asked, Map<String, String> environment, Aws aws, PrintStream out) {
    this.tree = tree;
    this.asked = asked;
    this.environment = environment;
    this.aws = aws;
    this.out = out;
  }

  /**
   * @throws CannotDeploy naming what is missing; nothing was changed yet, or the next deployment
   *     continues from there
   */
  void run() throws InterruptedException {
    var sam = new Sam(tree, aws, out);
    sam.check();
    artefacts();
    String account = aws.account();
    out.println(
        "Deploying to "
            + aws.endpoint().map(Object::toString).orElse("account " + account)
            + ", "
            + aws.region().id()
            + ".");
    Map<String, String> outputs;
    try (var stacks = aws.stacks();
        var manager = aws.secrets()) {
      var stack = new Stack(stacks, asked.stack());
      var secrets = new Secrets(manager);
      var parameters = new LinkedHashMap<>(asked.parameters());
      boolean first = !stack.exists();
      if (first) {
        complete();
      }
      database(secrets, first).ifPresent(arn -> parameters.put("DatabaseSecret", arn));
      if (first) {
        out.println("Making the keys ...");
        stack.create(RetainedResources.of(template()), parameters);
      }
      fill(secrets, stack.outputs(), parameters);
      Path template = SettingsVersion.written(tree, template(), secrets.versions(), parameters);
      deploy(sam, template, stack, parameters, !first && aws.endpoint().isPresent());
      outputs = stack.outputs();
    }
    migrate(need(outputs, "Migrate"));
    pages(outputs);
    out.println();
    out.println("oO is at " + address(outputs));
  }

  private void deploy(
      Sam sam, Path template, Stack stack, Map<String, String> parameters, boolean updatesEmulator)
      throws InterruptedException {
    if (!updatesEmulator) {
      sam.deploy(template, asked.stack(), parameters);
      return;
    }
    try (var functions = aws.functions()) {
      LocalStackAliases.remove(functions, stack.functions());
      try {
        sam.deploy(template, asked.stack(), parameters);
      } finally {
        LocalStackAliases.restore(functions, stack.functions());
      }
    }
  }

  private void artefacts() {
    Template template = TemplateReader.read(tree.resolve("infra/sam-template.yaml"));
    for (Template.FunctionResource function : template.functions()) {
      Path folder = tree.resolve("functions/" + function.module());
      Path artefact = folder.resolve("target/" + function.module() + ".zip");
      if (!Files.isRegularFile(artefact)) {
        throw new CannotDeploy(tree.relativize(artefact) + " is not there: ./oo build makes it.");
      }
    }
  }

  /** Checks that a first deployment has what it needs. */
  private void complete() {
    if (asked.local()) {
      return;
    }
    need("Domain", "--domain DOMAIN: what people will open");
    need("CertificateArn", "--certificate ARN: ACM's certificate for it, in us-east-1");
    need("GoogleClientId", "GOOGLE_CLIENT_ID in the environment");
    need("TodoistClientId", "TODOIST_CLIENT_ID in the environment");
    for (String name : List.of("GOOGLE_CLIENT_SECRET", "TODOIST_CLIENT_SECRET")) {
      if (given(name).isEmpty()) {
        throw new CannotDeploy(
            "The first deployment needs " + name + " in the environment.\n" + DeployOptions.USAGE);
      }
    }
    try (var functions = aws.functions()) {
      int free = functions.getAccountSettings().accountLimit().unreservedConcurrentExecutions();
      if (free < AT_ONCE) {
        throw new CannotDeploy(
            "The account lets "
                + free
                + " functions run at once, and oO needs "
                + AT_ONCE
                + ": ask AWS for a higher quota (Service Quotas, Lambda, Concurrent executions).");
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

  private void migrate(String function) {
    out.println("Migrating the database ...");
    try (var functions = aws.functions()) {
      InvokeResponse answer =
          functions.invoke(call ->
              call.functionName(function).qualifier("live").payload(SdkBytes.fromUtf8String("{}")));
      if (answer.functionError() != null) {
        throw new CannotDeploy(
            "The functions are deployed, but migrate failed: "
                + answer.payload().asUtf8String()
                + "\nIts log says more. Mend it, and deploy again.");
      }
    }
  }

  private void pages(Map<String, String> outputs) {
    try (var buckets = aws.buckets()) {
      int files =
          new SiteUpload(buckets).upload(tree.resolve("static-site"), need(outputs, "SiteBucket"));
      out.println("Uploaded the " + files + " files of the pages.");
    }
    String distribution = outputs.get("Distribution");
    if (distribution != null) {
      try (var distributions = aws.distributions()) {
        distributions.createInvalidation(which ->
            which
                .distributionId(distribution)
                .invalidationBatch(batch ->
                    batch
                        .callerReference(Instant.now().toString())
                        .paths(paths -> paths.items("/*").quantity(1))));
      }
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
    try {
      return Files.readString(tree.resolve("infra/sam-template.yaml"));
    } catch (IOException e) {
      throw new CannotDeploy("The template cannot be read: " + e.getMessage());
    }
  }
}
