package oo.standins.http;

/** All that one server answers. */
@FunctionalInterface
public interface Site {

  /** Never throws {@link Refused}. Called by many threads at once. */
  Reply serve(Call call);
}
