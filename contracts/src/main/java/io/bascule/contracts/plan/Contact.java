package io.bascule.contracts.plan;

import io.bascule.contracts.About;
import org.jspecify.annotations.Nullable;

/** Whom to tell and to ask. */
public record Contact(
        @About("DR Lead, DBA, DevOps, Management") String role,
        @About("Name") String name,
        @About("Phone") @Nullable String phone,
        @About("E-mail") @Nullable String email) {}
