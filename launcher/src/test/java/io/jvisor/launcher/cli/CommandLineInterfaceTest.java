package io.jvisor.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.launcher.UserError;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes on the command line, which must end it before anything is started. */
final class CommandLineInterfaceTest {
  private static UserError refused(String... arguments) {
    CallerProcess caller = new CallerProcess(Arrays.asList(arguments), List.of(), "/");
    UserError error = assertThrows(UserError.class, () -> new CommandLineInterface(caller).run());
    assertEquals(UserError.USAGE, error.status());
    return error;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--nope do true|--nope",
        "do --nope true|--nope",
        "do|COMMAND",
        "run --bundle x|ID",
        "run --bundle x a b|b",
        "--platform|--platform",
        "do --network host -- true|--network: must be one of none, not 'host'",
        "--log-format xml do true|--log-format: must be text or json, not 'xml'",
        "--config /does/not/exist do true|/does/not/exist: No such file or directory",
        "--log /does/not/exist do true|--log: /does/not/exist: No such file or directory",
        "run --bundle /does/not/exist demo|/does/not/exist/config.json: No such file or directory",
        "run --bundle /tmp a/b|ID: must be letters, digits, '_', '+', '-' and '.', not 'a/b'",
        "spec --bundle /does/not/exist|/does/not/exist/config.json: No such file or directory",
      })
  void namesWhatIsWrong(String line, String part) {
    String message = refused(line.split(" ")).getMessage();
    assertTrue(message.contains(part), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void undoesWhatTheScriptDoesToTheEnvironment() {
    assertEquals(
        List.of("A=1", "PWD=/home", "JAVA_TOOL_OPTIONS=-Dx", "_=sh"),
        CallerProcess.originalEnvironment(
            List.of(
                "A=1",
                "JVISOR_CALLER_PWD=/home",
                "JVISOR_CALLER_JAVA_TOOL_OPTIONS=-Dx",
                "SHLVL=2",
                "JVISOR_CALLER=1",
                "PWD=/elsewhere",
                "_=/usr/bin/java",
                "JVISOR_CALLER__=sh")));
    List<String> started = List.of("PWD=/", "JVISOR_CALLER_X=1");
    assertEquals(
        started, CallerProcess.originalEnvironment(started), "Java was started without the script");
  }
}
