package oo.policy;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The policies of the class path, by name. */
public final class PolicyFactory {
  private final Map<String, Policy> policies = new TreeMap<>();

  /**
   * @throws IllegalStateException when two policies have the same name
   */
  public PolicyFactory(Iterable<Policy> found) {
    for (Policy policy : found) {
      if (policies.put(policy.name(), policy) != null) {
        throw new IllegalStateException("Two policies are called " + policy.name());
      }
    }
  }

  /** Loads the policies by {@link ServiceLoader}. */
  public static PolicyFactory load() {
    return new PolicyFactory(ServiceLoader.load(Policy.class));
  }

  /**
   * @throws IllegalArgumentException when there is no such policy; the message lists the names
   */
  public Policy get(String name) {
    Policy policy = policies.get(name);
    if (policy == null) {
      throw new IllegalArgumentException(
          "No policy is called " + name + "; there are " + policies.keySet());
    }
    return policy;
  }
}
