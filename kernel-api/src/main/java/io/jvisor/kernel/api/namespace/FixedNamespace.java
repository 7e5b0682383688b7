package io.jvisor.kernel.api.namespace;

import java.util.EnumMap;
import java.util.Map;

/** The only namespace of a kind that there is one of. */
public final class FixedNamespace extends Namespace {
  private static final Map<NamespaceKind, FixedNamespace> ALL = new EnumMap<>(NamespaceKind.class);

  static {
    for (NamespaceKind kind : NamespaceKind.values()) {
      if (kind != NamespaceKind.USER) {
        ALL.put(kind, new FixedNamespace(kind));
      }
    }
  }

  private FixedNamespace(NamespaceKind kind) {
    super(kind);
  }

  /** The one of a kind. */
  public static FixedNamespace of(NamespaceKind kind) {
    return ALL.get(kind);
  }
}
