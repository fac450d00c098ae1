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
 * Lists an SBOM (CycloneDX, XML) by licence, and refuses a library that has no licence, or none
 * under which a closed service may ship it.
 */
public final class Licences {
  /** SPDX ids that ask for no more than a notice, or for the library's own changes. */
  private static final Set<String> FINE =
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

  /** True when all may be shipped. */
  public static boolean list(Path sbom, PrintStream out) throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return list(factory.newDocumentBuilder().parse(sbom.toFile()), out);
  }

  static boolean list(Document sbom, PrintStream out) {
    var byLicence = new TreeMap<String, List<String>>();
    boolean fine = true;
    for (Element component : below(child(sbom.getDocumentElement(), "components"), "component")) {
      if (text(component, "group").equals(OURS)) {
        continue;
      }
      List<String> licences = licences(component);
      boolean one = licences.stream().anyMatch(FINE::contains);
      fine &= one;
      byLicence
          .computeIfAbsent(
              (one ? "" : "? ")
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
    return fine && !byLicence.isEmpty();
  }

  private static List<String> licences(Element component) {
    var found = new ArrayList<String>();
    Element licences = child(component, "licenses");
    for (Element licence : below(licences, "license")) {
      String id = text(licence, "id");
      found.add(id.isEmpty() ? text(licence, "name") : id);
    }
    below(licences, "expression")
        .forEach(expression -> found.addAll(List.of(expression.getTextContent().split(" OR "))));
    return found;
  }

  private static Element child(Element parent, String name) {
    List<Element> found = below(parent, name);
    return found.isEmpty() ? parent.getOwnerDocument().createElement(name) : found.getFirst();
  }

  private static String text(Element parent, String name) {
    List<Element> found = below(parent, name);
    return found.isEmpty() ? "" : found.getFirst().getTextContent().strip();
  }

  /** The children of that name; not what is deeper. */
  private static List<Element> below(Element parent, String name) {
    var found = new ArrayList<Element>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        found.add(element);
      }
    }
    return found;
  }
}
