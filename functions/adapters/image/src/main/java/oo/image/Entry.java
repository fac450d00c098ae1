package oo.image;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.util.Map;
import oo.fn.FnEntry;
import oo.host.base.AotCacheCheck;
import oo.host.base.NativeLibrary;
import oo.image.once.OnceCommand;

/**
 * Starts what the platform expects, recognised by the variables that it sets: Lambda's runtime
 * interface client, Fn's socket, or one call of a function.
 */
public final class Entry {
  private static final String HANDLER = "oo.lambda.LambdaEntry::handleRequest";

  /** Names the library of Lambda's runtime client, which unpacks one to /tmp otherwise. */
  private static final String RUNTIME_CLIENT =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

  private static final Map<String, String> CLIENTS =
      Map.of(
          "Linux amd64", "jni/libaws-lambda-jni.linux-x86_64.so",
          "Linux aarch64", "jni/libaws-lambda-jni.linux-aarch_64.so");

  private Entry() {}

  /**
   * The argument is the handler, where Lambda is configured with another than ours. Ends at once,
   * with 3, when the files are not those that {@code -Doo.trained} names.
   */
  public static void main(String[] arguments) throws Throwable {
    AotCacheCheck.orExit();
    switch (Runner.of(System.getenv())) {
      case LAMBDA -> {
        System.setProperty(RUNTIME_CLIENT, NativeLibrary.path(Entry.class, CLIENTS).toString());
        AWSLambda.main(arguments.length == 0 ? new String[] {HANDLER} : arguments);
      }
      case FN -> FnEntry.main(arguments);
      case NO_PLATFORM -> OnceCommand.main(arguments);
    }
  }

  /** What runs the image. */
  enum Runner {
    LAMBDA,
    FN,
    NO_PLATFORM;

    static Runner of(Map<String, String> environment) {
      if (environment.containsKey("AWS_LAMBDA_RUNTIME_API")) {
        return LAMBDA;
      }
      return environment.containsKey("FN_LISTENER") ? FN : NO_PLATFORM;
    }
  }
}
