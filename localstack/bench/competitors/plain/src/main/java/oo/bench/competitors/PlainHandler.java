package oo.bench.competitors;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import tools.jackson.databind.json.JsonMapper;

public final class PlainHandler
    implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {

  private final RecommendHandler recommend =
      new RecommendHandler(System.getenv(), new Jackson(JsonMapper.shared()));

  @Override
  public APIGatewayProxyResponseEvent handleRequest(
      APIGatewayProxyRequestEvent event, Context context) {
    return recommend.handle(event);
  }

  private record Jackson(JsonMapper mapper) implements Json {
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
