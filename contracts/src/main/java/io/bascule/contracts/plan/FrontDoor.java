package io.bascule.contracts.plan;

import io.bascule.contracts.About;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The address that clients use, whichever site is active. The outage is measured here. */
public record FrontDoor(
        @About("Host") String host,
        @About("Port") int port,
        @About("Role of the canary and of validation") String user,
        @About("Where its password is found; absent if none is needed")
                @Nullable SecretRef password,
        @About("How often the canary writes and reads back") Duration every,
        @About("A canary write that takes longer has failed") Duration deadline) {}
