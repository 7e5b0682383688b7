package io.jvisor.launcher.cli;

/** What {@code --version} prints. */
final class Version {
  /** The version of the OCI runtime specification that bundles are read by. */
  static final String OCI = "1.2.0";

  private static final String JVISOR = "0.1.0";

  private Version() {}

  static String text() {
    return "jvisor " + JVISOR + "\nspec: " + OCI + "\njava: " + Runtime.version() + "\n";
  }
}
