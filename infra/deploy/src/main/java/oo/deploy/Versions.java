package oo.deploy;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.AliasConfiguration;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/**
 * The published versions of functions, and the aliases that choose among them. {@code live} is what
 * serves. {@code healthy} is what served when a deployment was last found well, so that a later one
 * knows where to go back to, also after its process died.
 */
final class Versions {
  static final String LIVE = "live";
  static final String HEALTHY = "healthy";

  /** Beside those that an alias names. */
  private static final int KEPT = 3;

  private final LambdaClient functions;

  Versions(LambdaClient functions) {
    this.functions = functions;
  }

  /** What an alias names, by function; a function without it is absent. */
  Map<String, String> at(String alias, Collection<String> names) {
    var versions = new TreeMap<String, String>();
    for (String name : names) {
      alias(name, alias).ifPresent(found -> versions.put(name, found.functionVersion()));
    }
    return versions;
  }

  /** Makes an alias of each function name its version, and no other beside it. */
  void point(String alias, Map<String, String> versions) {
    versions.forEach((name, version) -> {
      Optional<AliasConfiguration> found = alias(name, alias);
      if (found.isEmpty()) {
        functions.createAlias(of -> of.functionName(name).name(alias).functionVersion(version));
      } else if (!found.get().functionVersion().equals(version) || shares(found.get())) {
        functions.updateAlias(of ->
            of.functionName(name)
                .name(alias)
                .functionVersion(version)
                .routingConfig(to -> to.additionalVersionWeights(Map.of())));
      }
    });
  }

  /** Publishes what each function is now, unless that is published. */
  Map<String, String> published(Collection<String> names) {
    var versions = new TreeMap<String, String>();
    for (String name : names) {
      versions.put(name, functions.publishVersion(of -> of.functionName(name)).version());
    }
    return versions;
  }

  /**
   * Deletes old versions.
   *
   * @return how many
   */
  int prune(Collection<String> names) {
    int deleted = 0;
    for (String name : names) {
      for (String version : old(name)) {
        try {
          functions.deleteFunction(which -> which.functionName(name).qualifier(version));
          deleted++;
        } catch (ResourceConflictException e) {
          // An alias that was made meanwhile names it.
        }
      }
    }
    return deleted;
  }

  private List<String> old(String name) {
    var aliased = new HashSet<String>();
    functions
        .listAliasesPaginator(of -> of.functionName(name))
        .forEach(page ->
            page.aliases()
                .forEach(alias -> {
                  aliased.add(alias.functionVersion());
                  if (shares(alias)) {
                    aliased.addAll(alias.routingConfig().additionalVersionWeights().keySet());
                  }
                }));
    return functions.listVersionsByFunctionPaginator(of -> of.functionName(name)).stream()
        .flatMap(page -> page.versions().stream())
        .map(version -> version.version())
        .filter(version -> !version.equals("$LATEST") && !aliased.contains(version))
        .sorted((one, other) -> Long.compare(Long.parseLong(other), Long.parseLong(one)))
        .skip(KEPT)
        .toList();
  }

  private static boolean shares(AliasConfiguration alias) {
    return alias.routingConfig() != null && alias.routingConfig().hasAdditionalVersionWeights();
  }

  private Optional<AliasConfiguration> alias(String function, String name) {
    try {
      var found = functions.getAlias(alias -> alias.functionName(function).name(name));
      return Optional.of(
          AliasConfiguration.builder()
              .functionVersion(found.functionVersion())
              .routingConfig(found.routingConfig())
              .build());
    } catch (ResourceNotFoundException e) {
      return Optional.empty();
    }
  }
}
