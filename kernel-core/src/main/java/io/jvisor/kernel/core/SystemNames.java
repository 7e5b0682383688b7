package io.jvisor.kernel.core;

/** The names that {@code uname(2)} tells. */
public final class SystemNames {
  /** The longest name of a node or a domain. */
  public static final int MAXIMUM = 64;

  /** The version of Linux whose behaviour this kernel follows. */
  public static final String RELEASE = "6.8.0-jvisor";

  /** {@code version} of {@code struct utsname}. */
  public static final String VERSION = "#1 SMP PREEMPT_DYNAMIC";

  private volatile String node;
  private volatile String domain;

  SystemNames(String node, String domain) {
    this.node = node;
    this.domain = domain;
  }

  /** {@code nodename}. */
  public String node() {
    return node;
  }

  /** {@code sethostname(2)}. */
  public void setNode(String name) {
    node = name;
  }

  /** {@code domainname}. */
  public String domain() {
    return domain;
  }

  /** {@code setdomainname(2)}. */
  public void setDomain(String name) {
    domain = name;
  }
}
