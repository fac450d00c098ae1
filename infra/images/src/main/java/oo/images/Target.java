package oo.images;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.DockerDaemonImage;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.LogEvent;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import java.nio.file.Path;
import java.util.Optional;

/** Where images are built from and to. */
sealed interface Target {

  /** An image builder on the base. */
  JibContainerBuilder from();

  /** The same place, for an image on another base. */
  Target on(ImageReference base);

  Containerizer to(String name);

  /** Under which an image can be had now. */
  String address(String name, JibContainer built);

  /**
   * Registries.
   *
   * @param base an image, with {@code --base-java} one with a Java 25
   * @param prefix where to push to; an image's name follows a slash
   * @param credential of the registries; without, what {@code docker login} left is used
   * @param insecure whether plain HTTP and untrusted certificates are accepted; they always are on
   *     loopback
   */
  record Registry(
      ImageReference base,
      String prefix,
      String tag,
      Optional<Credential> credential,
      boolean insecure)
      implements Target {
    public Registry {
      if (loopback(reference(prefix + "/any"))) {
        // Jib sends credentials over plain HTTP only when this allows it.
        System.setProperty("sendCredentialsOverHttp", "true");
      }
    }

    /**
     * @throws PublishFailed when the text is no name of an image
     */
    static ImageReference reference(String text) {
      try {
        return ImageReference.parse(text);
      } catch (InvalidImageReferenceException e) {
        throw new PublishFailed(
            text + " is not an image's name: expected REGISTRY/NAME, lower-case.");
      }
    }

    @Override
    public JibContainerBuilder from() {
      return Jib.from(authorized(base));
    }

    @Override
    public Target on(ImageReference other) {
      return new Registry(other, prefix, tag, credential, insecure);
    }

    @Override
    public Containerizer to(String name) {
      ImageReference image = image(name);
      return Containerizer.to(authorized(image))
          .setAllowInsecureRegistries(insecure || loopback(image) || loopback(base));
    }

    @Override
    public String address(String name, JibContainer built) {
      ImageReference image = image(name);
      return image.getRegistry() + "/" + image.getRepository() + "@" + built.getDigest();
    }

    private ImageReference image(String name) {
      return reference(prefix + "/" + name + ":" + tag);
    }

    private RegistryImage authorized(ImageReference image) {
      RegistryImage registry = RegistryImage.named(image);
      credential.ifPresent(c -> registry.addCredential(c.getUsername(), c.getPassword()));
      registry.addCredentialRetriever(
          CredentialRetrieverFactory.forImage(image, (LogEvent event) -> {}).dockerConfig());
      return registry;
    }

    private static boolean loopback(ImageReference image) {
      String host = image.getRegistry().replaceFirst(":\\d+$", "");
      return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
    }
  }

  /** The container engine of this machine, for images and their base. */
  record Engine(ImageReference base, String tag) implements Target {
    @Override
    public JibContainerBuilder from() {
      return Jib.from(DockerDaemonImage.named(base));
    }

    @Override
    public Target on(ImageReference other) {
      return new Engine(other, tag);
    }

    @Override
    public Containerizer to(String name) {
      return Containerizer.to(DockerDaemonImage.named(image(name)));
    }

    @Override
    public String address(String name, JibContainer built) {
      return image(name).toString();
    }

    private ImageReference image(String name) {
      return Registry.reference("oo/" + name + ":" + tag);
    }
  }

  /** Archives in a folder, on an empty base. */
  record Archives(Path folder) implements Target {
    @Override
    public JibContainerBuilder from() {
      return Jib.fromScratch();
    }

    @Override
    public Target on(ImageReference other) {
      return this;
    }

    @Override
    public Containerizer to(String name) {
      return Containerizer.to(TarImage.at(archive(name)).named(Registry.reference("oo/" + name)));
    }

    @Override
    public String address(String name, JibContainer built) {
      return archive(name) + "  " + built.getDigest();
    }

    private Path archive(String name) {
      return folder.resolve(name + ".tar");
    }
  }
}
