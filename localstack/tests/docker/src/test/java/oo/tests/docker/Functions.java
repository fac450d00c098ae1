package oo.tests.docker;

import com.github.dockerjava.api.DockerClient;
import java.util.List;
import org.testcontainers.DockerClientFactory;

/**
 * The containers that a LocalStack has started for functions; killed, it leaves them behind.
 *
 * @param localstack how the names begin, which is its own container's name
 */
record Functions(String localstack) {
  static Functions of(String localstack) {
    return new Functions(localstack.replace('_', '-'));
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
