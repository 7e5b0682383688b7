package io.jvisor.launcher.cli;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.launcher.UserError;
import io.jvisor.platform.spi.host.HostErrors;
import io.jvisor.platform.spi.host.HostText;
import java.util.ArrayList;
import java.util.List;

/**
 * What the caller gave to this process. Java decodes arguments and environment by the locale and
 * loses what does not decode, so both are read as bytes from {@code proc(5)}.
 *
 * @param arguments what follows the main class, one char a byte
 * @param environment entries in the caller's order, one char a byte
 * @param workingDirectory an absolute path, or {@code /} where the caller's was removed
 */
public record CallerProcess(
    List<String> arguments, List<String> environment, String workingDirectory) {
  private static final int LIMIT = 64 << 20;

  /**
   * What {@code ./jvisor} renames: a variable that bash or the Java launcher would change travels
   * as {@code JVISOR_CALLER_NAME}; {@code JVISOR_CALLER} itself says that this was done.
   */
  private static final String MARK = "JVISOR_CALLER";

  private static final List<String> RENAMED =
      List.of(
          "PWD=",
          "OLDPWD=",
          "SHLVL=",
          "_=",
          "JAVA_TOOL_OPTIONS=",
          "JDK_JAVA_OPTIONS=",
          "_JAVA_OPTIONS=");

  public CallerProcess {
    arguments = List.copyOf(arguments);
    environment = List.copyOf(environment);
  }

  /**
   * Reads them.
   *
   * @param count how many arguments the main class got
   */
  public static CallerProcess read(int count) throws UserError {
    try {
      List<String> words = split(HostText.read("/proc/self/cmdline", LIMIT));
      List<String> arguments = words.subList(words.size() - count, words.size());
      List<String> environment =
          originalEnvironment(split(HostText.read("/proc/self/environ", LIMIT)));
      return new CallerProcess(arguments, environment, findWorkingDirectory());
    } catch (ErrnoException error) {
      throw new UserError(
          UserError.FAILED, "cannot read /proc/self: " + HostErrors.text(error.errno()));
    }
  }

  /** Undoes what {@code ./jvisor} did to the environment. */
  static List<String> originalEnvironment(List<String> entries) {
    if (!entries.contains(MARK + "=1")) {
      return entries;
    }
    List<String> original = new ArrayList<>();
    for (String entry : entries) {
      if (entry.startsWith(MARK + "_")) {
        original.add(entry.substring(MARK.length() + 1));
      } else if (!entry.startsWith(MARK + "=") && RENAMED.stream().noneMatch(entry::startsWith)) {
        original.add(entry);
      }
    }
    return original;
  }

  private static String findWorkingDirectory() {
    try {
      String path = HostText.workingDirectory();
      // "(unreachable)/..." when the directory is outside this process's root
      return path.startsWith("/") ? path : "/";
    } catch (ErrnoException removed) {
      return "/";
    }
  }

  private static List<String> split(byte[] bytes) {
    List<String> words = new ArrayList<>();
    String all = HostText.string(bytes);
    for (int start = 0; start < all.length(); ) {
      int end = all.indexOf('\0', start);
      end = end < 0 ? all.length() : end;
      words.add(all.substring(start, end));
      start = end + 1;
    }
    return words;
  }
}
