package oo.dev.report;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Lists the libraries of an SBOM (CycloneDX, XML) by licence. It refuses a library without a
 * licence under which a closed service may ship it.
 */
public final class Licences {
  /** SPDX ids that require only a notice, or the source of changes to the library. */
  private static final Set<String> ALLOWED =
      Set.of(
          "0BSD",
          "Apache-2.0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "CC0-1.0",
          "EPL-1.0",
          "EPL-2.0",
          "ISC",
          "LGPL-2.1-only",
          "LGPL-2.1-or-later",
          "LGPL-3.0-only",
          "LGPL-3.0-or-later",
          "MIT",
          "MIT-0",
          "MPL-2.0",
          "PostgreSQL",
          "Unlicense");

  private static final String OURS = "oo";

  private Licences() {}

  /** True when every library may be shipped. */
  public static boolean list(Path sbom, PrintStream out) throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return list(factory.newDocumentBuilder().parse(sbom.toFile()), out);
  }

  static boolean list(Document sbom, PrintStream out) {
    var byLicence = new TreeMap<String, List<String>>();
    boolean allAllowed = true;
    for (Element component :
        children(child(sbom.getDocumentElement(), "components"), "component")) {
      if (text(component, "group").equals(OURS)) {
        continue;
      }
      List<String> licences = licences(component);
      boolean allowed = licences.stream().anyMatch(ALLOWED::contains);
      allAllowed &= allowed;
      byLicence
          .computeIfAbsent(
              (allowed ? "" : "? ")
                  + (licences.isEmpty() ? "none named" : String.join(" or ", licences)),
              licence -> new ArrayList<>())
          .add(
              text(component, "group")
                  + ":"
                  + text(component, "name")
                  + " "
                  + text(component, "version"));
    }
    for (Map.Entry<String, List<String>> entry : byLicence.entrySet()) {
      out.println(entry.getKey());
      entry.getValue().stream().sorted().forEach(library -> out.println("  " + library));
    }
    return allAllowed && !byLicence.isEmpty();
  }

  private static List<String> licences(Element component) {
    var found = new ArrayList<String>();
    Element licences = child(component, "licenses");
    for (Element licence : children(licences, "license")) {
      String id = text(licence, "id");
      found.add(id.isEmpty() ? text(licence, "name") : id);
    }
    children(licences, "expression")
        .forEach(expression -> found.addAll(List.of(expression.getTextContent().split(" OR "))));
    return found;
  }

  private static Element child(Element parent, String name) {
    List<Element> found = children(parent, name);
    return found.isEmpty() ? parent.getOwnerDocument().createElement(name) : found.getFirst();
  }

  private static String text(Element parent, String name) {
    List<Element> found = children(parent, name);
    return found.isEmpty() ? "" : found.getFirst().getTextContent().strip();
  }

  /** The direct children of that name. */
  private static List<Element> children(Element parent, String name) {
    var found = new ArrayList<Element>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        found.add(element);
      }
    }
    return found;
  }
}
