package oo.deploy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.waiters.CloudFormationWaiter;

/** One CloudFormation stack, by its name. */
final class Stack {
  private final CloudFormationClient stacks;
  private final String name;

  Stack(CloudFormationClient stacks, String name) {
    this.stacks = stacks;
    this.name = name;
  }

  /**
   * Whether it is there and can be updated.
   *
   * @throws CannotDeploy when it is there, but in a state that forbids it
   */
  boolean exists() {
    Optional<StackStatus> status = described().map(stack -> stack.stackStatus());
    if (status.isEmpty() || status.get() == StackStatus.REVIEW_IN_PROGRESS) {
      return false;
    }
    return switch (status.get()) {
      case CREATE_COMPLETE, UPDATE_COMPLETE, UPDATE_ROLLBACK_COMPLETE, IMPORT_COMPLETE -> true;
      case ROLLBACK_COMPLETE, ROLLBACK_FAILED, CREATE_FAILED, DELETE_FAILED ->
          throw new CannotDeploy(
              "The stack "
                  + name
                  + " was never whole ("
                  + status.get()
                  + "): delete it, and deploy again. Its events say what was wrong:"
                  + " aws cloudformation describe-stack-events --stack-name "
                  + name);
      default ->
          throw new CannotDeploy(
              "The stack "
                  + name
                  + " is "
                  + status.get()
                  + ": wait until it is not, and deploy again.");
    };
  }

  /** Makes it, and waits until it is there. */
  void create(String template, Map<String, String> parameters) {
    stacks.createStack(stack ->
        stack
            .stackName(name)
            .templateBody(template)
            .onFailure(OnFailure.DELETE)
            .parameters(
                parameters.entrySet().stream()
                    .map(each ->
                        Parameter.builder()
                            .parameterKey(each.getKey())
                            .parameterValue(each.getValue())
                            .build())
                    .toList()));
    try (var waiter =
        CloudFormationWaiter.builder()
            .client(stacks)
            .overrideConfiguration(wait ->
                wait.maxAttempts(300)
                    .backoffStrategyV2(BackoffStrategy.fixedDelay(Duration.ofSeconds(1))))
            .build()) {
      waiter.waitUntilStackCreateComplete(stack -> stack.stackName(name));
    } catch (SdkException e) {
      throw new CannotDeploy(
          "The stack " + name + " could not be made; CloudFormation says: " + e.getMessage());
    }
  }

  /** The names of its functions. */
  List<String> functions() {
    return stacks.listStackResourcesPaginator(which -> which.stackName(name)).stream()
        .flatMap(page -> page.stackResourceSummaries().stream())
        .filter(resource -> "AWS::Lambda::Function".equals(resource.resourceType()))
        .map(resource -> resource.physicalResourceId())
        .toList();
  }

  Map<String, String> outputs() {
    var outputs = new LinkedHashMap<String, String>();
    described()
        .ifPresent(stack ->
            stack.outputs().forEach(each -> outputs.put(each.outputKey(), each.outputValue())));
    return outputs;
  }

  private Optional<software.amazon.awssdk.services.cloudformation.model.Stack> described() {
    try {
      return stacks.describeStacks(which -> which.stackName(name)).stacks().stream().findFirst();
    } catch (CloudFormationException e) {
      if (String.valueOf(e.getMessage()).contains("does not exist")) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
