package io.bascule.contracts.plan;

import io.bascule.contracts.About;
import org.jspecify.annotations.Nullable;

/** A place: one of the two sites of an application, or the witness. */
public record Site(
        @About("Name, as applications use it") String name,
        @About("Region of the provider; absent if there is none") @Nullable String region) {}
