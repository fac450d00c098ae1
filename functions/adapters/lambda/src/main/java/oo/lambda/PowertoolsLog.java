package oo.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;
import software.amazon.lambda.powertools.logging.argument.StructuredArguments;
import software.amazon.lambda.powertools.metrics.Metrics;
import software.amazon.lambda.powertools.metrics.MetricsBuilder;
import software.amazon.lambda.powertools.metrics.model.DimensionSet;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/**
 * The line by Powertools' logging, with Lambda's own fields (request id, cold start), and the
 * metrics by Powertools' metrics; both without AspectJ.
 */
final class PowertoolsLog implements LambdaLog {
  private final Logger logger = LoggerFactory.getLogger("oo");
  private final Metrics metrics;

  PowertoolsLog(String service) {
    metrics = MetricsBuilder.builder().withNamespace(NAMESPACE).withService(service).build();
  }

  @Override
  public byte[] during(Context context, Supplier<byte[]> call) {
    return PowertoolsLogging.withLogging(context, call);
  }

  @Override
  public void write(Map<String, Object> line) {
    logger.info("served", StructuredArguments.entries(line));
    metrics.flushMetrics(each -> {
      each.setNamespace(NAMESPACE);
      each.setDefaultDimensions(DimensionSet.of(OPERATION, String.valueOf(line.get(OPERATION))));
      if (line.get(MILLISECONDS) instanceof Number ms) {
        each.addMetric(MILLISECONDS, ms.doubleValue(), MetricUnit.MILLISECONDS);
      }
      each.addMetric(FAILED, LambdaLog.failed(line) ? 1 : 0, MetricUnit.COUNT);
    });
  }
}
