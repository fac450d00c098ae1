package oo.bench.coldstart.micronaut;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import io.micronaut.function.aws.MicronautRequestHandler;
import jakarta.inject.Inject;
import oo.bench.coldstart.work.Answer;
import oo.bench.coldstart.work.Call;
import oo.bench.coldstart.work.Function;

public class MicronautHandler
    extends MicronautRequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {

  @Inject Function function;

  @Override
  public APIGatewayProxyResponseEvent execute(APIGatewayProxyRequestEvent event) {
    Answer answer =
        function.serve(
            new Call(
                event.getHttpMethod(),
                event.getPathParameters(),
                event.getMultiValueHeaders(),
                event.getBody()));
    return new APIGatewayProxyResponseEvent()
        .withStatusCode(answer.status())
        .withMultiValueHeaders(answer.headers())
        .withBody(answer.body())
        .withIsBase64Encoded(false);
  }
}
