package oo.dev.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The modules that the runtime is made of and how they build on each other, from the poms. */
final class Modules {
  /**
   * @param needs the names of the modules that it builds on
   */
  record Module(String name, Path folder, Set<String> needs) {
    Path sources() {
      return folder.resolve("src/main/java");
    }

    Path resources() {
      return folder.resolve("src/main/resources");
    }

    Path classes() {
      return folder.resolve("target/classes");
    }
  }

  private final Map<String, Module> modules;

  private Modules(Map<String, Module> modules) {
    this.modules = modules;
  }

  /** In the order of the root's pom, which is one to build in. */
  static Modules of(Path root) {
    var modules = new LinkedHashMap<String, Module>();
    NodeList names = parse(root.resolve("pom.xml")).getElementsByTagName("module");
    for (int i = 0; i < names.getLength(); i++) {
      Path folder = root.resolve(names.item(i).getTextContent().strip());
      Document pom = parse(folder.resolve("pom.xml"));
      String name = folder.getFileName().toString();
      modules.put(name, new Module(name, folder, needs(pom)));
    }
    return new Modules(modules);
  }

  private static Set<String> needs(Document pom) {
    var needs = new LinkedHashSet<String>();
    NodeList dependencies = pom.getElementsByTagName("dependency");
    for (int i = 0; i < dependencies.getLength(); i++) {
      var dependency = (Element) dependencies.item(i);
      if (text(dependency, "groupId").equals("oo") && !text(dependency, "scope").equals("test")) {
        needs.add(text(dependency, "artifactId"));
      }
    }
    return needs;
  }

  private static String text(Element element, String name) {
    NodeList found = element.getElementsByTagName(name);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
  }

  private static Document parse(Path pom) {
    try {
      var factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(pom.toFile());
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new Stopped(pom + " cannot be read: " + e.getMessage());
    }
  }

  /** The module that a source or a resource belongs to. */
  Optional<Module> of(Collection<Module> some, Path file) {
    return some.stream()
        .filter(module -> file.startsWith(module.sources()) || file.startsWith(module.resources()))
        .findFirst();
  }

  /** What is compiled while oO runs: all that the runtime is made of. */
  List<Module> watched() {
    return modules.values().stream()
        .filter(module -> Files.isDirectory(module.folder().resolve("src/main")))
        .filter(module -> !module.name().equals("postgres") && !module.name().equals("stand-ins"))
        .toList();
  }

  /** The modules given and all that build on them, in the order to compile them. */
  List<Module> withDependents(Set<String> changed) {
    var affected = new LinkedHashSet<>(changed);
    var ordered = new ArrayList<Module>();
    for (Module module : inOrder()) {
      if (affected.contains(module.name())
          || module.needs().stream().anyMatch(affected::contains)) {
        affected.add(module.name());
        ordered.add(module);
      }
    }
    return ordered;
  }

  private List<Module> inOrder() {
    var ordered = new LinkedHashMap<String, Module>();
    modules.values().forEach(module -> place(module, ordered, new LinkedHashSet<>()));
    return List.copyOf(ordered.values());
  }

  private void place(Module module, Map<String, Module> ordered, Set<String> above) {
    if (ordered.containsKey(module.name()) || !above.add(module.name())) {
      return;
    }
    for (String need : module.needs()) {
      Module needed = modules.get(need);
      if (needed != null) {
        place(needed, ordered, above);
      }
    }
    ordered.put(module.name(), module);
  }
}
