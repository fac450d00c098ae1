package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A block of code in a page of the documentation.
 *
 * @param page its path in the tree
 * @param line where it begins, from 1
 * @param language as the fence names it; empty without a name, and for an indented block
 */
public record DocumentedBlock(String page, int line, String language, String text) {
  /** A reader copies a block without a language into a shell. */
  private static final Set<String> SHELL = Set.of("", "sh", "bash");

  private static final Set<String> OTHERS = Set.of("text", "java", "ts", "python", "json", "yaml");
  private static final Set<String> SKIPPED =
      Set.of("target", "node_modules", "python_modules", ".git", ".oo");
  private static final Pattern FENCE = Pattern.compile(" *```(\\w*)");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^\\s*(\\$ |\\./oo|docker|sam|fn|aws|curl|git|export|cp|npm|pip)\\b.*");
  private static final Pattern INLINE =
      Pattern.compile("(?<!`)`((?:\\./oo|docker compose -f) [^`]+)`");

  /** Every page, in the order of its path. */
  static List<String> pages() {
    var pages = new ArrayList<String>();
    try (Stream<Path> top = Files.list(Oo.TREE)) {
      top.filter(path -> !SKIPPED.contains(path.getFileName().toString()))
          .forEach(path ->
              GuidedTree.files(path).stream()
                  .map(file -> Oo.TREE.relativize(file).toString())
                  .filter(file -> file.endsWith(".md"))
                  .forEach(pages::add));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pages.stream().sorted().toList();
  }

  /** The blocks of a page that a shell runs. Fails when it cannot tell what a block is. */
  public static List<DocumentedBlock> commands(String page) {
    var commands = new ArrayList<DocumentedBlock>();
    for (DocumentedBlock block : of(page, read(page))) {
      if (SHELL.contains(block.language)) {
        commands.add(block);
      } else {
        assertThat(OTHERS).as("%s: its language", block).contains(block.language);
        assertThat(COMMAND.matcher(block.text).results().map(found -> found.group().strip()))
            .as("%s is not for a shell, but has commands", block)
            .isEmpty();
      }
    }
    return commands;
  }

  /** The calls of {@code ./oo} and of compose within a page's sentences and tables. */
  static List<DocumentedBlock> calls(String page) {
    String text = read(page);
    Matcher inline = INLINE.matcher(text);
    var calls = new ArrayList<DocumentedBlock>();
    while (inline.find()) {
      int line = (int) text.substring(0, inline.start()).lines().count();
      String call = inline.group(1).replaceAll("\\s+", " ");
      calls.add(new DocumentedBlock(page, Math.max(1, line), "", call));
    }
    return calls;
  }

  static List<DocumentedBlock> of(String page, String text) {
    var blocks = new ArrayList<DocumentedBlock>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      Matcher fence = FENCE.matcher(lines.get(i));
      int begin = i + 1;
      if (fence.matches()) {
        int end = begin;
        while (!lines.get(end).strip().equals("```")) {
          end++;
        }
        blocks.add(block(page, begin, fence.group(1), lines.subList(begin, end)));
        i = end;
      } else if (indented(lines.get(i)) && (i == 0 || lines.get(i - 1).isBlank())) {
        int end = begin;
        while (end < lines.size() && indented(lines.get(end))) {
          end++;
        }
        blocks.add(block(page, i, "", lines.subList(i, end)));
        i = end;
      }
    }
    return blocks;
  }

  private static boolean indented(String line) {
    return line.startsWith("    ");
  }

  private static DocumentedBlock block(String page, int from, String language, List<String> lines) {
    return new DocumentedBlock(
        page, from + 1, language, String.join("\n", lines).stripIndent() + "\n");
  }

  private static String read(String page) {
    try {
      return Files.readString(Oo.TREE.resolve(page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return page + ":" + line;
  }
}
