package io.jvisor.vfs;

import io.jvisor.kernel.api.abi.OpenFlags;

/** A descriptor of a tree that is attached nowhere, which ends with it unless it was attached. */
public final class DetachedTreeFile extends PathOnlyFile {
  private final DetachedTree tree;

  /** A file that closes the tree. */
  public DetachedTreeFile(DetachedTree tree) {
    super(tree.place(), OpenFlags.O_PATH);
    this.tree = tree;
  }

  @Override
  protected void onFinalClose() {
    tree.close();
  }
}
