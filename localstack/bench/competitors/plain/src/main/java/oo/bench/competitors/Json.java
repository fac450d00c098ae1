package oo.bench.competitors;

/** The competitor's own JSON library. */
public interface Json {
  <T> T read(String text, Class<T> type);

  String write(Object value);
}
