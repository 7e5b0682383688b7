package io.jvisor.launcher.boot;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.launcher.UserError;
import io.jvisor.launcher.config.Configuration;
import io.jvisor.launcher.oci.Spec;
import io.jvisor.platform.spi.host.HostErrors;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.FileSystemType;
import io.jvisor.vfs.FsContext;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.Mount;
import io.jvisor.vfs.MountNamespace;
import io.jvisor.vfs.MountRequest;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the tree of mounts that a container asks for. */
final class Mounts {
  private static final Logger LOG = LoggerFactory.getLogger(Mounts.class);
  private static final String GOFER = "gofer";

  /** Kinds that bundles ask for as a matter of course; where no module has one, it is left out. */
  private static final Set<String> CUSTOMARY =
      Set.of("proc", "tmpfs", "devtmpfs", "devpts", "sysfs", "mqueue", "cgroup", "cgroup2");

  private final FileSystemEnvironment environment;
  private final Configuration configuration;

  /** Whether a mount whose place does not exist is left out. */
  private final boolean isHostTree;

  private final Map<String, FileSystemType> types = new HashMap<>();

  /** In the order of the exports: the root's first, then that of each bind mount. */
  private final Iterator<GoferProcess.Export> exports;

  Mounts(
      FileSystemEnvironment environment,
      Configuration configuration,
      List<FileSystemType> types,
      List<GoferProcess.Export> exports,
      boolean isHostTree) {
    this.isHostTree = isHostTree;
    this.environment = environment;
    this.configuration = configuration;
    this.exports = exports.iterator();
    types.forEach(type -> this.types.put(type.name(), type));
  }

  /** Mounts everything. */
  MountNamespace make(Task task, Spec spec) throws UserError {
    MountOptions rootOptions =
        MountOptions.parse(spec.root().readonly() ? List.of("ro") : List.of());
    FileSystem root = gofer("root");
    MountNamespace namespace = new MountNamespace(root, rootOptions.flags());
    FsContext context = new FsContext(namespace.root(), namespace.root(), 0);
    for (int i = 0; i < spec.mounts().size(); i++) {
      mount(task, namespace, context, spec.mounts().get(i), "mounts[" + i + "]");
    }
    context.leave();
    return namespace;
  }

  private void mount(
      Task task, MountNamespace namespace, FsContext context, Spec.Mount mount, String field)
      throws UserError {
    MountOptions options = MountOptions.parse(mount.options());
    FileSystem fileSystem;
    if (mount.isBind()) {
      fileSystem = gofer(field);
    } else {
      String name = typeName(mount);
      FileSystemType type = types.get(name);
      if (type != null && type.isInternal()) {
        throw UserError.usage(field + ".type: '" + name + "' cannot be mounted by name");
      }
      if (type == null && CUSTOMARY.contains(name)) {
        LOG.debug("{}: {} is left out: no module has it", mount.destination(), name);
        return;
      }
      if (type == null) {
        throw UserError.usage(
            field
                + ".type: there is no file system '"
                + name
                + "'; there are: "
                + String.join(", ", types.keySet().stream().sorted().toList()));
      }
      fileSystem = create(type, mount.source(), options.data(), field + ".options");
    }
    try {
      VfsPath place =
          Vfs.resolve(task, context, namespace.root(), mount.destination(), Lookup.FOLLOW);
      Mount made = namespace.mount(null, place, fileSystem, mount.source(), options.flags());
      VfsPath root = new VfsPath(made, made.root());
      namespace.setPropagation(null, root, options.type(), false);
    } catch (ErrnoException error) {
      if (isHostTree) {
        LOG.debug("{} is left out: {}", mount.destination(), error.errno());
        return;
      }
      throw UserError.usage(
          field + ".destination: " + mount.destination() + ": " + HostErrors.text(error.errno()));
    }
  }

  /** Device nodes are made by the file system on /dev, not by who mounts it. */
  private String typeName(Spec.Mount mount) {
    boolean isDevices = mount.destination().equals("/dev") && mount.type().equals("tmpfs");
    return isDevices && types.containsKey("devtmpfs") ? "devtmpfs" : mount.type();
  }

  private FileSystem gofer(String field) throws UserError {
    FileSystemType type = types.get(GOFER);
    if (type == null) {
      throw UserError.usage("fileSystems: the host's files cannot be shown without 'gofer'");
    }
    GoferProcess.Export export = exports.next();
    Map<String, String> options = new HashMap<>();
    options.put("fd", Integer.toString(export.socket()));
    if (export.readOnly()) {
      options.put("ro", "");
    }
    options.put("cache", configuration.cache().name().toLowerCase(Locale.ROOT));
    if (export.readOnly()) {
      options.put("ro", "");
    }
    return create(type, export.path(), options, field);
  }

  private FileSystem create(
      FileSystemType type, String source, Map<String, String> options, String field)
      throws UserError {
    try {
      return type.create(new MountRequest(environment, source, options, Credentials.ROOT));
    } catch (ErrnoException error) {
      throw UserError.usage(field + ": " + type.name() + ": " + HostErrors.text(error.errno()));
    }
  }
}
