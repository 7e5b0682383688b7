package io.jvisor.launcher.cli;

import io.jvisor.kernel.api.Completeness;
import io.jvisor.kernel.api.Syscall;
import io.jvisor.kernel.api.SyscallProvider;
import io.jvisor.kernel.api.SyscallTable;
import io.jvisor.launcher.UserError;
import io.jvisor.launcher.boot.Modules;
import io.jvisor.launcher.config.Configuration;
import io.jvisor.launcher.json.JsonQuote;
import io.jvisor.platform.spi.PlatformProvider;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The lists that {@code jvisor platforms} and {@code jvisor syscalls} print. */
final class Reports {
  private Reports() {}

  static String platforms(Modules modules) {
    StringBuilder text = new StringBuilder();
    for (PlatformProvider platform : modules.platforms()) {
      String state = Modules.obstacle(platform).map(why -> "not here: " + why).orElse("available");
      text.append(
          String.format(
              Locale.ROOT,
              "%-8s %s%n         %s%n",
              platform.name(),
              platform.description(),
              state));
    }
    return text.toString();
  }

  static String syscalls(Modules modules, Configuration configuration) throws UserError {
    SyscallTable table = modules.syscalls(configuration);
    Map<String, String> names = moduleNames(modules, configuration);
    Map<String, StringBuilder> families = new TreeMap<>();
    StringBuilder missing = new StringBuilder();
    int missingCount = 0;
    int partial = 0;
    int all = 0;
    for (Syscall call : table.entries()) {
      if (call.completeness() == Completeness.MISSING) {
        missing.append(missing.isEmpty() ? "" : " ").append(call.name());
        missingCount++;
        continue;
      }
      all++;
      partial += call.completeness() == Completeness.PARTIAL ? 1 : 0;
      families
          .computeIfAbsent(call.provider(), _ -> new StringBuilder())
          .append(
              String.format(
                      Locale.ROOT,
                      "  %4d %-24s %-8s %s",
                      call.number(),
                      call.name(),
                      word(call.completeness()),
                      call.missing())
                  .stripTrailing())
          .append('\n');
    }
    StringBuilder text = new StringBuilder();
    families.forEach(
        (provider, lines) ->
            text.append(provider)
                .append(" (")
                .append(names.get(provider))
                .append(")\n")
                .append(lines)
                .append('\n'));
    text.append(all)
        .append(" calls, ")
        .append(partial)
        .append(" of them in part; ")
        .append(missingCount)
        .append(" answer ENOSYS:\n")
        .append(wrap(missing.toString()));
    return text.toString();
  }

  static String syscallsJson(Modules modules, Configuration configuration) throws UserError {
    Map<String, String> names = moduleNames(modules, configuration);
    StringBuilder text = new StringBuilder("[");
    String separator = "\n";
    for (Syscall call : modules.syscalls(configuration).entries()) {
      String module = names.get(call.provider());
      text.append(separator)
          .append("{\"number\":")
          .append(call.number())
          .append(",\"name\":")
          .append(JsonQuote.quote(call.name()))
          .append(",\"completeness\":")
          .append(JsonQuote.quote(word(call.completeness())))
          .append(",\"provider\":")
          .append(module == null ? "null" : JsonQuote.quote(call.provider()))
          .append(",\"module\":")
          .append(module == null ? "null" : JsonQuote.quote(module))
          .append(",\"missing\":")
          .append(JsonQuote.quote(call.missing()))
          .append('}');
      separator = ",\n";
    }
    return text.append("\n]\n").toString();
  }

  private static Map<String, String> moduleNames(Modules modules, Configuration configuration)
      throws UserError {
    List<SyscallProvider> providers = modules.syscallProviders(configuration);
    Map<String, String> names = new TreeMap<>();
    providers.forEach(
        provider -> names.put(provider.name(), provider.getClass().getModule().getName()));
    return names;
  }

  private static String word(Completeness completeness) {
    return completeness.name().toLowerCase(Locale.ROOT);
  }

  private static String wrap(String words) {
    StringBuilder text = new StringBuilder();
    int column = 0;
    for (String word : words.split(" ", -1)) {
      if (column + word.length() > 98) {
        text.append('\n');
        column = 0;
      }
      text.append(column == 0 ? "  " : " ").append(word);
      column += word.length() + 2;
    }
    return text.append('\n').toString();
  }
}
