/**
 * The parts of the OCI runtime specification's {@code config.json} that a sandbox honours, under
 * the specification's names. docs/configuration.md lists what is accepted and not honoured.
 */
package io.jvisor.launcher.oci;
