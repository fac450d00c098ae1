package oo.bench.competitors.quarkus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import oo.bench.competitors.RecommendHandler;
import oo.bench.competitors.Json;

public class Wiring {

  /** At startup, so that it connects in Lambda's initialisation. */
  @Produces
  @Singleton
  @Startup
  RecommendHandler recommend(ObjectMapper mapper) {
    return new RecommendHandler(System.getenv(), new Jackson(mapper));
  }

  private record Jackson(ObjectMapper mapper) implements Json {
    @Override
    public <T> T read(String text, Class<T> type) {
      try {
        return mapper.readValue(text, type);
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException(e);
      }
    }

    @Override
    public String write(Object value) {
      try {
        return mapper.writeValueAsString(value);
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException(e);
      }
    }
  }
}
