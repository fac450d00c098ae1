package oo.dev.supervisor;

import java.nio.file.Path;

/** The paths of a working tree. */
record Tree(Path root) {
  Tree {
    root = root.toAbsolutePath().normalize();
  }

  /** Files that outlive a run and are not in git. */
  Path state() {
    return root.resolve(".oo");
  }

  Path keys() {
    return state().resolve("keys.env");
  }

  Path postgres() {
    return state().resolve("postgres");
  }

  Path configured() {
    return root.resolve(".env");
  }

  Path log() {
    return state().resolve("oo.log");
  }

  /** Written by the launcher; its time is that of the last build. */
  Path built() {
    return state().resolve("built");
  }

  /** The environment of a function in a container of the SAM CLI. */
  Path samEnvironment() {
    return state().resolve("env.json");
  }

  /** What the SAM CLI is told about this machine. */
  Path samConfig() {
    return state().resolve("samconfig.toml");
  }

  Path pom() {
    return root.resolve("pom.xml");
  }

  Path template() {
    return root.resolve("infra/sam-template.yaml");
  }
}
