package io.jvisor.vfs;

import java.util.ServiceLoader;

/** Finds what the modules beside this one offer. */
public final class Services {
  private Services() {}

  /**
   * The providers of a service among the modules that Java was started with. Not {@link
   * ServiceLoader#load(Class)}, which goes on to look into every jar for what is no module, each
   * time, and cannot once this process is confined.
   *
   * @param service one that this module uses
   */
  public static <T> Iterable<T> find(Class<T> service) {
    ModuleLayer layer = Services.class.getModule().getLayer();
    return layer == null ? ServiceLoader.load(service) : ServiceLoader.load(layer, service);
  }
}
