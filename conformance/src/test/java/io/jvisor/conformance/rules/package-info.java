/** Rules about the compiled modules, each with fixtures that show what it catches. */
package io.jvisor.conformance.rules;
