package oo.server;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import oo.host.base.Settings;
import oo.template.Template;

/**
 * What each module is given: the names that the template gives its functions, with the values of
 * this process where it has any. A name that the template lacks is not there, so that what starts
 * here starts on AWS too.
 */
public final class ModuleSettings implements Function<String, Settings> {
  private final Template template;
  private final Map<String, String> values;
  private final Map<String, Settings> given = new ConcurrentHashMap<>();

  ModuleSettings(Template template, Map<String, String> values) {
    this.template = template;
    this.values = values;
  }

  @Override
  public Settings apply(String module) {
    // A module may name itself by its folder's whole path.
    String folder = module.substring(module.lastIndexOf('/') + 1);
    return given.computeIfAbsent(
        folder,
        name -> {
          var merged = new TreeMap<>(template.environment(name));
          merged.replaceAll((key, value) -> {
            String here = values.get(key);
            return here == null || here.isBlank() ? value : here;
          });
          return new Settings(merged);
        });
  }
}
