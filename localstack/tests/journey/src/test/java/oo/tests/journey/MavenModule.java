package oo.tests.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * One module of the tree, by its pom and its sources.
 *
 * @param name as docs/platform.md says it: {@code auth}, {@code common/host}, {@code infra/images}
 * @param artefact its group and name, with a colon
 * @param dependencies that its own pom names, without those of the parent
 * @param code the sources, without comments and strings
 * @param tests the sources of the tests, without comments and strings
 */
record MavenModule(
    String name, String artefact, List<Dependency> dependencies, String code, String tests) {

  /**
   * @param artefact its group and name, with a colon
   */
  record Dependency(String artefact, String scope) {}

  static List<MavenModule> all() {
    return paths().stream().map(MavenModule::of).toList();
  }

  /** The modules' folders in the tree. */
  static List<String> paths() {
    return below(read(Oo.TREE.resolve("pom.xml")), "modules", "module").stream()
        .map(module -> module.getTextContent().strip())
        .toList();
  }

  private static MavenModule of(String path) {
    Path folder = Oo.TREE.resolve(path);
    return new MavenModule(
        path.replaceFirst("^functions/", ""),
        "oo:" + text(read(folder.resolve("pom.xml")), "artifactId"),
        below(read(folder.resolve("pom.xml")), "dependencies", "dependency").stream()
            .map(one ->
                new Dependency(
                    text(one, "groupId") + ":" + text(one, "artifactId"),
                    text(one, "scope").replaceFirst("^$", "compile")))
            .toList(),
        sources(folder.resolve("src/main")),
        sources(folder.resolve("src/test")));
  }

  boolean uses(List<String> packages) {
    return packages.stream().anyMatch(code::contains);
  }

  boolean testsUse(List<String> packages) {
    return packages.stream().anyMatch(tests::contains);
  }

  private static String sources(Path folder) {
    if (!Files.isDirectory(folder)) {
      return "";
    }
    try (Stream<Path> files = Files.walk(folder)) {
      var all = new ArrayList<String>();
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        all.add(
            Files.readString(file)
                .replaceAll("(?s)/\\*.*?\\*/", "")
                .replaceAll("\"[^\"\n]*\"", "")
                .replaceAll("//.*", ""));
      }
      return String.join("\n", all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Element read(Path pom) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(pom.toFile())
          .getDocumentElement();
    } catch (IOException | ParserConfigurationException | SAXException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Element> below(Element parent, String list, String name) {
    return children(parent, list).stream().flatMap(one -> children(one, name).stream()).toList();
  }

  private static List<Element> children(Element parent, String name) {
    var found = new ArrayList<Element>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        found.add(element);
      }
    }
    return found;
  }

  private static String text(Element parent, String name) {
    return children(parent, name).stream()
        .map(element -> element.getTextContent().strip())
        .collect(Collectors.joining());
  }
}
