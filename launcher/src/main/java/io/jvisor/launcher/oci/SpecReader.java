package io.jvisor.launcher.oci;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.launcher.UserError;
import io.jvisor.launcher.json.JsonFields;
import io.jvisor.launcher.json.JsonText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads {@code config.json}. Members that the specification does not name are skipped, as it asks;
 * those that it names and that cannot be honoured as they must be are errors.
 */
public final class SpecReader {
  private static final long MOST_ID = 0xffffffffL;
  private static final int MOST_UMASK = 0777;
  private static final int LONGEST_HOSTNAME = 64;

  private static final Map<String, Integer> RESOURCES =
      Map.ofEntries(
          Map.entry("RLIMIT_CPU", Resource.RLIMIT_CPU),
          Map.entry("RLIMIT_FSIZE", Resource.RLIMIT_FSIZE),
          Map.entry("RLIMIT_DATA", Resource.RLIMIT_DATA),
          Map.entry("RLIMIT_STACK", Resource.RLIMIT_STACK),
          Map.entry("RLIMIT_CORE", Resource.RLIMIT_CORE),
          Map.entry("RLIMIT_RSS", Resource.RLIMIT_RSS),
          Map.entry("RLIMIT_NPROC", Resource.RLIMIT_NPROC),
          Map.entry("RLIMIT_NOFILE", Resource.RLIMIT_NOFILE),
          Map.entry("RLIMIT_MEMLOCK", Resource.RLIMIT_MEMLOCK),
          Map.entry("RLIMIT_AS", Resource.RLIMIT_AS),
          Map.entry("RLIMIT_LOCKS", Resource.RLIMIT_LOCKS),
          Map.entry("RLIMIT_SIGPENDING", Resource.RLIMIT_SIGPENDING),
          Map.entry("RLIMIT_MSGQUEUE", Resource.RLIMIT_MSGQUEUE),
          Map.entry("RLIMIT_NICE", Resource.RLIMIT_NICE),
          Map.entry("RLIMIT_RTPRIO", Resource.RLIMIT_RTPRIO),
          Map.entry("RLIMIT_RTTIME", Resource.RLIMIT_RTTIME));

  private static final Map<String, Long> CAPABILITIES =
      Arrays.stream(Capability.values())
          .collect(Collectors.toUnmodifiableMap(one -> "CAP_" + one.name(), Capability::bit));

  private SpecReader() {}

  /** Reads the configuration of a bundle. */
  public static Spec read(String bundle) throws UserError {
    return of(JsonText.read(bundle + "/config.json", false));
  }

  /** Takes a container from a file's fields. */
  public static Spec of(JsonFields fields) throws UserError {
    String version = fields.requiredText("ociVersion");
    if (!version.startsWith("1.")) {
      throw fields.error("ociVersion", "must be 1.x, not '" + version + "'");
    }
    JsonFields root = fields.requiredObject("root");
    List<Spec.Mount> mounts = new ArrayList<>();
    for (JsonFields mount : fields.objects("mounts")) {
      mounts.add(mount(mount));
    }
    if (fields.has("linux")) {
      checkLinux(fields.requiredObject("linux"));
    }
    if (fields.has("hooks")) {
      checkHooks(fields.requiredObject("hooks"));
    }
    return new Spec(
        process(fields.requiredObject("process")),
        new Spec.Root(root.requiredText("path"), root.flag("readonly", false)),
        name(fields, "hostname"),
        name(fields, "domainname"),
        mounts);
  }

  private static ProcessSpec process(JsonFields fields) throws UserError {
    List<String> args = fields.texts("args");
    if (args == null || args.isEmpty()) {
      throw fields.error("args", args == null ? "is missing" : "must not be empty");
    }
    List<String> env = fields.texts("env");
    for (int i = 0; env != null && i < env.size(); i++) {
      if (env.get(i).indexOf('=') < 1) {
        throw fields.error("env[" + i + "]", "must be NAME=value, not '" + env.get(i) + "'");
      }
    }
    JsonFields user = fields.object("user");
    JsonFields capabilities = fields.object("capabilities");
    return new ProcessSpec(
        args,
        env == null ? List.of() : env,
        absolute(fields, "cwd"),
        user == null ? new ProcessSpec.User(0, 0, new int[0], -1) : user(user),
        rlimits(fields),
        capabilities == null ? null : capabilities(capabilities),
        fields.flag("noNewPrivileges", false),
        fields.flag("terminal", false));
  }

  private static ProcessSpec.User user(JsonFields fields) throws UserError {
    return new ProcessSpec.User(
        (int) fields.number("uid", 0, 0, MOST_ID),
        (int) fields.number("gid", 0, 0, MOST_ID),
        fields.ids("additionalGids"),
        (int) fields.number("umask", -1, 0, MOST_UMASK));
  }

  private static List<ProcessSpec.Rlimit> rlimits(JsonFields process) throws UserError {
    List<ProcessSpec.Rlimit> rlimits = new ArrayList<>();
    Set<String> types = new HashSet<>();
    for (JsonFields fields : process.objects("rlimits")) {
      String type = fields.requiredText("type");
      Integer resource = RESOURCES.get(type);
      if (resource == null) {
        throw fields.error("type", "there is no limit '" + type + "'");
      }
      if (!types.add(type)) {
        throw fields.error("type", type + " is given twice");
      }
      long soft = fields.requiredUnsigned("soft");
      long hard = fields.requiredUnsigned("hard");
      if (Long.compareUnsigned(soft, hard) > 0) {
        throw fields.error("soft", "must not be above hard");
      }
      rlimits.add(new ProcessSpec.Rlimit(resource, soft, hard));
    }
    return rlimits;
  }

  private static ProcessSpec.Capabilities capabilities(JsonFields fields) throws UserError {
    return new ProcessSpec.Capabilities(
        capabilitySet(fields, "bounding"),
        capabilitySet(fields, "effective"),
        capabilitySet(fields, "inheritable"),
        capabilitySet(fields, "permitted"),
        capabilitySet(fields, "ambient"));
  }

  private static long capabilitySet(JsonFields fields, String name) throws UserError {
    List<String> names = fields.texts(name);
    long set = 0;
    for (int i = 0; names != null && i < names.size(); i++) {
      long bit = CAPABILITIES.getOrDefault(names.get(i), 0L);
      if (bit == 0) {
        throw fields.error(name + "[" + i + "]", "there is no capability '" + names.get(i) + "'");
      }
      set |= bit;
    }
    return set;
  }

  private static Spec.Mount mount(JsonFields fields) throws UserError {
    String destination = absolute(fields, "destination");
    List<String> options = fields.texts("options");
    String type = fields.text("type");
    String source = fields.text("source");
    Spec.Mount mount =
        new Spec.Mount(
            destination,
            type == null ? "bind" : type,
            source == null ? "none" : source,
            options == null ? List.of() : options);
    if (mount.isBind() && source == null) {
      throw fields.error("source", "is missing, and there is no type that needs none");
    }
    return mount;
  }

  /** What a container would rely on for its safety, and what is not there, is refused. */
  private static void checkLinux(JsonFields linux) throws UserError {
    for (JsonFields namespace : linux.objects("namespaces")) {
      String type = namespace.requiredText("type");
      if (namespace.text("path") != null) {
        throw namespace.error("path", "a sandbox cannot join a " + type + " namespace of the host");
      }
    }
  }

  private static void checkHooks(JsonFields hooks) throws UserError {
    for (String name :
        List.of(
            "prestart",
            "createRuntime",
            "createContainer",
            "startContainer",
            "poststart",
            "poststop")) {
      if (!hooks.objects(name).isEmpty()) {
        throw hooks.error(name, "hooks are not run yet");
      }
    }
  }

  private static String absolute(JsonFields fields, String name) throws UserError {
    String path = fields.requiredText(name);
    if (!path.startsWith("/")) {
      throw fields.error(name, "must be an absolute path, not '" + path + "'");
    }
    return path;
  }

  private static String name(JsonFields fields, String field) throws UserError {
    String name = fields.text(field);
    if (name != null && name.length() > LONGEST_HOSTNAME) {
      throw fields.error(field, "must have at most " + LONGEST_HOSTNAME + " bytes");
    }
    return name == null || name.isEmpty() ? null : name;
  }
}
