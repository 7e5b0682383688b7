package io.jvisor.vfs;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Task;
import java.util.Map;

/**
 * What a file system is made from.
 *
 * @param environment the kernel's services
 * @param source the {@code source} of {@code mount(2)}
 * @param options what is left of the mount options when the generic flags are taken out; a flag has
 *     an empty value
 * @param credentials who mounts
 * @param task who mounts; null for the launcher
 */
public record MountRequest(
    FileSystemEnvironment environment,
    String source,
    Map<String, String> options,
    Credentials credentials,
    Task task) {
  /** A request of the launcher's. */
  public MountRequest(
      FileSystemEnvironment environment,
      String source,
      Map<String, String> options,
      Credentials credentials) {
    this(environment, source, options, credentials, null);
  }
}
