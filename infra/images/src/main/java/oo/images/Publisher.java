package oo.images;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.LogEvent;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** Builds images and pushes them, by Jib: no engine, the same bytes from the same jars. */
final class Publisher implements AutoCloseable {
  /** No user of the base's own: any that is not root. */
  private static final String NOBODY = "65532:65532";

  private final ImageReference base;
  private final String prefix;
  private final String tag;
  private final Optional<Credential> credential;
  private final boolean insecure;
  private final Path cache;
  private final Map<String, PlainDoor> doors = new HashMap<>();

  /**
   * @param base an image with a Java 25, e.g. {@code registry.example/java:25}
   * @param prefix where to push to; an image's name follows a slash
   * @param credential of the registries; without, what {@code docker login} left is used
   * @param insecure whether plain HTTP and unknown certificates will do; they do on loopback
   * @param cache for the base's layers
   */
  Publisher(
      String base,
      String prefix,
      String tag,
      Optional<Credential> credential,
      boolean insecure,
      Path cache) {
    this.base = reference(base);
    this.prefix = prefix;
    this.tag = tag;
    this.credential = credential;
    this.cache = cache;
    for (ImageReference image : List.of(this.base, target("any"))) {
      String registry = image.getRegistry();
      if (loopback(registry) && !doors.containsKey(registry) && PlainDoor.leadsTo(registry)) {
        doors.put(registry, PlainDoor.to(registry));
      }
    }
    this.insecure = insecure || !doors.isEmpty();
    if (doors.containsKey(target("any").getRegistry())) {
      // The registry on this machine may be told who we are without TLS; Jib asks to be told so.
      System.setProperty("sendCredentialsOverHttp", "true");
    }
  }

  /**
   * Pushes.
   *
   * @param trained the image's own Java and its AOT cache; without, it runs on the base's
   * @return the reference by digest under which it can be pulled
   */
  String publish(ModuleImage image, Optional<AotCache> trained) throws InterruptedException {
    ImageReference target = target(image.name());
    try {
      JibContainer pushed =
          Jib.from(registry(base))
              .setFileEntriesLayers(layers(image, trained))
              .setEntrypoint(
                  trained
                      .map(own -> EntryPoint.onOwn("", own.jars(), EntryPoint.cached("")))
                      .orElseGet(EntryPoint::onBase))
              .setUser(NOBODY)
              .setCreationTime(Instant.EPOCH)
              .addLabel("org.opencontainers.image.title", "oO " + image.name())
              .containerize(
                  Containerizer.to(registry(target))
                      .setAllowInsecureRegistries(insecure)
                      .setBaseImageLayersCache(cache)
                      .setApplicationLayersCache(cache)
                      .setToolName("oo"));
      return target.getRegistry() + "/" + target.getRepository() + "@" + pushed.getDigest();
    } catch (RegistryException | ExecutionException e) {
      throw new Refused(image.name() + ": " + reason(e));
    } catch (IOException | CacheDirectoryCreationException e) {
      throw new Refused(image.name() + ": " + e.getMessage());
    }
  }

  private static String reason(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }

  /** What changes seldom first. */
  private static List<FileEntriesLayer> layers(ModuleImage image, Optional<AotCache> trained) {
    var layers = new ArrayList<FileEntriesLayer>();
    trained.ifPresent(own -> layers.add(java(own)));
    layers.add(layer("libraries", image.libraries()));
    layers.add(layer("oo", image.own()));
    trained.ifPresent(
        own ->
            layers.add(
                FileEntriesLayer.builder()
                    .setName("cache")
                    .addEntry(own.cache(), AbsoluteUnixPath.get(EntryPoint.CACHE))
                    .addEntry(own.list(), AbsoluteUnixPath.get(EntryPoint.TRAINED))
                    .build()));
    return layers;
  }

  private static FileEntriesLayer java(AotCache own) {
    var layer = FileEntriesLayer.builder().setName("java");
    AbsoluteUnixPath folder = AbsoluteUnixPath.get(EntryPoint.JAVA);
    try (Stream<Path> files = own.javaFiles()) {
      files
          .sorted()
          .forEach(
              file ->
                  layer.addEntry(
                      file,
                      folder.resolve(own.java().relativize(file).toString()),
                      FilePermissions.fromOctalString(Files.isExecutable(file) ? "755" : "644")));
    }
    return layer.build();
  }

  private static FileEntriesLayer layer(String name, List<Path> jars) {
    var layer = FileEntriesLayer.builder().setName(name);
    AbsoluteUnixPath folder = AbsoluteUnixPath.get(EntryPoint.FOLDER);
    jars.forEach(jar -> layer.addEntry(jar, folder.resolve(jar.getFileName().toString())));
    return layer.build();
  }

  private RegistryImage registry(ImageReference image) {
    PlainDoor door = doors.get(image.getRegistry());
    RegistryImage registry =
        RegistryImage.named(
            door == null
                ? image
                : ImageReference.of(
                    door.name(),
                    image.getRepository(),
                    image.getTag().orElse(null),
                    image.getDigest().orElse(null)));
    credential.ifPresent(c -> registry.addCredential(c.getUsername(), c.getPassword()));
    registry.addCredentialRetriever(
        CredentialRetrieverFactory.forImage(image, (LogEvent event) -> {}).dockerConfig());
    return registry;
  }

  private ImageReference target(String name) {
    return reference(prefix + "/" + name + ":" + tag);
  }

  private static ImageReference reference(String text) {
    try {
      return ImageReference.parse(text);
    } catch (InvalidImageReferenceException e) {
      throw new Refused(text + " is no image's name: expected REGISTRY/NAME, lower-case.");
    }
  }

  private static boolean loopback(String registry) {
    String host = registry.replaceFirst(":\\d+$", "");
    return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
  }

  @Override
  public void close() {
    doors.values().forEach(PlainDoor::close);
  }

  /** A registry, or we, will not have it; the message is for the operator. */
  static final class Refused extends RuntimeException {
    Refused(String message) {
      super(message);
    }
  }
}
