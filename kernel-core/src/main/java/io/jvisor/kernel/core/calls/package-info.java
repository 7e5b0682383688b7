/** System calls about processes, credentials, time and scheduling, a class per small family. */
package io.jvisor.kernel.core.calls;
