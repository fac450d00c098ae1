package oo.images.training;

import java.util.LinkedHashMap;
import java.util.Map;

/** The environment in which Lambda starts a function ("Defined runtime environment variables"). */
public final class LambdaEnvironment {
  public static final String REGION = "eu-central-1";

  private LambdaEnvironment() {}

  /**
   * That of an image, started on demand with 1024 MB.
   *
   * @param settings the function's own; they cannot replace what Lambda reserves
   * @param api the address of the Runtime API
   */
  public static Map<String, String> of(String function, Map<String, String> settings, String api) {
    var all = new LinkedHashMap<String, String>();
    all.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    all.put("LANG", "en_US.UTF-8");
    all.put("TZ", ":UTC");
    all.put("AWS_REGION", REGION);
    all.put("AWS_DEFAULT_REGION", REGION);
    all.put("AWS_ACCESS_KEY_ID", "test");
    all.put("AWS_SECRET_ACCESS_KEY", "test");
    all.putAll(settings);
    all.put("_HANDLER", "by the image");
    all.put("AWS_EXECUTION_ENV", "AWS_Lambda_java" + Runtime.version().feature());
    all.put("AWS_LAMBDA_FUNCTION_NAME", function);
    all.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
    all.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024");
    all.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function);
    all.put("AWS_LAMBDA_LOG_STREAM_NAME", "local");
    all.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    all.put("AWS_LAMBDA_RUNTIME_API", api);
    all.put("LAMBDA_TASK_ROOT", "/");
    all.put("LAMBDA_RUNTIME_DIR", "/");
    return all;
  }
}
