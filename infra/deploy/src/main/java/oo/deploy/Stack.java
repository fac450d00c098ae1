package oo.deploy;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** One CloudFormation stack, by its name. */
final class Stack {
  private static final Duration LONGEST_CHANGE = Duration.ofHours(1);

  private final CloudFormationClient stacks;
  private final String name;
  private final Duration pause;
  private final boolean emulated;

  Stack(CloudFormationClient stacks, String name, Aws aws) {
    this.stacks = stacks;
    this.name = name;
    this.pause = aws.pause();
    this.emulated = aws.endpoint().isPresent();
  }

  /**
   * Waits for a change that another deployment began, and goes on with a rollback that got stuck.
   *
   * @return whether the stack is there and can be updated
   * @throws CannotDeploy when it is there, but in a state that forbids it
   */
  boolean exists() throws InterruptedException {
    StackStatus status = settled();
    if (status == StackStatus.UPDATE_ROLLBACK_FAILED) {
      stacks.continueUpdateRollback(of -> of.stackName(name));
      status = settled();
    }
    return switch (status) {
      case DELETE_COMPLETE, REVIEW_IN_PROGRESS -> false;
      case CREATE_COMPLETE, UPDATE_COMPLETE, UPDATE_ROLLBACK_COMPLETE, IMPORT_COMPLETE -> true;
      default -> {
        // LocalStack says ROLLBACK_COMPLETE also of an update that failed, and takes the next one.
        if (emulated) {
          yield true;
        }
        throw new CannotDeploy(
            "The stack "
                + name
                + " is "
                + status
                + failure("").map(reason -> ": " + reason).orElse("")
                + ". "
                + (status == StackStatus.UPDATE_ROLLBACK_FAILED
                    ? "Mend what it names, then: aws cloudformation continue-update-rollback --stack-name "
                    : "It was never whole: aws cloudformation delete-stack --stack-name ")
                + name);
      }
    };
  }

  /** Its status when no change is under way; as deleted when there is none. */
  private StackStatus settled() throws InterruptedException {
    Instant end = Instant.now().plus(LONGEST_CHANGE);
    while (true) {
      StackStatus status =
          described().map(stack -> stack.stackStatus()).orElse(StackStatus.DELETE_COMPLETE);
      boolean moves =
          status.toString().endsWith("_IN_PROGRESS") && status != StackStatus.REVIEW_IN_PROGRESS;
      if (!moves) {
        return status;
      }
      if (Instant.now().isAfter(end)) {
        throw new CannotDeploy("The stack " + name + " is " + status + " for an hour already.");
      }
      Thread.sleep(pause);
    }
  }

  /**
   * Creates or updates it, and waits for that.
   *
   * @throws CannotDeploy with the reason of the first resource that failed
   */
  void bring(String template, Map<String, String> parameters) throws InterruptedException {
    List<Parameter> values =
        parameters.entrySet().stream()
            .map(each ->
                Parameter.builder()
                    .parameterKey(each.getKey())
                    .parameterValue(each.getValue())
                    .build())
            .toList();
    String before = lastEvent();
    if (exists()) {
      try {
        stacks.updateStack(stack ->
            stack
                .stackName(name)
                .templateBody(template)
                .capabilities(Capability.CAPABILITY_IAM)
                .parameters(values));
      } catch (CloudFormationException e) {
        if (String.valueOf(e.getMessage()).contains("No updates")) {
          return;
        }
        throw e;
      }
    } else {
      stacks.createStack(stack ->
          stack
              .stackName(name)
              .templateBody(template)
              .onFailure(OnFailure.DELETE)
              .capabilities(Capability.CAPABILITY_IAM)
              .parameters(values));
    }
    StackStatus status = settled();
    if (status != StackStatus.CREATE_COMPLETE && status != StackStatus.UPDATE_COMPLETE) {
      throw new CannotDeploy(
          "The stack "
              + name
              + " could not be made: "
              + failure(before).orElse("its events say why."));
    }
  }

  /** The newest event's id; empty without one. */
  String lastEvent() {
    return events().map(StackEvent::eventId).findFirst().orElse("");
  }

  /**
   * Why the first resource failed.
   *
   * @param since the id of an event; only those after it count
   */
  Optional<String> failure(String since) {
    return events()
        .takeWhile(event -> !event.eventId().equals(since))
        .filter(event -> event.resourceStatusAsString().endsWith("_FAILED"))
        .filter(event -> !String.valueOf(event.resourceStatusReason()).contains("cancelled"))
        .reduce((later, earlier) -> earlier)
        .map(event ->
            event.logicalResourceId()
                + " ("
                + event.resourceType()
                + "): "
                + event.resourceStatusReason());
  }

  /** The newest first. */
  private Stream<StackEvent> events() {
    try {
      return stacks.describeStackEventsPaginator(of -> of.stackName(name)).stackEvents().stream();
    } catch (CloudFormationException e) {
      return Stream.empty();
    }
  }

  /** Its functions' names, by their logical ids. */
  Map<String, String> functions() {
    var functions = new LinkedHashMap<String, String>();
    resources()
        .filter(resource -> "AWS::Lambda::Function".equals(resource.resourceType()))
        .forEach(each -> functions.put(each.logicalResourceId(), each.physicalResourceId()));
    return functions;
  }

  /** The versions that it published last, by function's name. */
  Map<String, String> versions() {
    var versions = new LinkedHashMap<String, String>();
    resources()
        .filter(resource -> "AWS::Lambda::Version".equals(resource.resourceType()))
        .map(resource -> resource.physicalResourceId().split(":"))
        .forEach(arn -> versions.put(arn[arn.length - 2], arn[arn.length - 1]));
    return versions;
  }

  private Stream<StackResourceSummary> resources() {
    return stacks.listStackResourcesPaginator(which -> which.stackName(name)).stream()
        .flatMap(page -> page.stackResourceSummaries().stream());
  }

  Map<String, String> outputs() {
    var outputs = new LinkedHashMap<String, String>();
    described()
        .ifPresent(stack ->
            stack.outputs().forEach(each -> outputs.put(each.outputKey(), each.outputValue())));
    return outputs;
  }

  Map<String, String> parameters() {
    var parameters = new LinkedHashMap<String, String>();
    described()
        .ifPresent(stack ->
            stack
                .parameters()
                .forEach(each -> parameters.put(each.parameterKey(), each.parameterValue())));
    return parameters;
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
