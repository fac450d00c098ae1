package oo.tests.docker;

import com.github.dockerjava.api.DockerClient;
import java.util.List;
import org.testcontainers.DockerClientFactory;

/**
 * The containers that a LocalStack starts for functions. A killed LocalStack leaves them running.
 *
 * @param localstack name of LocalStack's own container, with which their names begin
 */
record FunctionContainers(String localstack) {
  static FunctionContainers of(String localstack) {
    return new FunctionContainers(localstack.replace('_', '-'));
  }

  void remove() {
    DockerClient docker = DockerClientFactory.instance().client();
    docker
        .listContainersCmd()
        .withShowAll(true)
        .withNameFilter(List.of("^/" + localstack + ".*-lambda-"))
        .exec()
        .forEach(left -> docker.removeContainerCmd(left.getId()).withForce(true).exec());
  }
}
