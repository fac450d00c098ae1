package oo.deploy;

import java.util.List;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/**
 * LocalStack 4.14 updates a stack's alias by making it once more, which fails because it is there.
 * So it is removed before an update; nothing is called meanwhile that could not wait.
 */
final class EmulatorAliases {
  private EmulatorAliases() {}

  static void remove(LambdaClient functions, List<String> names) {
    for (String name : names) {
      try {
        functions.deleteAlias(alias -> alias.functionName(name).name("live"));
      } catch (ResourceNotFoundException e) {
        // As it must be.
      }
    }
  }
}
