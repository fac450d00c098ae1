package oo.deploy;

/**
 * Makes CloudFormation of an emulator leave versions and aliases alone after it created them, so
 * that the deployment moves the aliases: LocalStack 4.14 cannot update an alias of a stack. It
 * creates it again, which fails as it exists.
 */
final class ConstantVersions {
  private ConstantVersions() {}

  /** The template with one version of each function for ever, as far as CloudFormation sees. */
  static String in(String template) {
    String constant = "AutoPublishCodeSha256: \"" + "0".repeat(64) + "\"";
    return template
        .replaceAll("(?m)^( *)CodeUri: \\S+$", "$0\n$1" + constant)
        .replaceAll("\\{CodeUri: [^\\s,}]+", "$0, " + constant)
        .replace("AutoPublishAliasAllProperties: true", "AutoPublishAliasAllProperties: false");
  }
}
