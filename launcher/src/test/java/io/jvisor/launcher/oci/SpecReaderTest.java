package io.jvisor.launcher.oci;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.launcher.UserError;
import io.jvisor.launcher.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What bundles may say, and how a mistake in one is told. */
final class SpecReaderTest {
  private static final String VALID =
      """
      {
        "ociVersion": "1.0.2-dev",
        "process": {
          "terminal": true,
          "user": { "uid": 1, "gid": 4294967295, "additionalGids": [5, 6], "umask": 63 },
          "args": ["sh", "-c", "gr\\u00fcn"],
          "env": ["PATH=/bin"],
          "cwd": "/work",
          "capabilities": { "permitted": ["CAP_KILL"], "effective": ["CAP_KILL"] },
          "rlimits": [{ "type": "RLIMIT_NOFILE", "soft": 10, "hard": 18446744073709551615 }],
          "noNewPrivileges": true
        },
        "root": { "path": "rootfs", "readonly": true },
        "hostname": "box",
        "mounts": [
          { "destination": "/proc", "type": "proc", "source": "proc" },
          { "destination": "/data", "source": "/srv", "options": ["rbind", "ro"] }
        ],
        "linux": { "namespaces": [{ "type": "pid" }] },
        "annotations": { "of no": "interest" }
      }
      """;

  private static Spec read(String text) throws UserError {
    return SpecReader.of(
        JsonText.parse("config.json", text.getBytes(StandardCharsets.UTF_8), false));
  }

  @Test
  void readsWhatItHonours() throws UserError {
    Spec spec = read(VALID);
    ProcessSpec process = spec.process();
    assertEquals("gr\u00c3\u00bcn", process.args().get(2), "one char a byte");
    assertEquals(List.of("PATH=/bin"), process.env());
    assertEquals("/work", process.cwd());
    assertEquals(-1, process.user().gid(), "4294967295 is a user id, too");
    assertArrayEquals(new int[] {5, 6}, process.user().additionalGids());
    assertEquals(077, process.user().umask());
    assertEquals(Capability.KILL.bit(), process.capabilities().effective());
    assertEquals(
        List.of(new ProcessSpec.Rlimit(Resource.RLIMIT_NOFILE, 10, -1)), process.rlimits());
    assertTrue(process.noNewPrivileges());
    assertEquals(new Spec.Root("rootfs", true), spec.root());
    assertEquals("box", spec.hostname());
    assertTrue(spec.mounts().get(1).isBind(), "a mount without a type that has 'rbind'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"cwd\": \"/work\"|\"cwd\": \"work\"|process.cwd: must be an absolute path, not 'work'",
        "\"cwd\": \"/work\",||process.cwd: is missing",
        "\"args\": [\"sh\", \"-c\", \"gr\\u00fcn\"]|\"args\": []|process.args: must not be empty",
        "\"-c\"|7|process.args[1]: must be a text",
        "\"-c\"|\"a\\u0000b\"|process.args[1]: must not contain the character NUL",
        "PATH=/bin|PATH|process.env[0]: must be NAME=value, not 'PATH'",
        "\"uid\": 1,|\"uid\": -1,|process.user.uid: must be between 0 and 4294967295, not -1",
        "\"uid\": 1,|\"uid\": 1.5,|process.user.uid: must be a whole number, not 1.5",
        "\"uid\": 1,|\"uid\": 1e99,|process.user.uid: must be a smaller number",
        "RLIMIT_NOFILE|RLIMIT_X|process.rlimits[0].type: there is no limit 'RLIMIT_X'",
        "\"soft\": 10, \"hard\": 18446744073709551615|\"soft\": 10, \"hard\": 9|"
            + "process.rlimits[0].soft: must not be above hard",
        "[\"CAP_KILL\"], \"eff|[\"CAP_X\"], \"eff|"
            + "process.capabilities.permitted[0]: there is no capability 'CAP_X'",
        "\"path\": \"rootfs\"|\"path\": \"\"|root.path: must not be empty",
        "\"1.0.2-dev\"|\"2.0\"|ociVersion: must be 1.x, not '2.0'",
        "\"/proc\"|\"proc\"|mounts[0].destination: must be an absolute path, not 'proc'",
        "\"type\": \"pid\"|\"type\": \"pid\", \"path\": \"/proc/1/ns/pid\"|"
            + "linux.namespaces[0].path: a sandbox cannot join a pid namespace of the host",
        "\"hostname\": \"box\"|\"hostname\": [1]|hostname: must be a text",
        "\"linux\"|\"hooks\": { \"prestart\": [{\"path\": \"/x\"}] }, \"linux\"|"
            + "hooks.prestart: hooks are not run yet",
      })
  void tellsWhichFieldAndWhy(String part, String replacement, String message) {
    String text = VALID.replace(part, replacement == null ? "" : replacement);
    UserError error = assertThrows(UserError.class, () -> read(text));
    assertEquals("config.json: " + message, error.getMessage());
    assertEquals(UserError.USAGE, error.status());
  }

  @Test
  void tellsWhereItIsNoJson() {
    UserError error = assertThrows(UserError.class, () -> read("{\n  \"a\": oops }"));
    assertTrue(error.getMessage().startsWith("config.json:2:"), error.getMessage());
    assertTrue(error.getMessage().contains("not JSON"), error.getMessage());
  }

  @Test
  void refusesANameThatIsThereTwice() {
    UserError error = assertThrows(UserError.class, () -> read("{\"a\": 1, \"a\": 2}"));
    assertTrue(error.getMessage().contains("Duplicate"), error.getMessage());
  }
}
