package oo.bench.coldstart.plain;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import oo.bench.coldstart.work.Answer;
import oo.bench.coldstart.work.Call;
import oo.bench.coldstart.work.Function;
import oo.bench.coldstart.work.Json;
import tools.jackson.databind.json.JsonMapper;

public final class PlainHandler
    implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {

  private final Function function = Function.from(System.getenv(), new Jackson());

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

  private static final class Jackson implements Json {
    private final JsonMapper mapper = JsonMapper.shared();

    @Override
    public <T> T read(String text, Class<T> type) {
      return mapper.readValue(text, type);
    }

    @Override
    public String write(Object value) {
      return mapper.writeValueAsString(value);
    }
  }
}
