package oo.contract;

import java.util.List;

public record Connectors(List<ConnectorView> connectors) {}
