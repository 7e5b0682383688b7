package io.jvisor.kernel.core;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.file.FileDescription;
import java.util.List;
import java.util.SortedMap;

/**
 * The first program of a sandbox.
 *
 * @param path what to execute; without a slash it is looked for along {@code PATH} of {@code
 *     environment}
 * @param arguments {@code argv}, one char a byte
 * @param environment {@code NAME=value}, one char a byte
 * @param workingDirectory an absolute path
 * @param credentials who it runs as; {@code no_new_privs} is among them
 * @param limits soft and hard limits
 * @param umask bits taken from the mode of new files
 * @param descriptors what is open at the start; the references become the program's
 */
public record InitSpec(
    String path,
    List<String> arguments,
    List<String> environment,
    String workingDirectory,
    Credentials credentials,
    ResourceLimits limits,
    int umask,
    SortedMap<Integer, FileDescription> descriptors) {

  public InitSpec {
    arguments = List.copyOf(arguments);
    environment = List.copyOf(environment);
  }
}
