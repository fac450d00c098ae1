package oo.bench.coldstart.quarkus;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import jakarta.inject.Inject;
import oo.bench.coldstart.work.Answer;
import oo.bench.coldstart.work.Call;
import oo.bench.coldstart.work.Function;

public class QuarkusHandler
    implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {

  @Inject Function function;

  @Override
  public APIGatewayProxyResponseEvent handleRequest(
      APIGatewayProxyRequestEvent event, Context context) {
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
