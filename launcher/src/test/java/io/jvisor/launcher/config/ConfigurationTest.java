package io.jvisor.launcher.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jvisor.launcher.UserError;
import io.jvisor.launcher.config.Configuration.CacheMode;
import io.jvisor.launcher.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher configuration as docs/configuration.md describes it. */
final class ConfigurationTest {
  private static Configuration read(String text) throws UserError {
    return Configuration.of(JsonText.parse("c.json", text.getBytes(StandardCharsets.UTF_8), true));
  }

  @Test
  void anEmptyFileIsTheDefaults() throws UserError {
    assertEquals(Configuration.DEFAULTS, read("{}"));
  }

  @Test
  void takesCommentsAndTrailingCommas() throws UserError {
    Configuration configuration =
        read(
            """
            {
              // who answers
              "syscalls": ["fs", "memory",],
              "fileSystems": ["gofer"], /* nothing else */
              "sockets": ["unix"],
              "platform": "ptrace",
              "network": "none",
              "memoryMiB": 64,
              "tasks": 10,
              "cache": "shared",
              "replaceCalls": false,
              "confine": false,
            }
            """);
    assertEquals(
        new Configuration(
            List.of("fs", "memory"),
            List.of("gofer"),
            List.of("unix"),
            "ptrace",
            "none",
            64,
            10,
            CacheMode.SHARED,
            false,
            false),
        configuration);
  }

  @Test
  void theCommandLineCountsMore() throws UserError {
    assertEquals("kvm", read("{\"platform\": \"ptrace\"}").with("kvm", null).platform());
    assertEquals("ptrace", read("{\"platform\": \"ptrace\"}").with(null, null).platform());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"memory\": 1}|memory: is not known here; known are cache, confine, fileSystems,"
            + " memoryMiB, network, platform, replaceCalls, sockets, syscalls, tasks",
        "{\"memoryMiB\": 1}|memoryMiB: must be between 16 and 16777216, not 1",
        "{\"tasks\": \"many\"}|tasks: must be a number",
        "{\"tasks\": 0}|tasks: must be between 1 and 32768, not 0",
        "{\"network\": \"host\"}|network: must be one of none, not 'host'",
        "{\"cache\": true}|cache: must be a text",
        "{\"syscalls\": \"fs\"}|syscalls: must be a list",
        "{\"syscalls\": [1]}|syscalls[0]: must be a text",
      })
  void tellsWhichFieldAndWhy(String text, String message) {
    UserError error = assertThrows(UserError.class, () -> read(text));
    assertEquals("c.json: " + message, error.getMessage());
  }

  @Test
  void refusesWhatIsNoObject() {
    UserError error = assertThrows(UserError.class, () -> read("[]"));
    assertEquals("c.json: must be a JSON object", error.getMessage());
    error = assertThrows(UserError.class, () -> read("{} {}"));
    assertEquals("c.json: there is something after the JSON object", error.getMessage());
  }
}
