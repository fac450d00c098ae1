package oo.tests.journey;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import oo.standins.control.TodoistControl;
import oo.standins.control.TodoistControl.TaskView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Takes the pictures of docs/pictures. Not run with the tests: {@code mvn -pl
 * localstack/tests/journey -am test -Dtest=Pictures -Dsurefire.failIfNoSpecifiedTests=false}.
 */
final class Pictures {
  private static final Path FOLDER = Oo.TREE.resolve("docs/pictures");
  private static final String PERSON = "robin@example.com";
  private static final String TIP = "Bring the oleander in";
  private static final int COLOURS = 128;
  private static final int MIN_DISTANCE = 40; // squared, of 255 per channel

  @RegisterExtension static final SharedOo shared = SharedOo.withBrowser();

  @Test
  void take() throws IOException {
    Oo oo = shared.oo();
    TodoistControl.User account = oo.todoist().personsAccount(PERSON);
    HttpPerson person = shared.person().signIn(PERSON).connect(PERSON);
    Map<String, Browser.NewContextOptions> sizes = new LinkedHashMap<>();
    sizes.put("desktop", SharedOo.desk());
    sizes.put("phone", SharedOo.phone().setDeviceScaleFactor(1.5));
    Files.createDirectories(FOLDER);
    for (var size : sizes.entrySet()) {
      shoot(shared.browser(size.getValue()).open("/").shows("Continue"), "sign-in", size.getKey());
      BrowserPerson signedIn = shared.browser(size.getValue()).signIn(PERSON).shows("Account");
      shoot(signedIn, "connect", size.getKey());
      shoot(
          shared.browser(size.getValue()).open("/health").shows("All is"), "health", size.getKey());
    }
    // The tip is picked at random, so only one task is left.
    for (TaskView task : oo.todoist().openTasks(account.id())) {
      boolean whole = task.json().path("parent_id").isNull(); // its subtasks are deleted with it
      if (whole && !task.content().equals(TIP)) {
        oo.todoist().delete(task.id());
      }
    }
    person.fetch();
    for (var size : sizes.entrySet()) {
      BrowserPerson browser = shared.browser(size.getValue()).signIn(PERSON).openTip();
      shoot(browser.showsTip(TIP), "tip", size.getKey());
    }
  }

  private static void shoot(BrowserPerson browser, String page, String size) throws IOException {
    browser.isFine();
    byte[] png = browser.page.screenshot(new Page.ScreenshotOptions());
    Path file = FOLDER.resolve(page + "-" + size + ".png");
    ImageIO.write(paletted(ImageIO.read(new ByteArrayInputStream(png))), "png", file.toFile());
  }

  /** Reduces the colours, as a page in black and grey has few. */
  private static BufferedImage paletted(BufferedImage from) {
    var counts = new HashMap<Integer, Integer>();
    for (int y = 0; y < from.getHeight(); y++) {
      for (int x = 0; x < from.getWidth(); x++) {
        counts.merge(from.getRGB(x, y) & 0xffffff, 1, Integer::sum);
      }
    }
    int[] palette = palette(counts);
    var colours = new IndexColorModel(8, palette.length, palette, 0, false, -1, 0);
    var to =
        new BufferedImage(
            from.getWidth(), from.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, colours);
    var nearest = new HashMap<Integer, Integer>();
    for (int y = 0; y < from.getHeight(); y++) {
      for (int x = 0; x < from.getWidth(); x++) {
        int index =
            nearest.computeIfAbsent(from.getRGB(x, y) & 0xffffff, rgb -> nearest(palette, rgb));
        to.getRaster().setSample(x, y, 0, index);
      }
    }
    return to;
  }

  /** The most frequent colours, without similar ones, so that a rare green is kept. */
  private static int[] palette(Map<Integer, Integer> counts) {
    var chosen = new ArrayList<Integer>();
    counts.entrySet().stream()
        .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .filter(rgb -> chosen.stream().allMatch(other -> distance(other, rgb) > MIN_DISTANCE))
        .limit(COLOURS)
        .forEach(chosen::add);
    return chosen.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int nearest(int[] palette, int rgb) {
    int best = 0;
    for (int i = 1; i < palette.length; i++) {
      if (distance(palette[i], rgb) < distance(palette[best], rgb)) {
        best = i;
      }
    }
    return best;
  }

  private static int distance(int a, int b) {
    int red = (a >> 16 & 255) - (b >> 16 & 255);
    int green = (a >> 8 & 255) - (b >> 8 & 255);
    int blue = (a & 255) - (b & 255);
    return red * red + green * green + blue * blue;
  }
}
