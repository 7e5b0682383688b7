package io.jvisor.launcher.cli;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.launcher.UserError;
import io.jvisor.platform.spi.host.HostErrors;
import io.jvisor.platform.spi.host.HostText;
import java.nio.charset.StandardCharsets;

/** {@code jvisor spec}: a bundle's {@code config.json} to start from. */
final class SpecCommand {
  private static final int MODE = 0644;

  private static final String TEMPLATE =
      """
      {
        "ociVersion": "VERSION",
        "process": {
          "terminal": false,
          "user": { "uid": 0, "gid": 0 },
          "args": [ "sh" ],
          "env": [
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "TERM=xterm"
          ],
          "cwd": "/",
          "capabilities": {
            "bounding": [ "CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE" ],
            "effective": [ "CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE" ],
            "permitted": [ "CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE" ]
          },
          "rlimits": [
            { "type": "RLIMIT_NOFILE", "soft": 1024, "hard": 1024 }
          ],
          "noNewPrivileges": true
        },
        "root": { "path": "rootfs", "readonly": true },
        "hostname": "jvisor",
        "mounts": [
          { "destination": "/proc", "type": "proc", "source": "proc" },
          {
            "destination": "/dev",
            "type": "tmpfs",
            "source": "tmpfs",
            "options": [ "nosuid", "mode=755", "size=65536k" ]
          },
          {
            "destination": "/dev/shm",
            "type": "tmpfs",
            "source": "shm",
            "options": [ "nosuid", "noexec", "nodev", "mode=1777", "size=65536k" ]
          },
          {
            "destination": "/dev/mqueue",
            "type": "mqueue",
            "source": "mqueue",
            "options": [ "nosuid", "noexec", "nodev" ]
          },
          {
            "destination": "/sys",
            "type": "sysfs",
            "source": "sysfs",
            "options": [ "nosuid", "noexec", "nodev", "ro" ]
          },
          {
            "destination": "/tmp",
            "type": "tmpfs",
            "source": "tmpfs",
            "options": [ "nosuid", "nodev", "mode=1777" ]
          }
        ]
      }
      """;

  private SpecCommand() {}

  static int run(String bundle) throws UserError {
    String path = bundle + "/config.json";
    byte[] text = TEMPLATE.replace("VERSION", Version.OCI).getBytes(StandardCharsets.US_ASCII);
    try {
      HostText.create(path, text, MODE);
      return 0;
    } catch (ErrnoException error) {
      String reason =
          error.errno() == Errno.EEXIST
              ? "is there already, and is left alone"
              : HostErrors.text(error.errno());
      throw UserError.usage(path + ": " + reason);
    }
  }
}
