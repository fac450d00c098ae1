package oo.bench.coldstart.micronaut;

import io.micronaut.context.annotation.Factory;
import io.micronaut.serde.ObjectMapper;
import io.micronaut.serde.annotation.SerdeImport;
import jakarta.inject.Singleton;
import java.io.IOException;
import oo.bench.coldstart.work.Function;
import oo.bench.coldstart.work.Json;
import oo.bench.coldstart.work.Wire;

/** The handler has it injected when Lambda makes the handler, so it connects in the initialisation. */
@Factory
@SerdeImport(Wire.RecommendRequest.class)
@SerdeImport(Wire.RecommendReply.class)
@SerdeImport(Wire.Notice.class)
@SerdeImport(Wire.Tip.class)
@SerdeImport(Wire.Meta.class)
@SerdeImport(Wire.CompleteRequest.class)
@SerdeImport(Wire.TapReply.class)
@SerdeImport(Wire.Task.class)
@SerdeImport(Wire.Due.class)
@SerdeImport(Wire.Distribution.class)
@SerdeImport(Wire.DeliverHint.class)
@SerdeImport(Wire.Message.class)
class Wiring {

  @Singleton
  Function function(ObjectMapper mapper) {
    return Function.from(System.getenv(), new Serde(mapper));
  }

  private record Serde(ObjectMapper mapper) implements Json {
    @Override
    public <T> T read(String text, Class<T> type) {
      try {
        return mapper.readValue(text, type);
      } catch (IOException e) {
        throw new IllegalArgumentException(e);
      }
    }

    @Override
    public String write(Object value) {
      try {
        return mapper.writeValueAsString(value);
      } catch (IOException e) {
        throw new IllegalArgumentException(e);
      }
    }
  }
}
