/**
 * What Prometheus is told of the server: what it did, and what waits. The alarms and the dashboard
 * that use it are files in {@code infra/monitoring}.
 */
@NullMarked
package oo.server.metrics;

import org.jspecify.annotations.NullMarked;
