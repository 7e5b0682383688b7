package io.jvisor.launcher.oci;

import java.util.List;

/**
 * A container.
 *
 * @param process what runs in it
 * @param root its root directory
 * @param hostname {@code uname(2)}'s node name; null for the default
 * @param domainname {@code uname(2)}'s domain name; null for the default
 * @param mounts in the order in which they are made
 */
public record Spec(
    ProcessSpec process, Root root, String hostname, String domainname, List<Mount> mounts) {

  public Spec {
    mounts = List.copyOf(mounts);
  }

  /**
   * The root directory.
   *
   * @param path on the host: relative to the bundle, or absolute
   * @param readonly whether it cannot be written to
   */
  public record Root(String path, boolean readonly) {}

  /**
   * A mount.
   *
   * @param destination where, an absolute path in the container
   * @param type the file system's name; {@code bind} for a part of the host's tree
   * @param source a name, or the host's path for {@code bind}
   * @param options as of {@code mount(8)}
   */
  public record Mount(String destination, String type, String source, List<String> options) {
    public Mount {
      options = List.copyOf(options);
    }

    /** Whether it shows a part of the host's tree. */
    public boolean isBind() {
      return type.equals("bind") || options.contains("bind") || options.contains("rbind");
    }
  }
}
