package oo.deploy;

import java.util.List;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/**
 * LocalStack 4.14 updates a stack's alias by creating it again, which fails as it exists, and
 * deletes the new one with the old. So aliases are removed before an update of an emulator, and set
 * to each function's newest version afterwards.
 */
final class LocalStackAliases {
  private static final String LIVE = "live";

  private LocalStackAliases() {}

  static void remove(LambdaClient functions, List<String> names) {
    for (String name : names) {
      try {
        functions.deleteAlias(alias -> alias.functionName(name).name(LIVE));
      } catch (ResourceNotFoundException e) {
        // As it must be.
      }
    }
  }

  static void restore(LambdaClient functions, List<String> names) {
    for (String name : names) {
      String newest = functions.publishVersion(of -> of.functionName(name)).version();
      try {
        functions.createAlias(alias -> alias.functionName(name).name(LIVE).functionVersion(newest));
      } catch (ResourceConflictException e) {
        functions.updateAlias(alias -> alias.functionName(name).name(LIVE).functionVersion(newest));
      }
    }
  }
}
