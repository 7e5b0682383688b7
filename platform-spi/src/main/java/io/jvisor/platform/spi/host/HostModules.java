package io.jvisor.platform.spi.host;

import java.io.IOException;
import java.io.InputStream;

/** The files that classes are loaded from. */
public final class HostModules {
  /** A file that every jar has, and that is nobody's own. */
  private static final String ANY = "META-INF/MANIFEST.MF";

  private HostModules() {}

  /**
   * Opens the jars of the modules that Java was started with, so that classes which are needed for
   * the first time later come from descriptors that are open. The JDK's own are in one file, which
   * is always mapped.
   */
  public static void openAll() {
    ClassLoader loader = HostModules.class.getClassLoader();
    for (Module module : ModuleLayer.boot().modules()) {
      if (module.getClassLoader() == loader) {
        try {
          InputStream file = module.getResourceAsStream(ANY);
          if (file != null) {
            file.close(); // the loader keeps the jar open
          }
        } catch (IOException unreadable) {
          // Whoever needs a class of it will be told.
        }
      }
    }
  }
}
