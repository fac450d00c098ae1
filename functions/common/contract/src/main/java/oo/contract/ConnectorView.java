package oo.contract;

import java.util.List;

/** {@code configured} is false when the operator has set no client id for this provider. */
public record ConnectorView(
    String provider, String name, boolean configured, List<ConnectionView> connections) {}
