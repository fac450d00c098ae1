package oo.dev.supervisor;

import java.nio.file.Path;

/** Where things are in a clone. */
record Tree(Path root) {
  Tree {
    root = root.toAbsolutePath().normalize();
  }

  /** What must outlive a run, and is no part of the source. */
  Path state() {
    return root.resolve(".oo");
  }

  Path keys() {
    return state().resolve("keys.env");
  }

  Path configured() {
    return root.resolve(".env");
  }

  Path log() {
    return state().resolve("oo.log");
  }

  /** Written by the launcher: when all was built. */
  Path built() {
    return state().resolve("built");
  }

  /** What a function in a container of the SAM CLI is given. */
  Path samEnvironment() {
    return state().resolve("env.json");
  }

  Path pom() {
    return root.resolve("pom.xml");
  }

  Path template() {
    return root.resolve("infra/sam-template.yaml");
  }
}
