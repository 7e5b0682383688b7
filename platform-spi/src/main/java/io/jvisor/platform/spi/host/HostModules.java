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
   *
   * @return false when there is a module that is no jar but a folder, whose classes are opened one
   *     by one when they are needed: who develops jvisor may run it so, unconfined
   */
  public static boolean openAll() {
    ClassLoader loader = HostModules.class.getClassLoader();
    boolean areJars = true;
    for (Module module : ModuleLayer.boot().modules()) {
      if (module.getClassLoader() == loader) {
        areJars &= isJar(module);
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
    return areJars;
  }

  private static boolean isJar(Module module) {
    return module
        .getLayer()
        .configuration()
        .findModule(module.getName())
        .flatMap(found -> found.reference().location())
        // jrt: what the JDK loads as it loads programs; its file is always mapped.
        .map(place -> place.getScheme().equals("jrt") || place.getPath().endsWith(".jar"))
        .orElse(true);
  }
}
